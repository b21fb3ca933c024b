"""Who hears of what: routes as sentences, "Try it", and one setting at a time, saved and tested."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access import page
from core.contributions.settings import SETTINGS, settings_of
from core.errors import Refused
from incidents.forms.routes import RouteForm, TryForm
from incidents.queries import route_settings
from incidents.services import route_settings as route_services
from incidents.states.workflow import FromKind
from schools.queries import settings
from schools.queries.request import SchoolRequest
from schools.queries.setting_pages import setting_history
from schools.rules.settings import sentence_of
from schools.states import Permission as SchoolPermission

CONFIGURE = page(SchoolPermission.SCHOOL_CONFIGURE.value)


@require_safe
@CONFIGURE
def routes(request: SchoolRequest, slug: str) -> HttpResponse:
    """Show every route as a sentence, the choices behind them, and who would hear of one report today."""
    school = request.school
    form = TryForm(request.GET if "kind" in request.GET else None)
    trial = None
    if form.is_bound and form.is_valid():
        trial = route_settings.try_it(school, **form.cleaned_data)
    said = settings.settings_said(school)
    rows = [(spec, sentence_of(spec.key, said[spec.key].value), said[spec.key]) for spec in settings_of("routes")]
    context = {"sentences": route_settings.sentences(school), "rows": rows, "form": form, "trial": trial}
    return render(request, "incidents/routes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(SchoolPermission.SCHOOL_CONFIGURE.value, fresh=True)
def route(request: SchoolRequest, slug: str, key: str) -> HttpResponse:
    """Change one choice of the routes, and test it: one that leads to nobody is not saved."""
    if key not in SETTINGS or SETTINGS[key].group != "routes":
        raise Http404
    school, actor = request.school, request.actor
    back = reverse("incidents:routes", args=[slug])
    said = settings.setting_said(school, key)
    form = RouteForm(
        request.POST if request.method == "POST" else None, spec=SETTINGS[key], value=said.value, back=back
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = route_services.set_route(school=school, key=key, value=form.cleaned_data["value"], by=actor)
        except Refused as no:
            form.add_error("value", no.reason)
        else:
            messages.success(request, _("Saved. It holds from today.") if changed else _("Nothing has changed."))
            return redirect(_tested(back, key))
    history = [(row, sentence_of(key, row.value)) for row in setting_history(school, key)[:10]]
    context = {
        "form": form,
        "spec": SETTINGS[key],
        "said": said,
        "sentence": sentence_of(key, said.value),
        "history": history,
    }
    return render(request, "incidents/route.html", context)


def _tested(back: str, key: str) -> str:
    """Return the address that shows who would hear now that a choice is saved."""
    kind = route_settings.kind_of_setting(key)
    return f"{back}?{urlencode({'from_kind': FromKind.STAFF.value, 'kind': kind})}#result" if kind else back
