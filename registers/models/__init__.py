"""Facts about disclosures: what was declared, what was decided, and who has nothing to declare."""

from registers.models import decisions as decisions
from registers.models import disclosures as disclosures
