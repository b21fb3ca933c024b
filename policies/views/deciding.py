"""Approving a version, sending it back, putting it in force."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import page
from core.pages.forms import refusals_as_messages
from policies.forms import ApproveForm, ReturnForm
from policies.models import Version, VersionStatus
from policies.queries import contexts, versions
from policies.services import approving, publishing
from policies.states import Permission
from schools.queries.request import SchoolRequest


def _version(request: SchoolRequest, policy_slug: str, number: int) -> Version:
    return get_object_or_404(versions.visible_versions(request.actor), policy__slug=policy_slug, number=number)


def _do(
    request: SchoolRequest, version: Version, service: Callable[..., VersionStatus], message: str, **more: str
) -> HttpResponse:
    """Call the service, say what happened, and show the version."""
    with refusals_as_messages(request, messages.WARNING):
        service(version=version, by=request.actor, **more)
        messages.success(request, message)
    return redirect(version)


@require_POST
@page(Permission.POLICY_APPROVE)
def approve(request: SchoolRequest, school_slug: str, policy_slug: str, number: int) -> HttpResponse:
    """Sign the approval."""
    version = _version(request, policy_slug, number)
    form = ApproveForm(request.POST)
    if form.is_valid():
        return _do(request, version, approving.approve, _("Approved. Thank you."), minute=form.cleaned_data["minute"])
    forms = {"approve_form": form, "return_form": ReturnForm(), "form": form}
    return render(request, "policies/version.html", contexts.version_page(request.actor, version) | forms)


@require_POST
@page(Permission.POLICY_APPROVE)
def return_for_changes(request: SchoolRequest, school_slug: str, policy_slug: str, number: int) -> HttpResponse:
    """Ask for changes."""
    version = _version(request, policy_slug, number)
    form = ReturnForm(request.POST)
    if form.is_valid():
        message = _("Sent back. The text is a draft again.")
        return _do(request, version, approving.return_for_changes, message, why=form.cleaned_data["why"])
    forms = {"approve_form": ApproveForm(), "return_form": form, "form": form}
    return render(request, "policies/version.html", contexts.version_page(request.actor, version) | forms)


@require_POST
@page(Permission.POLICY_PROPOSE)
def ask_again(request: SchoolRequest, school_slug: str, policy_slug: str, number: int) -> HttpResponse:
    """Ask those who hold the approving roles today."""
    version = _version(request, policy_slug, number)
    return _do(request, version, approving.ask_again, _("The present office holders are asked."))


@require_POST
@page(Permission.POLICY_PUBLISH)
def publish(request: SchoolRequest, school_slug: str, policy_slug: str, number: int) -> HttpResponse:
    """Put an approved version in force."""
    version = _version(request, policy_slug, number)
    message = _("Published. Everybody at the school can read it now.")
    return _do(request, version, publishing.publish, message)


@require_POST
@page(Permission.POLICY_PUBLISH)
def withdraw(request: SchoolRequest, school_slug: str, policy_slug: str, number: int) -> HttpResponse:
    """Take a version out of force."""
    version = _version(request, policy_slug, number)
    return _do(request, version, publishing.withdraw, _("The policy is no longer in force."))
