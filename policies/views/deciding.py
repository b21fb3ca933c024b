"""Approving a version, sending it back, putting it in force."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import page
from core.errors import Refused
from policies.forms import ApproveForm, ReturnForm
from policies.queries import pages, reading
from policies.services import approving, publishing
from policies.states import Permission


def _version(request: Any, policy_slug: str, number: int) -> Any:
    return get_object_or_404(reading.visible_versions(request.actor), policy__slug=policy_slug, number=number)


def _do(request: Any, found: Any, service: Callable[..., Any], said: str, **more: Any) -> HttpResponse:
    """Call the service, say what happened, and show the version."""
    try:
        service(version=found, by=request.actor, **more)
        messages.success(request, said)
    except Refused as refused:
        messages.warning(request, refused.reason)
    return redirect(found)


@require_POST
@page(Permission.POLICY_APPROVE)
def approve(request: Any, school_slug: str, policy_slug: str, number: int) -> HttpResponse:
    """Sign the approval."""
    found = _version(request, policy_slug, number)
    form = ApproveForm(request.POST)
    if form.is_valid():
        return _do(request, found, approving.approve, _("Approved. Thank you."), minute=form.cleaned_data["minute"])
    forms = {"approve_form": form, "return_form": ReturnForm(), "form": form}
    return render(request, "policies/version.html", pages.version_page(request.actor, found) | forms)


@require_POST
@page(Permission.POLICY_APPROVE)
def return_for_changes(request: Any, school_slug: str, policy_slug: str, number: int) -> HttpResponse:
    """Ask for changes."""
    found = _version(request, policy_slug, number)
    form = ReturnForm(request.POST)
    if form.is_valid():
        said = _("Sent back. The text is a draft again.")
        return _do(request, found, approving.return_for_changes, said, why=form.cleaned_data["why"])
    forms = {"approve_form": ApproveForm(), "return_form": form, "form": form}
    return render(request, "policies/version.html", pages.version_page(request.actor, found) | forms)


@require_POST
@page(Permission.POLICY_PROPOSE)
def ask_again(request: Any, school_slug: str, policy_slug: str, number: int) -> HttpResponse:
    """Ask those who hold the approving roles today."""
    found = _version(request, policy_slug, number)
    return _do(request, found, approving.ask_again, _("The present office holders are asked."))


@require_POST
@page(Permission.POLICY_PUBLISH)
def publish(request: Any, school_slug: str, policy_slug: str, number: int) -> HttpResponse:
    """Put an approved version in force."""
    found = _version(request, policy_slug, number)
    said = _("Published. Everybody at the school can read it now.")
    return _do(request, found, publishing.publish, said)


@require_POST
@page(Permission.POLICY_PUBLISH)
def withdraw(request: Any, school_slug: str, policy_slug: str, number: int) -> HttpResponse:
    """Take a version out of force."""
    found = _version(request, policy_slug, number)
    return _do(request, found, publishing.withdraw, _("The policy is no longer in force."))
