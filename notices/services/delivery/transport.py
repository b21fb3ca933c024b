"""A session with the mail server or the mail service, and what each of its replies means."""

import contextlib
import smtplib
from dataclasses import dataclass
from enum import Enum
from typing import Any

import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from notices.rendering import is_address

SERVICE_CLOSING = 421
TROUBLE = (OSError, smtplib.SMTPException, UnicodeError, AnymailError, ValueError, IndexError)
"""Everything that a mail server or a mail service may answer with, and what the libraries raise for a message that they
cannot put together (ValueError, IndexError): one message of a batch must not stop the others.
"""
KEY_REFUSED = (401, 403)
TOO_LARGE = 413
TOO_OFTEN = 429
SERVICE_ID_LENGTH = 200


class DeliveryResult(Enum):
    """What became of one message."""

    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ServerReply:
    """What the server replied to one message.

    The result, a code for the row (never its words), whether the session is still open, and the id that a mail service
    gave the message.
    """

    result: DeliveryResult
    code: str = ""
    session_open: bool = True
    service_id: str = ""


def _by_code(what: str, code: int, *, permanent: bool) -> ServerReply:
    refused = permanent and 500 <= code < 600
    return ServerReply(
        DeliveryResult.REFUSED if refused else DeliveryResult.LATER,
        f"{what} {code}",
        session_open=code != SERVICE_CLOSING,
    )


def _of_service(problem: AnymailError) -> ServerReply:
    """Classify a mail service's answer.

    It gives up on a message only where the service blames this one. A "bad request" may as well be about our own
    sender: it would be wrong to give up on everybody's messages for it.
    """
    if isinstance(problem, AnymailRecipientsRefused):
        return ServerReply(DeliveryResult.REFUSED, "recipient refused")
    if isinstance(problem, AnymailInvalidAddress):
        return ServerReply(DeliveryResult.REFUSED, "address")
    if isinstance(problem, (AnymailUnsupportedFeature, AnymailSerializationError)):
        return ServerReply(DeliveryResult.REFUSED, f"content {type(problem).__name__.removeprefix('Anymail')}")
    if isinstance(problem, requests.Timeout):
        return ServerReply(DeliveryResult.LATER, "timeout", session_open=False)
    code = problem.status_code if isinstance(problem, AnymailAPIError) else None
    if code is None:
        return ServerReply(DeliveryResult.LATER, "connect service", session_open=False)
    if code == TOO_LARGE:
        return ServerReply(DeliveryResult.REFUSED, f"content {code}")
    if code in KEY_REFUSED:
        return ServerReply(DeliveryResult.LATER, f"sender {code}", session_open=False)
    return ServerReply(DeliveryResult.LATER, f"service {code}", session_open=code != TOO_OFTEN and code < 500)


def classify(problem: Exception) -> ServerReply:
    """Say what a reply of the mail server or the mail service means for the message."""
    if isinstance(problem, AnymailError):
        return _of_service(problem)
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        code = next(iter(problem.recipients.values()))[0]
        return _by_code("recipient", code, permanent=True)
    if isinstance(problem, smtplib.SMTPSenderRefused):
        # Our own address or limit, not this person's fault: it would be wrong to give up on everybody's messages.
        return ServerReply(DeliveryResult.LATER, f"sender {problem.smtp_code}", session_open=False)
    if isinstance(problem, smtplib.SMTPDataError):
        return _by_code("content", problem.smtp_code, permanent=True)
    if isinstance(problem, UnicodeError):
        return ServerReply(DeliveryResult.REFUSED, "address")
    if isinstance(problem, (ValueError, IndexError)):
        # The message cannot be put together. Shown to the office in time, and the next one may well stand.
        return ServerReply(DeliveryResult.LATER, f"content {type(problem).__name__}")
    if isinstance(problem, TimeoutError) or isinstance(problem.__context__, TimeoutError):
        return ServerReply(DeliveryResult.LATER, "timeout", session_open=False)
    return ServerReply(DeliveryResult.LATER, type(problem).__name__, session_open=False)


def envelope_for_service(message: EmailMessage) -> None:
    """Take out of a message's headers what a mail service writes itself, and put in what it asks for."""
    if settings.MAIL_HEADERS is None:
        return
    kept = {name: value for name, value in message.extra_headers.items() if name in settings.MAIL_HEADERS}
    message.extra_headers = kept | dict(settings.MAIL_EXTRA_HEADERS)


def _accepted(message: EmailMessage) -> ServerReply:
    """Read what a mail service calls the message; a mail server has no name for it.

    A service that gives it no name has not taken it, whatever else it said: some hide that in a sentence.
    """
    status = getattr(message, "anymail_status", None)
    if status is None:
        return ServerReply(DeliveryResult.ACCEPTED)
    if not isinstance(status.message_id, str) or status.status == {"failed"}:
        return ServerReply(DeliveryResult.LATER, "service failed")
    return ServerReply(DeliveryResult.ACCEPTED, service_id=status.message_id[:SERVICE_ID_LENGTH])


class SmtpSession:
    """A connection that is opened at the first need and again after it broke.

    ``accepted`` counts since it was opened.
    """

    def __init__(self) -> None:
        self._connection: Any = None
        self.trouble = ""
        self.accepted = 0

    @property
    def is_open(self) -> bool:
        """Say whether the session is open."""
        return self._connection is not None

    def open(self) -> bool:
        """Open the session unless it is open; False (and ``trouble``, a code) when the server cannot be reached."""
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

    def send(self, message: EmailMessage) -> ServerReply:
        """Hand over one message and return what the server said to it; to what is no address nothing is sent."""
        merged = getattr(message, "raw", None) is not None  # then its one address was looked at before
        if not merged and not all(is_address(address) for address in message.recipients()):
            return ServerReply(DeliveryResult.REFUSED, "address")
        envelope_for_service(message)
        try:
            self._hand_over(message)
        except TROUBLE as problem:
            reply = classify(problem)
            if not reply.session_open:
                self.trouble = reply.code
                self.close()
            return reply
        reply = _accepted(message)
        self.accepted += reply.result is DeliveryResult.ACCEPTED
        return reply

    def _hand_over(self, message: EmailMessage) -> None:
        """Send by the backend; the bytes of a merged message straight over its SMTP connection.

        The backend would take sender and reader apart for every message, though a merged message goes to plain
        addresses only: a third of a worker's time.
        """
        smtp = getattr(self._connection, "connection", None)
        raw = getattr(message, "raw", None)
        if raw is not None and isinstance(smtp, smtplib.SMTP):
            smtp.sendmail(settings.DEFAULT_FROM_EMAIL, message.to, raw)
        else:
            self._connection.send_messages([message])

    def close(self) -> None:
        """Close the session, whatever state it is in."""
        if self._connection is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._connection.close()
            self._connection = None
