"""Counts for governors, raw (the floor above hides small numbers), and a reader's own for the weekly note."""

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import Count, Min, Q

from core.clock import day_of
from incidents.models.cases import Case
from incidents.queries.access import visible_to
from incidents.states.kinds import KINDS
from incidents.states.workflow import OPEN, State
from people.queries.acting import Actor
from schools.models.calendar import Term
from schools.models.schools import School


def counts_by_term(school: School) -> dict[Term, Counter[str]]:
    """Return how many cases were opened in each term that has begun, oldest first, by what they were about.

    "school" (posts about school or staff), "pupils" or "other". A case of the holidays counts to the term before. Two
    queries.
    """
    terms = list(Term.objects.for_school(school).filter(starts__lte=school.today()).order_by("starts"))
    by_term: dict[Term, Counter[str]] = {term: Counter() for term in terms}
    for opened_at, kind in Case.objects.for_school(school).values_list("opened_at", "kind"):
        day = day_of(opened_at, school.timezone)
        begun = [term for term in terms if term.starts <= day]
        if begun:
            by_term[begun[-1]][KINDS[kind].group] += 1
    return by_term


def week_counts(actor: Actor, *, since: dt.datetime) -> dict[str, Any]:
    """Return the numbers of the weekly note for ``actor``; ``since`` is where the week begins. One query.

    Of the cases that they may know of: how many are "new", "open" and "untaken", and when the "oldest" of these came
    in.
    """
    untaken = Q(state__in=(State.NEW, State.PASSED))
    return visible_to(actor).aggregate(
        new=Count("pk", filter=Q(opened_at__gte=since)),
        open=Count("pk", filter=Q(state__in=OPEN)),
        untaken=Count("pk", filter=untaken),
        oldest=Min("opened_at", filter=untaken),
    )
