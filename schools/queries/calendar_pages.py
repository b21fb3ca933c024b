"""What the calendar pages show: a school year with its terms, closed days and bank holidays."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from schools.models.calendar import ClosedDay, SchoolDay, Term
from schools.models.schools import School
from schools.rules.days import TermDates, holiday_names, typical_terms, year_label, year_of


@dataclass(frozen=True, slots=True)
class ClosedRange:
    """Closed days one after the other for one reason; ``pk`` is the first of them."""

    pk: UUID
    first: datetime.date
    last: datetime.date
    why: str
    days: int


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A school year: ``start`` is the year of its September, ``days`` how many school days it has."""

    start: int
    label: str
    terms: tuple[Term, ...]
    closed: tuple[ClosedRange, ...]
    holidays: tuple[tuple[datetime.date, str], ...]
    days: int

    @property
    def is_assumed(self) -> bool:
        """Say whether the school has not typed its own terms."""
        return all(term.assumed for term in self.terms)


def school_years(school: School) -> range:
    """Return the school years that the pages offer: last year to three ahead."""
    this = year_of(school.today())
    return range(this - 1, this + 4)


def school_year(school: School, start: int) -> SchoolYear:
    """Return one school year. Three queries."""
    span = (datetime.date(start, 9, 1), datetime.date(start + 1, 8, 31))
    terms = Term.objects.for_school(school).filter(year_label=year_label(start)).order_by("starts")
    closed = ClosedDay.objects.for_school(school).filter(day__range=span)
    days = SchoolDay.objects.for_school(school).filter(day__range=span, is_school_day=True).count()
    holidays = sorted(
        (day, name)
        for year in (start, start + 1)
        for day, name in holiday_names(school.nation, year).items()
        if span[0] <= day <= span[1]
    )
    return SchoolYear(start, year_label(start), tuple(terms), tuple(closed_ranges(closed)), tuple(holidays), days)


def closed_ranges(rows: object) -> list[ClosedRange]:
    """Join closed days of one reason that follow each other, a weekend between them or not."""
    found: list[ClosedRange] = []
    for row in rows:  # type: ignore[attr-defined]
        last = found[-1] if found else None
        if last and last.why == row.why and _follows(last.last, row.day):
            found[-1] = ClosedRange(last.pk, last.first, row.day, last.why, last.days + 1)
        else:
            found.append(ClosedRange(row.pk, row.day, row.day, row.why, 1))
    return found


def _follows(one: datetime.date, other: datetime.date) -> bool:
    gap = (other - one).days
    return gap == 1 or (gap == 3 and other.isoweekday() == 1)


def closed_range(school: School, pk: UUID) -> ClosedRange | None:
    """Return the range that begins with a closed day, or None."""
    row = ClosedDay.objects.for_school(school).filter(pk=pk).first()
    if row is None:
        return None
    start = year_of(row.day)
    span = (datetime.date(start, 9, 1), datetime.date(start + 1, 8, 31))
    rows = ClosedDay.objects.for_school(school).filter(day__range=span)
    return next((each for each in closed_ranges(rows) if each.first <= row.day <= each.last), None)


def terms_to_type(school: School, start: int) -> tuple[TermDates, ...]:
    """Return the terms of a school year as the form shows them first: the school's, or the usual ones."""
    rows = Term.objects.for_school(school).filter(year_label=year_label(start)).order_by("starts")
    return tuple(TermDates(*row) for row in rows.values_list(*TermDates._fields)) or typical_terms(start)
