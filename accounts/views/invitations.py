"""The invitation to sign in."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.services import invitations
from core.access import page
from core.errors import Refused
from people.queries import staff
from people.states.roles import Permission
from schools.queries.request import SchoolRequest


@require_POST
@page(Permission.PEOPLE_MANAGE.value)
def invite(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Send the invitation, again if need be."""
    person = staff.person_at(request.school, pk)
    if person is None:
        raise Http404
    try:
        invitations.invite_staff(person=person, school=request.school, by=request.actor)
    except Refused as no:
        messages.error(request, no.reason)
    else:
        messages.success(request, staff.invited_words(request.school))
    return redirect("people:person", school_slug, pk)
