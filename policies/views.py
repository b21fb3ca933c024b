"""Pages of policies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import MEMBER, NOBODY, page
from core.errors import Refused, Stale
from people.states import Permission
from policies import queries, services
from policies.forms import ApproveForm, DraftForm, ImportForm, ProposeForm, ReturnForm
from policies.importing.problems import ImportProblem
from policies.models import Policy


@page(MEMBER)
def policy_list(request: Any, school_slug: str) -> HttpResponse:
    """Show every policy A to Z, and to writers what is on its way."""
    return render(request, "policies/list.html", queries.list_page(request.actor))


@page(MEMBER)
def policy(request: Any, school_slug: str, policy_slug: str) -> HttpResponse:
    """Show the version in force, or to writers the latest one."""
    found = get_object_or_404(queries.visible_to(request.actor), slug=policy_slug)
    return render(request, "policies/policy.html", queries.policy_page(request.actor, found))


@page(NOBODY)
def public(request: Any, school_slug: str, policy_slug: str) -> HttpResponse:
    """Show a public policy to anybody (L14)."""
    found = get_object_or_404(queries.public_policies(request.school), slug=policy_slug)
    return render(request, "policies/public.html", queries.public_page(found))


@page(MEMBER)
def version(request: Any, school_slug: str, policy_slug: str, number: int) -> HttpResponse:
    """Show one version with what changed, its approvals, and what this person may do with it."""
    found = get_object_or_404(queries.visible_versions(request.actor), policy__slug=policy_slug, number=number)
    forms = {"approve_form": ApproveForm(), "return_form": ReturnForm()}
    return render(request, "policies/version.html", queries.version_page(request.actor, found) | forms)


def _version(request: Any, policy_slug: str, number: int) -> Any:
    return get_object_or_404(queries.visible_versions(request.actor), policy__slug=policy_slug, number=number)


@require_POST
@page(Permission.POLICY_APPROVE)
def approve(request: Any, school_slug: str, policy_slug: str, number: int) -> HttpResponse:
    """Sign the approval."""
    found = _version(request, policy_slug, number)
    form = ApproveForm(request.POST)
    try:
        minute = form.cleaned_data["minute"] if form.is_valid() else ""
        services.approve(version=found, by=request.actor, minute=minute)
        messages.success(request, _("Approved. Thank you."))
    except Refused as problem:
        messages.warning(request, problem.reason)
    return redirect("policies:version", school_slug, policy_slug, number)


@require_POST
@page(Permission.POLICY_APPROVE)
def return_for_changes(request: Any, school_slug: str, policy_slug: str, number: int) -> HttpResponse:
    """Ask for changes."""
    found = _version(request, policy_slug, number)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            services.return_for_changes(version=found, why=form.cleaned_data["why"], by=request.actor)
            messages.success(request, _("Sent back. The text is a draft again."))
            return redirect("policies:version", school_slug, policy_slug, number)
        except Refused as problem:
            form.add_error(None, problem.reason)
    context = queries.version_page(request.actor, found) | {
        "approve_form": ApproveForm(),
        "return_form": form,
        "form": form,
    }
    return render(request, "policies/version.html", context)


@require_POST
@page(Permission.POLICY_PUBLISH)
def publish(request: Any, school_slug: str, policy_slug: str, number: int) -> HttpResponse:
    """Put an approved version in force."""
    try:
        services.publish(version=_version(request, policy_slug, number), by=request.actor)
        messages.success(request, _("Published. Everybody at the school can read it now."))
    except Refused as problem:
        messages.warning(request, problem.reason)
    return redirect("policies:policy", school_slug, policy_slug)


@page(Permission.POLICY_DRAFT)
def import_file(request: Any, school_slug: str, policy_slug: str = "") -> HttpResponse:
    """Bring in a file: a new policy, or the next version of one."""
    known: Policy | None = (
        get_object_or_404(queries.visible_to(request.actor), slug=policy_slug) if policy_slug else None
    )
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, data = form.source
        try:
            made = services.import_file(name=name, data=data, by=request.actor, policy=known)
            return redirect("policies:draft", school_slug, made.pk)
        except (ImportProblem, Refused) as problem:
            form.add_error("file" if form.cleaned_data.get("file") else "text", str(problem))
    return render(request, "policies/import.html", {"form": form, "policy": known})


@page(Permission.POLICY_DRAFT)
def draft(request: Any, school_slug: str, pk: Any) -> HttpResponse:
    """Look a draft over and correct it."""
    found = get_object_or_404(queries.visible_drafts(request.actor), pk=pk)
    form = DraftForm(request.POST or None, draft=found)
    if request.method == "POST" and form.is_valid():
        try:
            revision = form.cleaned_data["revision"]
            services.save_draft(draft=found, changes=form.changes_of(), revision=revision, by=request.actor)
            messages.success(request, _("Saved."))
            return redirect("policies:draft", school_slug, pk)
        except Stale as problem:
            form.add_error(None, problem.reason)
            form.data = form.data.copy()
            form.data["revision"] = str(found.revision)
    context = {"form": form, "draft": found, "propose_form": ProposeForm(), "missing": queries.not_stated(found)}
    return render(request, "policies/draft.html", context)


@require_POST
@page(Permission.POLICY_PROPOSE)
def propose(request: Any, school_slug: str, pk: Any) -> HttpResponse:
    """Freeze the draft and ask for its approvals."""
    found = get_object_or_404(queries.visible_drafts(request.actor), pk=pk)
    form = ProposeForm(request.POST)
    try:
        major = not form.is_valid() or form.cleaned_data["major"] == "yes"
        made = services.propose(draft=found, by=request.actor, major=major)
    except Refused as problem:
        messages.warning(request, problem.reason)
        return redirect("policies:draft", school_slug, pk)
    messages.success(request, _("Sent for approval. The text cannot change any more."))
    return redirect("policies:version", school_slug, made.policy.slug, made.number)


@require_POST
@page(Permission.POLICY_DRAFT)
def start_review(request: Any, school_slug: str, policy_slug: str) -> HttpResponse:
    """Copy the text in force into a draft."""
    found = get_object_or_404(queries.visible_to(request.actor), slug=policy_slug)
    try:
        made = services.start_review(policy=found, by=request.actor)
    except Refused as problem:
        messages.warning(request, problem.reason)
        return redirect("policies:policy", school_slug, policy_slug)
    return redirect("policies:draft", school_slug, made.pk)


__all__ = ["HttpRequest", "draft", "policy", "policy_list", "public", "version"]
