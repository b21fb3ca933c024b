"""Bringing a policy in, and looking a draft over."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.access import page
from core.errors import Refused, StaleWrite
from core.pages.forms import refusals_as_messages, refusals_shown_in
from policies.forms import DraftForm, ImportForm, ProposeForm, SectionForm
from policies.queries import contexts, versions
from policies.services import approving, drafts
from policies.states import Permission
from schools.queries.request import SchoolRequest


@require_http_methods(["GET", "HEAD", "POST"])
@page(Permission.POLICY_DRAFT)
def import_file(request: SchoolRequest, school_slug: str, policy_slug: str = "") -> HttpResponse:
    """Bring in a file: a new policy, or the next version of one."""
    policy = get_object_or_404(versions.visible_to(request.actor), slug=policy_slug) if policy_slug else None
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, data = form.source
        with refusals_shown_in(form, "file" if form.cleaned_data.get("file") else "text"):
            draft = drafts.import_file(name=name, data=data, by=request.actor, policy=policy)
            return redirect(draft)
    return render(request, "policies/import.html", {"form": form, "policy": policy})


def _sent(request: SchoolRequest, pk: UUID) -> HttpResponse:
    """Lead from a draft that was sent already (a second click, an old tab) to its version; 404 where there is none."""
    version = versions.sent_version(request.actor, pk)
    if version is None:
        raise Http404
    messages.info(request, _("This draft was sent for approval. Here is where it stands."))
    return redirect(version)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(Permission.POLICY_DRAFT)
def draft(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Look a draft over: what it states, and its sections as they will be read."""
    draft = versions.visible_drafts(request.actor).filter(pk=pk).first()
    if draft is None:
        return _sent(request, pk)
    form = DraftForm(request.POST or None, draft=draft, leads=contexts.lead_choices(request.school))
    if request.method == "POST" and form.is_valid():
        try:
            drafts.save_draft(
                draft=draft, changes=form.changes_of(), revision=form.cleaned_data["revision"], by=request.actor
            )
        except StaleWrite as refused:
            form.add_error(None, refused.reason)
            form.keep_after(draft)
        else:
            messages.success(request, _("The draft is saved."))
            return redirect("policies:propose" if "go_on" in request.POST else "policies:draft", school_slug, pk)
    return render(request, "policies/draft.html", contexts.draft_page(draft) | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(Permission.POLICY_DRAFT)
def section(request: SchoolRequest, school_slug: str, pk: UUID, key: UUID | str = "") -> HttpResponse:
    """Change one section of a draft, add one, or take one out."""
    draft = get_object_or_404(versions.visible_drafts(request.actor), pk=pk)
    stored = contexts.draft_section(draft, str(key)) if key else {"mark": ""}
    if stored is None:
        raise Http404
    form = SectionForm(request.POST or None, draft=draft, key=str(key), initial={**stored, "was": stored["mark"]})
    context = {"draft": draft, "form": form, "section": stored}
    if request.method != "POST":
        return render(request, "policies/section.html", context)
    try:
        if "take_out" in request.POST and key:
            was = request.POST.get("was", "")
            drafts.remove_section(draft=draft, key=str(key), was=was, by=request.actor)
        elif form.is_valid():
            drafts.save_section(draft=draft, key=str(key), by=request.actor, **form.cleaned_data)
        else:
            return render(request, "policies/section.html", context)
    except Refused as refused:
        form.add_error(None, refused.reason)
        form.data = {**request.POST.dict(), "was": stored["mark"]}
        return render(request, "policies/section.html", context | {"theirs": isinstance(refused, StaleWrite)})
    messages.success(request, _("The draft is saved."))
    return redirect(draft)


@require_POST
@page(Permission.POLICY_DRAFT)
def drop(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Throw a draft away."""
    draft = get_object_or_404(versions.visible_drafts(request.actor), pk=pk)
    with refusals_as_messages(request, messages.WARNING):
        drafts.drop_draft(draft=draft, by=request.actor)
        messages.success(request, _("The draft is gone. Versions that were sent or published stay."))
    return redirect("policies:list", school_slug)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@page(Permission.POLICY_PROPOSE)
def propose(request: SchoolRequest, school_slug: str, pk: UUID) -> HttpResponse:
    """Say who will be asked, then freeze the draft and ask them."""
    draft = versions.visible_drafts(request.actor).filter(pk=pk).first()
    if draft is None:
        return _sent(request, pk)
    form = ProposeForm(request.POST if request.method == "POST" else None, first=draft.policy_id is None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_in(form):
            version = approving.propose(draft=draft, by=request.actor, major=form.is_major)
            messages.success(request, _("Sent for approval. The text cannot change any more."))
            return redirect(version)
    return render(request, "policies/propose.html", contexts.propose_page(draft) | {"form": form})


@require_POST
@page(Permission.POLICY_DRAFT)
def start_review(request: SchoolRequest, school_slug: str, policy_slug: str) -> HttpResponse:
    """Copy the text in force into a draft."""
    policy = get_object_or_404(versions.visible_to(request.actor), slug=policy_slug)
    with refusals_as_messages(request, messages.WARNING):
        return redirect(drafts.start_review(policy=policy, by=request.actor))
    return redirect(policy)
