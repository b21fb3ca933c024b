"""Showing by an e-mailed code that it is still the same person."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import reauthentication
from core.access import SIGNED_IN, page


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
