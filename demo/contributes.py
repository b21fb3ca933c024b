"""What the demo contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import Verb

CONTRIBUTIONS = (Verb("demo.removed", _("{actor} removed the demo")),)
