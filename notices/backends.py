"""The e-mail backend of the demo: a table in place of a mail server."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from core import clock
from notices.models import DemoMail

MODES = ("demo", "development", "test")


class DemoMailbox(BaseEmailBackend):
    """Keeps messages for the page ``/demo/``. Refuses to exist in production: mail must be sent there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if settings.PORTAL_MODE not in MODES:
            raise ImproperlyConfigured("Mail would be kept and not sent: set EMAIL_URL to your mail server.")
        super().__init__(*args, **kwargs)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store each message once for each recipient."""
        rows = []
        for mail in email_messages:
            mail.message()  # what a real backend would do: it refuses line breaks in headers
            html = next((str(body) for body, kind in getattr(mail, "alternatives", []) if kind == "text/html"), "")
            rows += [
                DemoMail(
                    at=clock.now(),
                    message_id=mail.extra_headers.get("Message-ID", ""),
                    sender=mail.from_email,
                    to=to,
                    reply_to=", ".join(mail.reply_to),
                    subject=str(mail.subject),
                    text=str(mail.body),
                    html=html,
                )
                for to in mail.recipients()
            ]
        DemoMail.objects.bulk_create(rows)
        return len(email_messages)
