"""Facts about disclosures: what was declared, what was decided, and who has nothing to declare."""

from registers.models.decisions import DisclosureDecision
from registers.models.disclosures import Disclosure, DisclosureAddition, NothingToDeclare

__all__ = ["Disclosure", "DisclosureAddition", "DisclosureDecision", "NothingToDeclare"]
