"""What the outbox contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.pages import HomeSource
from core.contributions.people import PeopleListener
from core.contributions.tasks import Runs, ScheduledTask
from notices import queries, services
from notices.verbs import VERBS

CONTRIBUTIONS = (
    *VERBS,
    PeopleListener("notices", services.on_people_changed),
    HomeSource("notices", _("E-mails"), 20, todo=queries.todo_for),
    ScheduledTask("notices.deliver", Runs.EACH_MINUTE),
)
