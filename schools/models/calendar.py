"""Terms, closed days, and the school's days numbered one after another."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from core.db.school_scope import OwnedModel
from schools.states import Season


class Term(OwnedModel):
    """A term from ``starts`` to ``ends``, both in term; half-term likewise. ``assumed``: the school typed none."""

    year_label = models.CharField(max_length=9)
    season = models.CharField(max_length=10, choices=Season.choices)
    starts = models.DateField()
    ends = models.DateField()
    half_starts = models.DateField(null=True, blank=True)
    half_ends = models.DateField(null=True, blank=True)
    assumed = models.BooleanField(default=False)

    class Meta(OwnedModel.Meta):
        ordering = ("starts",)
        constraints = [
            models.UniqueConstraint(fields=["school", "year_label", "season"], name="schools_term_once"),
            models.CheckConstraint(condition=Q(season__in=Season.values), name="schools_term_season"),
            models.CheckConstraint(condition=Q(starts__lte=F("ends")), name="schools_term_ends_after_start"),
            models.CheckConstraint(
                condition=Q(half_starts__isnull=True, half_ends__isnull=True)
                | Q(half_starts__gt=F("starts"), half_ends__gte=F("half_starts"), half_ends__lt=F("ends")),
                name="schools_term_half_inside",
            ),
            ExclusionConstraint(
                name="schools_term_never_overlap",
                expressions=[
                    (
                        Func("starts", "ends", Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                    ("school", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_season_display()} {self.ends.year}"


class ClosedDay(OwnedModel):
    """A day in term without pupils: INSET, snow, an election."""

    day = models.DateField()
    why = models.CharField(max_length=80)

    class Meta(OwnedModel.Meta):
        ordering = ("day",)
        constraints = [models.UniqueConstraint(fields=["school", "day"], name="schools_closedday_once")]

    def __str__(self) -> str:
        return self.why


class SchoolDay(OwnedModel):
    """One row for each day of the calendar, so that a due date is arithmetic in SQL.

    ``number`` counts the school days up to and with this day; a day off carries the number of the last school day
    before it. ``working_number`` counts working days (Monday to Friday without bank holidays) the same way.
    """

    day = models.DateField()
    is_school_day = models.BooleanField()
    number = models.IntegerField()
    is_working_day = models.BooleanField()
    working_number = models.IntegerField()

    class Meta(OwnedModel.Meta):
        ordering = ("day",)
        constraints = [
            models.UniqueConstraint(fields=["school", "day"], name="schools_schoolday_once"),
            models.UniqueConstraint(
                fields=["school", "number"], condition=Q(is_school_day=True), name="schools_schoolday_number"
            ),
            models.UniqueConstraint(
                fields=["school", "working_number"],
                condition=Q(is_working_day=True),
                name="schools_schoolday_working_number",
            ),
        ]

    def __str__(self) -> str:
        return self.day.isoformat()
