"""Why a message did not arrive, and what the office can do about it: by the codes of its row, no words of a server."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.text.words import Words
from notices.states.outbox import BounceType, State


@dataclass(frozen=True, slots=True)
class FailureReason:
    """What happened and what to do, in a sentence each; whether the address is to blame."""

    why: Words
    remedy: Words
    address: bool = False


CHECK_ADDRESS = _("Check the address with this person and correct it. Then send again. Or use paper.")
CHECK_AND_SEND = _("Check the address with this person and correct it. Then send again.")
"""The same for what never goes on paper."""
_WE_GO_ON = _("We go on trying. You need not do anything.")
_TELL = _("Tell whoever looks after your e-mail. Then send again.")

FAILED = {
    "no address": FailureReason(
        _("There is no e-mail address for this person."), _("Add one, then send again. Or use paper."), True
    ),
    "address": FailureReason(_("The e-mail address cannot be used."), CHECK_ADDRESS, True),
    "recipient": FailureReason(_("The mail server does not know this address."), CHECK_ADDRESS, True),
    "came back": FailureReason(
        _("An earlier e-mail to this address came back, so we did not send it."), CHECK_ADDRESS, True
    ),
    "unwanted": FailureReason(
        _("This person has marked our e-mails as unwanted, so we did not send it."),
        _("Speak with them. Send again if they agree. Or use paper."),
        True,
    ),
    "content": FailureReason(_("The mail server refused the message."), _TELL),
    "sender": FailureReason(_("The mail server does not let the portal send."), _TELL),
    "service": FailureReason(
        _("The mail service could not take the message."), _("We go on trying. If it stays here, check the address.")
    ),
    "template": FailureReason(
        _("The message could not be written."), _("Tell whoever looks after the portal. Then send again.")
    ),
    "timeout": FailureReason(_("The mail server was too slow."), _WE_GO_ON),
}
UNREACHED = FailureReason(_("The mail server could not be reached."), _WE_GO_ON)

CAME_BACK = FailureReason(_("The address does not exist, or its mailbox takes no e-mail."), CHECK_ADDRESS, True)
NOT_SENT_ON = FailureReason(
    _("The mail service did not send it on."), _("Send it again. If it comes back again, check the address."), True
)
COMPLAINED = FailureReason(
    _("This person has marked our e-mails as unwanted. They get urgent ones only."),
    _("Speak with them. Write again if they agree. Or use paper."),
    True,
)

BLAMED = ("address", "came back", "unwanted")


def failure_reason(code: str) -> FailureReason:
    """Return what an error code means."""
    return FAILED.get(code) or FAILED.get(code.partition(" ")[0], UNREACHED)


def bounce_reason(bounce_type: str) -> FailureReason:
    """Return why a message came back."""
    return NOT_SENT_ON if bounce_type == BounceType.REFUSED else CAME_BACK


def address_failed() -> Q:
    """Return the condition of a message that did not arrive because of its address: it came back or was refused."""
    blamed = Q(last_error__in=BLAMED) | Q(last_error__startswith="recipient")
    return Q(state=State.BOUNCED) | (Q(state=State.FAILED) & blamed)
