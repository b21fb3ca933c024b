"""From–until: what held on a day is a query, and nothing that was ever true is written over."""

import datetime
from typing import Any

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from core.db.school_scope import OwnedModel


def in_force(on: datetime.date, prefix: str = "") -> Q:
    """Match rows that hold on the day ``on``; ``prefix`` follows a relation ("roles__")."""
    started = Q(**{f"{prefix}from_date__lte": on})
    return started & (Q(**{f"{prefix}until_date__isnull": True}) | Q(**{f"{prefix}until_date__gt": on}))


def ever_in_force() -> Q:
    """Match rows that held for at least a day, hold, or will."""
    return Q(until_date__isnull=True) | Q(until_date__gt=F("from_date"))


def in_force_from(day: datetime.date) -> Q:
    """Match rows that hold on the day or will hold later."""
    return ever_in_force() & (Q(until_date__isnull=True) | Q(until_date__gt=day))


class Dated(OwnedModel):
    """A fact that holds from one day until another.

    ``until_date`` is the first day on which it no longer holds; empty means "until further notice". A row whose two
    dates are equal never held: that is what undoing on the same day leaves behind.
    """

    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    class Meta(OwnedModel.Meta):
        abstract = True
        # Held by the database too: of what was once written down, only the end may still change.
        triggers = [pgtrigger.ReadOnly(name="only_its_end_changes", exclude=["until_date"])]

    def holds_on(self, day: datetime.date) -> bool:
        """Say whether the fact holds on ``day``."""
        return self.from_date <= day and (self.until_date is None or day < self.until_date)

    def in_force_from(self, day: datetime.date) -> bool:
        """Say whether the fact holds on ``day`` or will hold later."""
        return self.until_date is None or self.until_date > max(day, self.from_date)

    def overlaps(self, start: datetime.date, until: datetime.date | None) -> bool:
        """Say whether the fact holds on a day from ``start`` on and before ``until`` (None: for ever)."""
        return self.in_force_from(start) and (until is None or self.from_date < until)

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which it holds, as people say it."""
        return self.until_date - datetime.timedelta(days=1) if self.until_date else None


def ends_after_start(table: str) -> models.CheckConstraint:
    """Refuse a row that ends before it begins."""
    return models.CheckConstraint(
        condition=Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")),
        name=f"{table}_ends_after_start",
    )


def never_twice(table: str, *columns: str, condition: Q | None = None) -> ExclusionConstraint:
    """Refuse two rows for the same ``columns`` whose days overlap (half-open ranges)."""
    days = Func(F("from_date"), F("until_date"), function="daterange", output_field=DateRangeField())
    expressions: list[tuple[Any, str]] = [(days, RangeOperators.OVERLAPS)]
    expressions += [(column, RangeOperators.EQUAL) for column in columns]
    return ExclusionConstraint(name=f"{table}_never_twice", expressions=expressions, condition=condition)


def close(row: Dated, day: datetime.date) -> None:
    """End a row on ``day``, the first day without it. A row that had not begun yet never will."""
    row.until_date = max(day, row.from_date)
    row.save(update_fields=["until_date"])
