"""Facts about imports and the roll-over. Django looks for the models here."""

from roll.models import imports as imports
from roll.models import rollover as rollover
