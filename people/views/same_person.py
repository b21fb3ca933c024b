"""Two entries, one person: choose, look at both, say why; and take it back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import UUIDField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.pages.forms import refusals_as_messages, refusals_shown_in
from people.forms.people import SameForm
from people.models.persons import Person
from people.queries import staff
from people.services import colleagues, persons
from people.views.people import MANAGE, person_or_404
from schools.queries.request import SchoolRequest


def _other(request: SchoolRequest, person: Person) -> Person | None:
    """Return the other entry that the address names, if the school knows it."""
    try:
        pk = UUIDField().to_python(request.GET.get("with", ""))
    except ValidationError:
        return None
    return staff.person_at(request.school, pk) if pk and pk != person.pk else None


@require_http_methods(["GET", "HEAD", "POST"])
@MANAGE
def person_same(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Find the other entry by name; with one chosen, show both and join them."""
    person = person_or_404(request, pk)
    back = reverse("people:person", args=[school_slug, pk])
    about = staff.person_page(request.school, person)
    text = request.POST.get("q", "").replace("\x00", "").strip()[:100]
    other = _other(request, person)
    if other is None:
        entries = staff.entries_called(request.school, text, but=person) if text else []
        if text:
            colleagues.note_search(school=request.school, group="same", found=len(entries), by=request.actor)
        return render(
            request, "people/same_find.html", {"about": about, "entries": entries, "text": text, "back": back}
        )
    form = SameForm(request.POST or None, back=back)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        with refusals_shown_in(form):
            persons.merge(person=person, same_as=other, school=request.school, reason=reason, by=request.actor)
            messages.success(request, _("The two entries are one person now."))
            return redirect(back)
    both = [about, staff.person_page(request.school, other)]
    context = {"form": form, "both": both, "about": about, "back": back, "today": request.school.today()}
    return render(request, "people/same.html", context)


@require_POST
@MANAGE
def person_apart(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Take back that two entries are one person."""
    with refusals_as_messages(request):
        person = staff.points_at_another(person_or_404(request, pk))
        persons.split(person=person, school=request.school, by=request.actor)
        messages.success(request, _("The two entries stand apart again."))
    return redirect("people:person", school_slug, pk)
