"""What policies contributes to other apps."""

from core.contributions.ledger import WitnessedRecord
from core.contributions.work import SampleChecker
from policies import queries
from policies.importing import compare
from policies.verbs import VERBS

CONTRIBUTIONS = (
    *VERBS,
    WitnessedRecord("policies.version", queries.digest_of),
    SampleChecker("policies", compare.fits, compare.check),
)
