"""What incidents contributes to other apps."""

from core.contributions.ledger import WitnessedRecord
from core.contributions.people import KeyRoleLines, PeopleListener
from incidents import queries, services
from incidents.models import WITNESSED
from incidents.verbs import VERBS

CONTRIBUTIONS = (
    *VERBS,
    *(WitnessedRecord(model._meta.label_lower, model.digest_of) for model in WITNESSED),
    PeopleListener("incidents", services.on_people_changed),
    KeyRoleLines("incidents", queries.lines),
)
