"""One conversation with the mail server, and what each of its answers means."""

from __future__ import annotations

import contextlib
import smtplib
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.mail import EmailMessage, get_connection

SERVICE_CLOSING = 421


class Fate(Enum):
    """What became of one message."""

    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """The fate of a message, a code for the row (never its words), and whether the line still stands."""

    fate: Fate
    code: str = ""
    line_stands: bool = True


def _by_code(what: str, code: int, *, permanent: bool) -> Answer:
    refused = permanent and 500 <= code < 600
    return Answer(Fate.REFUSED if refused else Fate.LATER, f"{what} {code}", line_stands=code != SERVICE_CLOSING)


def _judge(problem: Exception) -> Answer:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        code = next(iter(problem.recipients.values()))[0]
        return _by_code("recipient", code, permanent=True)
    if isinstance(problem, smtplib.SMTPSenderRefused):
        # Our own address or limit, not this person's fault: it would be wrong to give up on everybody's messages.
        return Answer(Fate.LATER, f"sender {problem.smtp_code}", line_stands=False)
    if isinstance(problem, smtplib.SMTPDataError):
        return _by_code("content", problem.smtp_code, permanent=True)
    if isinstance(problem, UnicodeError):
        return Answer(Fate.REFUSED, "address")
    if isinstance(problem, TimeoutError) or isinstance(problem.__context__, TimeoutError):
        return Answer(Fate.LATER, "timeout", line_stands=False)
    return Answer(Fate.LATER, type(problem).__name__, line_stands=False)


class Line:
    """A connection that is opened at the first need and again after it broke.

    ``accepted`` counts since it was opened.
    """

    def __init__(self) -> None:
        self._connection: Any = None
        self.trouble = ""
        self.accepted = 0

    def open(self) -> bool:
        """Open the line unless it is open; False (and ``trouble``, a code) when the server cannot be reached."""
        if self._connection is not None:
            return True
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as problem:
            self.trouble = f"connect {type(problem).__name__}"
            return False
        self._connection, self.trouble, self.accepted = connection, "", 0
        return True

    def send(self, message: EmailMessage) -> Answer:
        """Hand over one message and return what the server said to it."""
        try:
            self._connection.send_messages([message])
        except (OSError, smtplib.SMTPException, UnicodeError) as problem:
            answer = _judge(problem)
            if not answer.line_stands:
                self.trouble = answer.code
                self.close()
            return answer
        self.accepted += 1
        return Answer(Fate.ACCEPTED)

    def close(self) -> None:
        """Hang up, whatever state the line is in."""
        if self._connection is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._connection.close()
            self._connection = None
