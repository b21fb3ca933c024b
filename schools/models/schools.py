"""Trusts and schools, the owners of everything else; what each has set, and a school's crest."""

import datetime
import uuid

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.db.dated import Dated, ends_after_start, never_twice
from schools.states import Nation

COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the colour as # and six letters or digits."))
# Drawn 42 px high: this serves a sharp screen and a printed sheet, in about 4 kB.
CREST_SIDE = 144


class Trust(models.Model):
    """The owner of schools and people. A school that stands alone has a trust row of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    stands_alone = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """One school. ``slug`` stands in its addresses: ``/s/<slug>/``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="schools")
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    nation = models.CharField(max_length=20, choices=Nation.choices, default=Nation.ENGLAND)
    timezone = models.CharField(max_length=40, default="Europe/London")
    phone = models.CharField(max_length=40, blank=True)
    office_hours = models.CharField(max_length=120, blank=True)
    public_email = models.EmailField(blank=True)
    colour = models.CharField(max_length=7, default="#0B5A66", validators=[COLOUR])
    # Names the crest in addresses; empty while the school has none of its own.
    crest_mark = models.CharField(max_length=16, blank=True, default="")
    is_demo = models.BooleanField(default=False)
    # A closed school is found no more, neither by its address nor in the switcher; its records stay.
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["id", "trust"], name="schools_school_trust_key"),
            models.CheckConstraint(condition=Q(nation__in=Nation.values), name="schools_school_nation"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the school's home page."""
        return reverse("home:school", args=[self.slug])

    def today(self) -> datetime.date:
        """Return the day it is at the school."""
        return clock.today(self.timezone)


class SchoolSetting(Dated):
    """What a school has set instead of a default; ``value`` is a JSON value of the setting's kind."""

    key = models.CharField(max_length=60)
    value = models.JSONField()

    class Meta(Dated.Meta):
        constraints = [
            ends_after_start("schools_setting"),
            never_twice("schools_setting", "school", "key"),
        ]

    def __str__(self) -> str:
        return self.key


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
