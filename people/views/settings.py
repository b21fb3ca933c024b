"""How the school works, as sentences; each can be changed, and each change is recorded."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access import page
from core.errors import Refused
from people import queries, services
from people.forms import DetailsForm, SettingForm
from people.models import School
from people.rules import sentence_of
from people.states import SETTINGS, Permission
from people.views.request import SchoolRequest

CONFIGURE = page(Permission.SCHOOL_CONFIGURE.value)


@require_safe
@CONFIGURE
def settings(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show every setting as a sentence, with a link to change it."""
    groups = [
        (words, [(spec, sentence_of(spec.key, value)) for spec, value in rows])
        for words, rows in queries.setting_rows(request.school)
    ]
    terms = queries.terms_ahead(request.school)
    return render(request, "people/settings.html", {"groups": groups, "terms": terms})


@require_http_methods(["GET", "HEAD", "POST"])
@CONFIGURE
def setting(request: SchoolRequest, school_slug: str, key: str) -> HttpResponse:
    """Change one setting from today on."""
    if key not in SETTINGS:
        raise Http404
    back = reverse("people:settings", args=[school_slug])
    value = queries.setting(request.school, key)
    form = SettingForm(request.POST or None, spec=SETTINGS[key], value=value, back=back)
    if request.method == "POST" and form.is_valid():
        try:
            value = form.cleaned_data["value"]
            changed = services.set_setting(school=request.school, key=key, value=value, by=request.actor)
        except Refused as no:
            form.add_error("value", no.reason)
        else:
            messages.success(request, _("Saved. It holds from today.") if changed else _("Nothing has changed."))
            return redirect(back)
    history = [(row, sentence_of(key, row.value)) for row in queries.setting_history(request.school, key)[:10]]
    return render(request, "people/setting.html", {"form": form, "spec": SETTINGS[key], "history": history})


@require_http_methods(["GET", "HEAD", "POST"])
@CONFIGURE
def details(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Change name, telephone, hours, address and colour."""
    # The form gets a copy: what it fills in must not pass for the school of this page when it is refused.
    form = DetailsForm(request.POST or None, instance=School.objects.get(pk=request.school.pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.set_details(school=request.school, by=request.actor, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, no.reason)
        else:
            messages.success(request, _("Saved."))
            return redirect("people:settings", school_slug)
    return render(request, "people/details.html", {"form": form})
