"""What the outbox contributes to other apps."""

from core.contributions.people import PeopleListener
from notices import services
from notices.verbs import VERBS

CONTRIBUTIONS = (
    *VERBS,
    PeopleListener("notices", services.on_people_changed),
)
