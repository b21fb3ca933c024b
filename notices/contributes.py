"""What the outbox contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.deadlines import DeadlineKind
from core.contributions.ledger import Verb
from core.contributions.messages import EITHER, Kind, ValueType
from core.contributions.pages import HomeSource
from core.contributions.people import FirstStep, PeopleListener
from core.contributions.reminders import TimeAllowed, Unit
from core.contributions.tasks import Runs, ScheduledTask
from notices.queries import health, outbox
from notices.queries.message_kinds import decision_time_words
from notices.services import office_actions
from notices.states.deadlines import DECIDE_WITHIN, DECISION_REMINDERS
from notices.states.outbox import OUTBOX

# What people did to the outbox. Machine deliveries stand on the notice's own row.
VERBS = (
    Verb("notice.retried", _("{actor} had a failed message sent again")),
    Verb("notice.cancelled", _("{actor} cancelled a message")),
    Verb("notice.written_again", _("{actor} had us write to somebody again who had said no to our e-mails")),
    Verb("notice.test_sent", _("{actor} asked for a test message")),
)

MESSAGES = (
    Kind(
        "decision_needed",
        _("Decision needed"),
        _("because you decide this at the school"),
        gathers=True,
        replaces="decision_needed",
        confidentialities=EITHER,
        needs={"since": ValueType.DAY},
        may={"minutes": ValueType.NUMBER, "due": ValueType.DAY},
    ),
    Kind("test_mail", _("Test message"), _("because somebody at the school asked for a test"), any_hour=True),
    DECISION_REMINDERS,
    DeadlineKind(
        "decision",
        _("Decision"),
        _("decide by %(when)s"),
        "M10, C6; screens.md section 4, e-mail 6",
        amount=DECIDE_WITHIN,
        unit=Unit.SCHOOL_DAY,
        pauses=True,
        schedule="decision",
        note="From when it was asked for. Paused while the person who asked owes an answer.",
    ),
)

CONTRIBUTIONS = (
    *VERBS,
    OUTBOX,
    *MESSAGES,
    PeopleListener("notices", office_actions.on_people_changed),
    HomeSource("notices", _("E-mails"), 20, todo=outbox.todo_for),
    ScheduledTask("notices.deliver", Runs.EACH_MINUTE),
    TimeAllowed("decision", decision_time_words),
    FirstStep("mail", health.is_mail_tested),
)
