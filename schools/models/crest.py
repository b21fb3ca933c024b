"""A school's crest: a small picture that the portal has drawn anew."""

from django.db import models
from django.db.models import Q

from core.db.dated import Dated, ends_after_start, never_twice

# Drawn 42 px high: this serves a sharp screen and a printed sheet, in about 4 kB.
CREST_SIDE = 144


class Crest(Dated):
    """A PNG of at most ``CREST_SIDE`` pixels a side; ``mark`` is the start of its SHA-256, for addresses."""

    image = models.BinaryField()
    mark = models.CharField(max_length=16)

    class Meta(Dated.Meta):
        constraints = [
            ends_after_start("schools_crest"),
            never_twice("schools_crest", "school"),
            models.CheckConstraint(condition=Q(mark__regex=r"^[0-9a-f]{16}$"), name="schools_crest_mark"),
        ]

    def __str__(self) -> str:
        return self.mark
