"""The life of a notice: where it stands, how it moves, why it stops, and what a mail service says of it afterwards."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.workflow import Transition, Workflow


class State(TextChoices):
    """Where a notice stands."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    BOUNCED = "bounced", _("Came back")
    CANCELLED = "cancelled", _("Cancelled")


OUTBOX = Workflow(
    "notice",
    State,
    (
        Transition("take", (State.WAITING,), State.SENDING, "", ""),
        Transition("take_up_again", (State.SENDING,), State.SENDING, "", ""),
        Transition("accepted", (State.SENDING,), State.SENT, "", ""),
        Transition("try_later", (State.SENDING,), State.WAITING, "", ""),
        Transition("give_up", (State.SENDING,), State.FAILED, "", ""),
        Transition("drop", (State.SENDING,), State.CANCELLED, "", ""),
        Transition("defer", (State.WAITING,), State.WAITING, "", ""),
        Transition("bounce", (State.SENT,), State.BOUNCED, "", ""),
        Transition(
            "retry", (State.WAITING, State.FAILED, State.BOUNCED), State.WAITING, "people.manage", "notice.retried"
        ),
        Transition(
            "cancel", (State.WAITING, State.FAILED, State.BOUNCED), State.CANCELLED, "people.manage", "notice.cancelled"
        ),
    ),
)


class StopReason(TextChoices):
    """Why a notice is not sent after all."""

    TAKEN = "taken", _("Somebody has taken it")
    SIGNED = "signed", _("It is signed")
    CLOSED = "closed", _("It is closed")
    LEFT = "left", _("The person has left")
    NOT_THEIRS = "not_theirs", _("It is no longer for this person")
    REPLACED = "replaced", _("A newer message replaces it")
    OFFICE = "office", _("The office cancelled it")
    NO_ADDRESS = "no_address", _("The person has no e-mail address")


class BounceType(TextChoices):
    """What a mail service tells of a message after it took it."""

    BOUNCED = "bounced", _("The address does not exist or refuses mail")
    COMPLAINED = "complained", _("The reader marked it as unwanted")
    REFUSED = "refused", _("The mail service did not send it on")
