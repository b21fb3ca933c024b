"""The roof: home, a school's front page, and the door."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.rules.session_limits import Over
from core.access import PUBLIC, page
from people.queries import acting
from policies.queries import versions
from schools.queries.schools import all_schools, any_school
from schoolsocial import home


@page(PUBLIC)
def root(request: HttpRequest) -> HttpResponse:
    """Lead to the one school of the reader, or let choose; without sign-in, show the schools of this portal."""
    schools = acting.schools_of(request.user) if request.user.is_authenticated else []  # type: ignore[arg-type]
    if len(schools) == 1:
        return redirect("home:school", schools[0].slug)
    if not schools and not any_school():
        return redirect("accounts:first")
    return render(request, "home/choose.html", {"mine": schools, "schools": [] if schools else all_schools()})


@page(PUBLIC)
def school_home(request: HttpRequest, school_slug: str) -> HttpResponse:
    """Show a member what is to do, and everybody else the school's front page."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor is None:
        context = {"policies": versions.public_policies(request.school)}  # type: ignore[attr-defined]
        return render(request, "home/front.html", context)
    return render(request, "home/home.html", {"home": home.build(actor)})


@page(PUBLIC)
def signed_out(request: HttpRequest) -> HttpResponse:
    """Say that the session has ended, why, and how to come back to the same page."""
    back = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    minutes = request.GET.get("minutes", "")
    why = request.GET.get("why", "")
    context = {
        "why": why if why in list(Over) and minutes.isdecimal() else "",
        "minutes": minutes,
        "kept": request.GET.get("kept") == "1",
        "next": urlencode({"next": back}) if back and safe else "",
    }
    return render(request, "home/signed_out.html", context)
