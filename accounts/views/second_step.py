"""Set up a second step: why, with what, and the codes for the day the phone is lost."""

from typing import Any
from uuid import UUID

from allauth.mfa.base.views import IndexView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.allauth_internals import user_before_second_step
from accounts.forms.sign_in_methods import ConfirmResetForm, LostStepForm
from accounts.models import SecondStepReset
from accounts.queries import second_step as second_step_queries
from accounts.services import resets as resets_services
from accounts.services import second_step as second_step_services
from accounts.states import Permission, ResetState, SecondStep
from core.access import PUBLIC, SIGNED_IN, page
from core.pages.forms import refusals_as_messages, refusals_shown_in
from people.models.accounts import User
from people.queries import acting, directory
from schools.queries.request import SchoolRequest

NEXT = "second_step_next"


def _remember(request: HttpRequest) -> str:
    """Keep where the reader was going while the step is set up; only a page of our own."""
    target = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}) and target != "/":
        request.session[NEXT] = target
    return str(request.session.get(NEXT, "/"))


@require_safe
@never_cache
@page(SIGNED_IN)
def second_step(request: HttpRequest) -> HttpResponse:
    """Say why, and offer an app or a passkey; or lead to the one that is set up and has not been shown."""
    target = _remember(request)
    left = second_step_queries.second_step_left(request.user, request.session)
    steps = second_step_queries.steps_of(request.user)
    if left is SecondStep.SHOW:
        way = "mfa_reauthenticate" if steps.app or steps.codes_left else "mfa_reauthenticate_webauthn"
        return redirect(f"{reverse(way)}?{urlencode({'next': target})}")
    if left is SecondStep.NOTHING:
        return redirect("mfa_index")
    return render(request, "accounts/second_step.html", {"steps": steps})


@require_POST
@page(SIGNED_IN)
def codes_kept(request: HttpRequest) -> HttpResponse:
    """Take the reader's word that the recovery codes are saved, and go on."""
    second_step_services.keep_codes(user=request.user)
    return redirect(str(request.session.pop(NEXT, "/")))


# --- the reset of a lost one ------------------------------------------------------------------------------------------

MAY_CONFIRM = page(Permission.SECOND_STEP_RESET.value, fresh=True)


def _who_lost_it(request: HttpRequest) -> User | None:
    """Return whose second step it is: somebody between the first step of a sign-in and the second, and nobody else."""
    if request.user.is_authenticated:
        left = second_step_queries.second_step_left(request.user, request.session)
        return request.user if left is SecondStep.SHOW and isinstance(request.user, User) else None
    user = user_before_second_step(request)
    return user if isinstance(user, User) else None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(PUBLIC)
def lost_step(request: HttpRequest) -> HttpResponse:
    """Ask for a new second step: phone, passkey and recovery codes are all lost."""
    user = _who_lost_it(request)
    if user is None:
        return redirect("account_request_login_code")
    places = second_step_queries.places_of_account(user)
    form = LostStepForm(request.POST if request.method == "POST" else None, places=places)
    if request.method == "POST" and form.is_valid():
        place = form.cleaned_data["school"]
        with refusals_shown_in(form):
            reset = resets_services.ask_reset(person=place.person, school=place.school)
            return render(request, "accounts/lost_step_asked.html", {"reset": reset, "place": place})
    return render(request, "accounts/lost_step.html", {"form": form, "places": places})


def _reset(request: SchoolRequest, pk: UUID) -> SecondStepReset:
    reset = second_step_queries.open_resets(request.school).filter(pk=pk).first()
    if reset is None:
        raise Http404
    return reset


@require_safe
@page(Permission.SECOND_STEP_RESET.value)
def resets(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """List who waits for a new second step, and who has confirmed."""
    return render(request, "accounts/resets.html", {"rows": second_step_queries.reset_rows(request.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@MAY_CONFIRM
def reset_confirm(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Confirm that the right person asked."""
    reset = _reset(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = ConfirmResetForm(sent, back=reverse("accounts:resets", args=[school_slug]))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            done = resets_services.confirm_reset(reset=reset, by=request.actor)
            second = done.state == ResetState.DONE
            messages.success(
                request,
                _("Done. Your colleague can sign in and set up a new second step.")
                if second
                else _("Confirmed. A second person must confirm it too."),
            )
            return redirect("accounts:resets", school_slug)
    name = directory.name_of(reset.person, request.school)
    return render(request, "accounts/reset_confirm.html", {"form": form, "reset": reset, "name": name})


@require_POST
@MAY_CONFIRM
def reset_refuse(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Stop a reset that does not look right."""
    with refusals_as_messages(request):
        resets_services.refuse_reset(reset=_reset(request, pk), by=request.actor)
        messages.success(request, _("Stopped. Nothing was changed."))
    return redirect("accounts:resets", school_slug)


@require_POST
@page(SIGNED_IN)
def reset_stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop a reset that somebody else asked for in the reader's name."""
    reset = next((each for each in second_step_queries.own_resets(request.user) if each.pk == pk), None)
    if reset is None:
        raise Http404
    resets_services.refuse_reset(reset=reset, by=acting.actor_for(reset.person, reset.school))
    messages.success(request, _("Stopped. Nothing was changed."))
    return redirect("mfa_index")


class Index(IndexView):
    """allauth's page of second steps, with the resets that somebody asked for in the reader's name."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what waits."""
        return {**super().get_context_data(**kwargs), "own_resets": second_step_queries.own_resets(self.request.user)}


class RemovePasskey(RemoveWebAuthnView):
    """allauth's removal of a passkey, refused while a role asks for a second step and no other is left."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether it is the only one."""
        return {**super().get_context_data(**kwargs), "only_one": not second_step_queries.may_remove_step(self.object)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Look once more when the button is pressed."""
        with second_step_services.steps_held(self.request.user):
            if not second_step_queries.may_remove_step(self.get_object()):
                return redirect("mfa_remove_webauthn", pk=self.get_object().pk)
            return super().form_valid(form)
