"""Pages for governors, and the page of deadlines for everybody."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.access import page
from governance.queries import board as board_queries
from governance.queries import deadlines as deadline_queries
from governance.queries import reviews as reviews_queries
from policies.states import Permission
from schools.queries.request import SchoolRequest


@page(Permission.BOARD_SEE)
def board(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show the governors' board: one page for the meeting, no names and no way down to a case."""
    return render(
        request, "governance/board.html", {"board": board_queries.board(request.school, request.school.today())}
    )


@page(Permission.BOARD_SEE)
def reviews(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show every policy by the term in which its review falls due."""
    may_start = request.actor.may(Permission.POLICY_DRAFT)
    context = {"groups": reviews_queries.review_calendar(request.actor), "may_start": may_start}
    return render(request, "governance/reviews.html", context)


@require_safe
@never_cache
@page("member")
def deadlines(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show each member the deadlines that they have."""
    shown = deadline_queries.deadlines_page(request.actor)
    return render(request, "governance/deadlines.html", {"deadlines": shown, "title_count": shown.late})
