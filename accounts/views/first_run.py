"""The first day of a portal without a demo."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.allauth_internals import record_authentication
from accounts.forms.first_run import FirstSchoolForm
from accounts.services import first_run
from core.access import PUBLIC, page
from core.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(PUBLIC)
def first(request: HttpRequest) -> HttpResponse:
    """Make the first school and its first administrator, who is signed in at once: no mail works yet."""
    if not first_run.is_first_run():
        raise Http404
    form = FirstSchoolForm(request.POST or None, expected_code=first_run.first_run_code())
    if request.method == "POST" and form.is_valid():
        details = {key: value for key, value in form.cleaned_data.items() if key != "code"}
        try:
            school, person = first_run.first_school(**details)
        except Refused as no:
            form.add_error(None, no.reason)
        else:
            login(request, person.user, backend=settings.AUTHENTICATION_BACKENDS[0])
            # The code from the machine itself is as good as a mailed one: the second step can be set up at once.
            record_authentication(request, person.user, "code")
            return redirect("people:first_steps", school.slug)
    return render(request, "accounts/first.html", {"form": form})
