"""The first steps of a new school."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.access import page
from people.queries import lists
from schools.queries.request import SchoolRequest
from schools.states import Permission


@require_safe
@page(Permission.SCHOOL_CONFIGURE.value)
def first_steps(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show what is left to do before the school can begin."""
    return render(request, "people/first_steps.html", {"steps": lists.first_steps(request.school)})
