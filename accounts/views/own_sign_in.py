"""My own signing in: where I am signed in, showing again that it is me, what was kept when a session ended too soon."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import reauthentication
from accounts.queries import second_step, sign_in_methods
from accounts.rules import session_limits
from accounts.services import sessions as session_services
from core.access import MEMBER, SIGNED_IN, page
from people.models.accounts import User
from schools.queries.request import SchoolRequest

# 307: the browser sends the same form on to the page it was meant for.
SEND_ON = 307


class AccountRequest(HttpRequest):
    """A request of somebody who has signed in (``@page(SIGNED_IN)``)."""

    user: User


@require_safe
@never_cache
@page(SIGNED_IN)
def own_sign_in(request: AccountRequest) -> HttpResponse:
    """Show by what this account is opened, with a way to change each."""
    user = request.user
    limits = session_limits.read(request.session)
    context = {
        "email": user.own_address,
        "places": len(sign_in_methods.places_of(user, request.session.session_key or "")),
        "steps": second_step.steps_of(user),
        "minutes": limits.idle_minutes if limits else 0,
    }
    return render(request, "accounts/own_sign_in.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(SIGNED_IN)
def sessions(request: AccountRequest) -> HttpResponse:
    """Show where this account is signed in; end one of these, or all but this one."""
    user, here = request.user, request.session.session_key or ""
    places = [(place, session_services.session_handle(place.key)) for place in sign_in_methods.places_of(user, here)]
    if request.method != "POST":
        return render(request, "usersessions/usersession_list.html", {"places": places})
    handle = request.POST.get("end", "")
    if handle and handle == session_services.session_handle(here):
        session_services.end_session(user=user, session_key=here)
        logout(request)
        return redirect("home:signed_out")
    ended = session_services.end_sessions(user=user, but=here, handle=handle)
    said = ngettext("Signed out in %(n)s place.", "Signed out in %(n)s places.", ended) % {"n": ended}
    messages.success(request, said if ended else _("That one had ended already."))
    return redirect("usersessions_list")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(MEMBER)
def kept(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show the form that came too late. It goes where it was meant for, or away, by a button only."""
    row = sign_in_methods.kept_for(request.user, request.school)  # type: ignore[arg-type]
    if row is None:
        if request.method == "POST":
            raise Http404
        return redirect("home:school", school_slug)
    if request.method != "POST":
        fields = session_services.fields_of(row)
        longest = max((value for values in fields.values() for value in values), key=len)
        return render(request, "accounts/kept.html", {"kept": row, "fields": fields, "longest": longest})
    path = row.path
    session_services.drop_kept(user=request.user, pk=row.pk)  # type: ignore[arg-type]
    if "_away" in request.POST:
        messages.success(request, _("Thrown away."))
        return redirect("home:school", school_slug)
    return HttpResponseRedirect(path, status=SEND_ON)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(SIGNED_IN)
def again(request: HttpRequest) -> HttpResponse:
    """Show by an e-mailed code that it is still you. For accounts without a second step and without a password."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    if reauthentication.ways(request.user) != [reauthentication.MAIL]:
        return HttpResponseRedirect(reauthentication.page_for(request, target))
    form = None
    if request.method == "POST" and "send" in request.POST:
        sent = reauthentication.send_code(request)
        form = reauthentication.MailedCode(prefix=reauthentication.PREFIX, request=request) if sent else None
    elif request.method == "POST":
        form = reauthentication.MailedCode(request.POST, prefix=reauthentication.PREFIX, request=request)
        if form.is_valid():
            form.save()
            return HttpResponseRedirect(target)
    too_often = request.method == "POST" and form is None
    return render(request, "account/again.html", {"form": form, "too_often": too_often})
