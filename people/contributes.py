"""What people contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.people import ActivityTrace
from core.contributions.work import SampleChecker
from people import samples
from people.queries import traces
from people.verbs import VERBS

CONTRIBUTIONS = (
    *VERBS,
    ActivityTrace("people.signed_in", _("has signed in"), traces.signed_in_since),
    ActivityTrace("people.duty", _("has a duty"), traces.duty_since),
    SampleChecker("people", samples.fits, samples.check),
)
