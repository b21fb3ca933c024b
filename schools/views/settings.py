"""How the school works, as sentences; each can be changed, and each change is recorded."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access import PUBLIC, page
from core.contributions.settings import SETTING_GROUPS, SETTINGS
from core.pages.forms import refusals_shown_in
from schools.forms.settings import CrestForm, DetailsForm, SettingForm
from schools.models.schools import School
from schools.queries import calendar, setting_pages
from schools.queries import changes as changes_queries
from schools.queries import settings as settings_queries
from schools.queries.request import SchoolRequest
from schools.rules.settings import sentence_of
from schools.services import schools
from schools.states import Permission

CONFIGURE = page(Permission.SCHOOL_CONFIGURE.value)
YEAR = 365 * 24 * 3600


@require_safe
@CONFIGURE
def settings(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show what is still to do, then every setting as a sentence with a link to change it."""
    groups = [
        (key, words, [(spec, sentence_of(spec.key, said.value), said) for spec, said in rows])
        for key, words, rows in setting_pages.setting_groups(request.school)
    ]
    context = {
        "groups": groups,
        "left": setting_pages.settings_left(request.school),
        "terms": calendar.terms_ahead(request.school),
        "in_trust": not request.school.trust.stands_alone,
    }
    return render(request, "schools/settings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@CONFIGURE
def setting(request: SchoolRequest, school_slug: str, key: str) -> HttpResponse:
    """Change one setting from today on; one that the trust has locked is shown with the reason."""
    if key not in SETTINGS or SETTING_GROUPS[SETTINGS[key].group].own_page:
        raise Http404
    back = reverse("schools:settings", args=[school_slug])
    said = settings_queries.setting_said(request.school, key)
    form = SettingForm(
        request.POST if request.method == "POST" else None, spec=SETTINGS[key], value=said.value, back=back
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form, "value"):
            value = form.cleaned_data["value"]
            changed = schools.set_setting(school=request.school, key=key, value=value, by=request.actor)
            messages.success(request, _("Saved. It holds from today.") if changed else _("Nothing has changed."))
            return redirect(back)
    history = [(row, sentence_of(key, row.value)) for row in setting_pages.setting_history(request.school, key)[:10]]
    context = {
        "form": form,
        "spec": SETTINGS[key],
        "said": said,
        "sentence": sentence_of(key, said.value),
        "history": history,
    }
    return render(request, "schools/setting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@CONFIGURE
def details(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Change name, telephone, hours, address and colour."""
    # The form gets a copy: what it fills in must not pass for the school of this page when it is refused.
    form = DetailsForm(request.POST or None, instance=School.objects.get(pk=request.school.pk))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            schools.set_details(school=request.school, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("schools:settings", school_slug)
    return render(request, "schools/details.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@CONFIGURE
def crest(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Give the school a crest of its own, or take it away."""
    back = reverse("schools:settings", args=[school_slug])
    drop = request.POST.get("drop") == "yes"
    bound = request.method == "POST" and not drop
    form = CrestForm(request.POST if bound else None, request.FILES if bound else None, back=back)
    if drop or (bound and form.is_valid()):
        with refusals_shown_in(form, "picture"):
            data = None if drop else form.cleaned_data["picture"].read()
            schools.set_crest(school=request.school, data=data, by=request.actor)
            messages.success(request, _("The crest is gone.") if drop else _("Saved. The crest stands on every page."))
            return redirect(back)
    return render(request, "schools/crest.html", {"form": form})


@require_safe
@page(PUBLIC)
def crest_file(request: SchoolRequest, school_slug: str, mark: str) -> HttpResponse:
    """Give out the school's crest as it is today; its address changes with the picture, so that it may be kept."""
    image = setting_pages.crest_of(request.school, mark)
    if image is None:
        raise Http404
    answer = HttpResponse(image, content_type="image/png")
    answer["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return answer


@require_safe
@CONFIGURE
def changes(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show what changed in how the school works: who, when, before and after."""
    found, lines = changes_queries.changes(request.school, request.GET.get("page"))
    return render(request, "schools/changes.html", {"page": found, "lines": lines})
