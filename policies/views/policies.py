"""Pages of policies: the list, a policy, one version, what changed, and the page without sign-in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access import MEMBER, PUBLIC, page
from core.pages.forms import refusals_shown_in
from policies.forms import ApproveForm, EarlyReviewForm, ReturnForm
from policies.queries import contexts, versions
from policies.rules import may_call_review
from policies.services import reviews
from schools.queries.request import SchoolRequest


@require_safe
@page(MEMBER)
def policy_list(request: SchoolRequest, school_slug: str) -> HttpResponse:
    """Show every policy A to Z, and to writers what is on its way."""
    return render(request, "policies/list.html", contexts.list_page(request.actor))


@require_safe
@page(MEMBER)
def policy(request: SchoolRequest, school_slug: str, policy_slug: str) -> HttpResponse:
    """Show the version in force, or to writers the latest one."""
    policy = get_object_or_404(versions.visible_to(request.actor), slug=policy_slug)
    return render(request, "policies/policy.html", contexts.policy_page(request.actor, policy))


@require_safe
@page(PUBLIC)
def public(request: SchoolRequest, school_slug: str, policy_slug: str) -> HttpResponse:
    """Show a public policy to anybody (L14)."""
    policy = get_object_or_404(versions.public_policies(request.school), slug=policy_slug)
    version = versions.current_version(policy)
    return render(request, "policies/public.html", contexts.version_text(version) if version else {})


@require_safe
@page(MEMBER)
def version(request: SchoolRequest, school_slug: str, policy_slug: str, number: int) -> HttpResponse:
    """Show one version with what changed, its approvals, and what this person may do with it."""
    version = get_object_or_404(versions.visible_versions(request.actor), policy__slug=policy_slug, number=number)
    forms = {"approve_form": ApproveForm(), "return_form": ReturnForm()}
    return render(request, "policies/version.html", contexts.version_page(request.actor, version) | forms)


@require_safe
@page(MEMBER)
def changes(request: SchoolRequest, school_slug: str, policy_slug: str, number: int, old: int) -> HttpResponse:
    """Show what differs between two versions, word by word."""
    rows = versions.visible_versions(request.actor).filter(policy__slug=policy_slug)
    newer, older = get_object_or_404(rows, number=max(number, old)), get_object_or_404(rows, number=min(number, old))
    context = {"version": newer, "policy": newer.policy, "old": older, "redline": versions.redline(older, newer)}
    return render(request, "policies/changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(lambda actor: bool(may_call_review(actor)))
def early_review(request: SchoolRequest, school_slug: str, policy_slug: str) -> HttpResponse:
    """Call for a review before its day, and say why (M1)."""
    policy = get_object_or_404(versions.visible_to(request.actor), slug=policy_slug)
    form = EarlyReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            reviews.call_early_review(policy=policy, by=request.actor, **form.cleaned_data)
            messages.success(request, _("The early review is on record."))
            return redirect(policy)
    return render(request, "policies/early_review.html", {"form": form, "policy": policy})
