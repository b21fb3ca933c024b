"""Pages of a trust, opened from one of its schools: its schools, what holds for all of them, and who acts for it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access import SIGNED_IN, page
from core.contributions.settings import SETTINGS, setting_groups, settings_of
from core.errors import Refused
from core.pages.forms import refusals_shown_in
from people.forms.trusts import GIVE, LOCK, NOTHING, LikeSchoolForm, TrustRoleForm, TrustSettingForm
from people.models.persons import Person
from people.models.roles import TrustRole
from people.queries import acting, trusts
from people.services import trusts as trusts_services
from schools.models.schools import Trust
from schools.queries.request import SchoolRequest
from schools.queries.schools import schools_in_trust
from schools.rules.settings import sentence_of

SEES = page(trusts.sees_trust)
CONFIGURES = page(trusts.configures_trust)
CONFIGURES_AFRESH = page(trusts.configures_trust, fresh=True)
# From this many schools on, the line of schools at the top becomes a page with a box to find one.
MANY = 6


@require_safe
@page(SIGNED_IN)
def schools(request: SchoolRequest) -> HttpResponse:
    """Show the schools where the reader has a role, with a box to find one among many."""
    ours = acting.schools_of(request.user)  # type: ignore[arg-type]
    wanted = " ".join(request.GET.get("q", "").split())
    shown = [school for school in ours if wanted.casefold() in school.name.casefold()]
    context = {"schools": shown, "total": len(ours), "wanted": wanted, "many": len(ours) > MANY}
    return render(request, "people/schools.html", context)


@require_safe
@SEES
def trust(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show the schools of the trust, those that need most first."""
    owner: Trust = request.school.trust
    wanted = " ".join(request.GET.get("q", "").split())
    lines = trusts.trust_lines(owner)
    context = {
        "trust": owner,
        "lines": [line for line in lines if wanted.casefold() in line.school.name.casefold()],
        "total": len(lines),
        "wanted": wanted,
        "may_configure": trusts.configures_trust(request.actor),
    }
    return render(request, "people/trust.html", context)


@require_safe
@SEES
def trust_settings(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show what the trust says for all its schools, setting by setting."""
    lines = trusts.trust_settings(request.school.trust)
    groups = [
        (
            group.words,
            [
                (lines[spec.key], sentence_of(spec.key, row.value) if (row := lines[spec.key].row) else "")
                for spec in settings_of(group.key)
            ],
        )
        for group in setting_groups()
    ]
    may_configure = trusts.configures_trust(request.actor)
    return render(request, "people/trust_settings.html", {"groups": groups, "may_configure": may_configure})


@require_http_methods(["GET", "HEAD", "POST"])
@CONFIGURES
def trust_setting(request: SchoolRequest, school_slug: str, key: str) -> HttpResponse:
    """Leave one setting to each school, suggest it, or lock it."""
    if key not in SETTINGS:
        raise Http404
    owner: Trust = request.school.trust
    back = reverse("people:trust_settings", args=[school_slug])
    row = trusts.trust_setting(owner, key)
    how = NOTHING if row is None else LOCK if row.locked else GIVE
    value = SETTINGS[key].default if row is None else row.value
    form = TrustSettingForm(request.POST or None, spec=SETTINGS[key], value=value, how=how, back=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form, "value"):
            _save(owner, key, form.cleaned_data["how"], form.cleaned_data["value"], request.actor.person)
            messages.success(request, _("Saved. It holds from today, and each school can see who changed it."))
            return redirect(back)
    context = {"form": form, "spec": SETTINGS[key], "line": trusts.trust_settings(owner)[key]}
    return render(request, "people/trust_setting.html", context)


def _save(owner: Trust, key: str, how: str, value: object, by: Person) -> None:
    if how == NOTHING:
        trusts_services.drop_trust_setting(trust=owner, key=key, by=by)
    else:
        trusts_services.set_trust_setting(trust=owner, key=key, value=value, locked=how == LOCK, by=by)


@require_http_methods(["GET", "HEAD", "POST"])
@CONFIGURES
def trust_school(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Make a school like another of the trust; no person comes with it but those of the whole trust."""
    owner: Trust = request.school.trust
    ours = {str(school.pk): school for school in schools_in_trust(owner)}
    form = LikeSchoolForm(
        request.POST or None, schools=list(ours.values()), back=reverse("people:trust", args=[school_slug])
    )
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        with refusals_shown_in(form, "name"):
            source = ours[data.pop("source")]
            new = trusts_services.create_school_like(source=source, by=request.actor.person, **data)
            messages.success(request, _("%(school)s is made.") % {"school": new.name})
            return redirect("schools:settings", new.slug)
    return render(request, "people/trust_school.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@CONFIGURES_AFRESH
def trust_people(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show who acts for the whole trust, and give somebody a role at every school."""
    owner: Trust = request.school.trust
    people = trusts.colleagues_in_trust(owner)
    form = TrustRoleForm(request.POST or None, people=people, back=reverse("people:trust", args=[school_slug]))
    if request.method == "POST" and form.is_valid():
        chosen, role = form.cleaned_data["person"], form.cleaned_data["role"]
        person = next(person for person, _name in people if str(person.pk) == chosen)
        with refusals_shown_in(form, "person"):
            trusts_services.give_trust_role(trust=owner, person=person, role=role, by=request.actor.person)
            messages.success(request, _("Saved. The role holds at every school from today."))
            return redirect("people:trust_people", school_slug)
    context = {"form": form, "held": trusts.trust_people(owner)}
    return render(request, "people/trust_people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@CONFIGURES_AFRESH
def trust_role_end(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """End a role for the whole trust, once it is said what that takes away."""
    owner: Trust = request.school.trust
    held: list[tuple[TrustRole, str]] = [each for each in trusts.trust_people(owner) if each[0].pk == pk]
    if not held:
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            trusts_services.end_trust_role(row=held[0][0], by=request.actor.person)
        except Refused as no:
            problem = no.reason
        else:
            messages.success(request, _("The role has ended at every school."))
            ours = acting.actor_for(request.actor.person, request.school)
            return redirect("people:trust_people" if trusts.configures_trust(ours) else "home:school", school_slug)
    context = {"row": held[0][0], "name": held[0][1], "problem": problem}
    return render(request, "people/trust_role_end.html", context)
