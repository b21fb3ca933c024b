"""What people contributes to other apps."""

from core.contributions.work import SampleChecker
from people import samples
from people.verbs import VERBS

CONTRIBUTIONS = (
    *VERBS,
    SampleChecker("people", samples.fits, samples.check),
)
