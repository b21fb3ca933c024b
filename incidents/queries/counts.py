"""Counts for governors. Raw: the floor above hides small numbers before anybody sees them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from core.clock import day_of
from incidents.models import Case
from incidents.states import group_of
from people.models import School, Term


@dataclass(frozen=True, slots=True)
class TermCount:
    """Cases opened in one term, by what they were about: "school" (posts about school or staff), "pupils", "other"."""

    term: Term
    school: int
    pupils: int
    other: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.school + self.pupils + self.other


def counts_by_term(school: School) -> list[TermCount]:
    """Return a row for each term that has begun, oldest first.

    A case of the holidays counts to the term before. Two queries.
    """
    terms = list(Term.objects.for_school(school).filter(starts__lte=school.today()).order_by("starts"))
    found: dict[Term, Counter[str]] = {term: Counter() for term in terms}
    for opened_at, kind in Case.objects.for_school(school).values_list("opened_at", "kind"):
        day = day_of(opened_at, school.timezone)
        begun = [term for term in terms if term.starts <= day]
        if begun:
            found[begun[-1]][group_of(kind)] += 1
    return [TermCount(term, count["school"], count["pupils"], count["other"]) for term, count in found.items()]
