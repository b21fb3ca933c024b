"""What registers contributes to other apps."""

from core.contributions.ledger import WitnessedRecord
from registers import queries
from registers.verbs import VERBS

CONTRIBUTIONS = (
    *VERBS,
    WitnessedRecord("registers.decision", queries.digest_of_decision),
    WitnessedRecord("registers.nothing", queries.digest_of_nothing),
)
