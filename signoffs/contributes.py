"""What sign-offs contributes to other apps."""

from core.contributions.ledger import WitnessedRecord
from signoffs import queries
from signoffs.verbs import VERBS

CONTRIBUTIONS = (
    *VERBS,
    WitnessedRecord("signoffs.sitting", queries.digest_of_sitting),
)
