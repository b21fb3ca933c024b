"""Taking a list of people out, and the sample files of an import."""

from io import BytesIO

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.access import page
from core.pages.forms import refusals_shown_in
from people.states.roles import Permission
from roll.forms.importing import ExportForm
from roll.rules.sample_lists import SAMPLES
from roll.rules.writing import write_table
from roll.services.exporting import export_people
from roll.views.importing import MANAGE
from schools.queries.request import SchoolRequest

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def _file(out: BytesIO, name: str, shape: str) -> HttpResponse:
    """Return the file as a download; its name says what list it is and names nobody."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{shape}"'}
    return HttpResponse(out.getvalue(), content_type=TYPES[shape], headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(Permission.PEOPLE_MANAGE.value, fresh=True)
def export(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Ask which list and why, then give the file out."""
    form = ExportForm(request.POST or None, back=reverse("people:list", args=[school_slug]))
    if request.method == "POST" and form.is_valid():
        out = BytesIO()
        data = form.cleaned_data
        with refusals_shown_in(form):
            export_people(school=request.school, by=request.actor, out=out, **data)
            day = request.school.today()
            return _file(out, f"{school_slug}-{data['kind']}-{day:%Y-%m-%d}", data["shape"])
    return render(request, "roll/export.html", {"form": form})


@require_safe
@MANAGE
def import_sample(request: SchoolRequest, school_slug: str, kind: str) -> HttpResponse:
    """Give out a sample file with made-up people."""
    if kind not in SAMPLES:
        raise Http404
    out = BytesIO()
    headings, rows = SAMPLES[kind]
    write_table("csv", headings, rows, out)
    return _file(out, f"sample-{kind}", "csv")
