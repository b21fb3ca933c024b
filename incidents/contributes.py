"""What incidents contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import WitnessedRecord
from core.contributions.pages import DeadlineSource, HomeSource, MenuEntry
from core.contributions.people import KeyRoleLines, PeopleListener
from core.contributions.tasks import Runs, ScheduledTask
from incidents import queries, services
from incidents.models import WITNESSED
from incidents.verbs import VERBS
from people.states import Permission

CONTRIBUTIONS = (
    *VERBS,
    *(WitnessedRecord(model._meta.label_lower, model.digest_of) for model in WITNESSED),
    PeopleListener("incidents", services.on_people_changed),
    KeyRoleLines("incidents", queries.lines),
    HomeSource("incidents", _("Concerns"), 30, todo=queries.todo_for),
    MenuEntry("incidents:inbox", _("Concerns"), 20, Permission.CASE_RECEIVE, count=queries.nav_count),
    MenuEntry("incidents:concern", _("Report a concern"), 90),
    DeadlineSource("incidents", queries.running_for),
    ScheduledTask("incidents.first_look_tick", Runs.EACH_MINUTE),
)
