"""What a trust says for all its schools."""

import uuid

import pgtrigger
from django.db import models

from core.db.dated import ends_after_start, never_twice
from schools.models.schools import Trust


class TrustDated(models.Model):
    """A fact of a trust that holds from one day until another; as :class:`core.db.dated.Dated` of a school."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        triggers = [pgtrigger.ReadOnly(name="only_its_end_changes", exclude=["until_date"])]


class TrustSetting(TrustDated):
    """What a trust says where its schools say nothing; ``locked``: what a school says does not count."""

    key = models.CharField(max_length=60)
    value = models.JSONField()
    locked = models.BooleanField(default=False)

    class Meta(TrustDated.Meta):
        constraints = [
            ends_after_start("schools_trustsetting"),
            never_twice("schools_trustsetting", "trust", "key"),
        ]

    def __str__(self) -> str:
        return self.key
