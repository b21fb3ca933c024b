"""A real SMTP server on loopback that can be slow, choosy, forgetful or silent."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import threading
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.notices.letters import Letter


class MailServer:
    """Keeps what it accepted in ``messages`` and counts conversations; its moods are plain attributes."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.letters: list[Letter] = []
        self.refused: dict[str, str] = {}
        self.delay = 0.0
        self.take = 0
        self.stays_silent = False
        self.after_accepting: Any = None
        self.conversations = 0
        self._taken_now = 0
        self._lock = threading.Lock()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._controller: Controller | None = None

    # What aiosmtpd calls. It looks the names up.
    async def handle_EHLO(
        self, server: SMTP, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.conversations += 1
        self._taken_now = 0
        return responses

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address in self.refused:
            return self.refused[address]
        if self.take and self._taken_now >= self.take:
            return "421 4.7.0 Enough for now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        if self.stays_silent:
            await asyncio.sleep(3600)
        with self._lock:
            self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
            self.recipients += envelope.rcpt_tos
            self.letters.append(Letter(envelope.original_content, envelope.mail_from, tuple(envelope.rcpt_tos)))
            self._taken_now += 1
            count = len(self.messages)
        if self.after_accepting is not None:
            self.after_accepting(count)
        if self.delay:
            await asyncio.sleep(self.delay)
        return "250 Accepted"

    def start(self) -> None:
        """Listen; after a stop on the same port again."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=20)
        self._controller.start()

    @property
    def url(self) -> str:
        """What EMAIL_URL must be."""
        return f"smtp://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Stop listening."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None
