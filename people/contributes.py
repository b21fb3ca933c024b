"""What people contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.pages import HomeSource, MenuEntry
from core.contributions.people import ActivityTrace
from core.contributions.tasks import Runs, ScheduledTask
from people import queries
from people.queries import traces
from people.states import Permission
from people.verbs import VERBS

CONTRIBUTIONS = (
    *VERBS,
    ActivityTrace("people.signed_in", _("has signed in"), traces.signed_in_since),
    ActivityTrace("people.duty", _("has a duty"), traces.duty_since),
    HomeSource("people", _("People"), 10, todo=queries.todo_for),
    MenuEntry("people:list", _("People"), 70, Permission.PEOPLE_MANAGE),
    MenuEntry("people:trust", _("Trust"), 80, shown=queries.sees_trust),
    ScheduledTask("people.nightly", Runs.DAILY, minute="10", hour="1"),
)
