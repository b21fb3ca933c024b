"""Pages for governors."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from core.access import page
from governance import queries
from people.states import Permission


@page(Permission.BOARD_SEE)
def board(request: Any, school_slug: str) -> HttpResponse:
    """Show the governors' board: one page for the meeting, no names and no way down to a case."""
    return render(request, "governance/board.html", {"board": queries.board(request.school, request.school.today())})


@page(Permission.BOARD_SEE)
def reviews(request: Any, school_slug: str) -> HttpResponse:
    """Show every policy by the term in which its review falls due."""
    may_start = request.actor.may(Permission.POLICY_DRAFT)
    context = {"groups": queries.review_calendar(request.actor), "may_start": may_start}
    return render(request, "governance/reviews.html", context)
