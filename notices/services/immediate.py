"""Messages that leave at once and rest nowhere, such as a code to sign in: they have no row in the outbox."""

from collections.abc import Mapping
from email.utils import make_msgid

from django.core.mail import EmailMessage

from core import clock
from notices.rendering import message, render, sender_details
from notices.services.delivery.transport import TROUBLE, ServerReply, classify, envelope_for_service
from notices.services.outbox import message_host


def immediate_mail(trio: str, *, to: str, context: Mapping[str, str]) -> EmailMessage:
    """Return one message of the portal itself, from the three templates of that name."""
    sender = sender_details(None)
    rendered = render(trio, sender, dict(context), button_url=sender.home, why="")
    return message(rendered, sender, to=to, message_id=make_msgid(domain=message_host()), now=clock.now())


def send_at_once(mail: EmailMessage) -> ServerReply | None:
    """Send it now; returns what the mail server said where it did not take it."""
    envelope_for_service(mail)
    try:
        mail.send()
    except TROUBLE as problem:
        return classify(problem)
    return None
