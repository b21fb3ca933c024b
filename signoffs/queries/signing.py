"""What the person who signs sees."""

from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core.text.dates import day_words
from people.models.persons import Person
from people.queries.acting import Actor
from policies.models import Policy, Version
from policies.queries.contexts import Panel
from policies.queries.versions import redline
from signoffs.models import Round, Signature
from signoffs.queries.evidence import last_signed
from signoffs.queries.personal_deadline import last_days
from signoffs.queries.rounds import newer_version
from signoffs.states import Audience, QuestionState, RoundState

_PARTS = ("school", "agreement__policy", "version__status")


def rounds_to_sign(actor: Actor) -> QuerySet[Round]:
    """Return the staff rounds, open or closed, that ask somebody with the actor's roles."""
    rows: QuerySet[Round] = (
        Round.objects.for_school(actor.school)
        .filter(
            agreement__audience=Audience.STAFF,
            agreement__roles__overlap=sorted(actor.roles),
            state__in=(RoundState.OPEN, RoundState.CLOSED),
        )
        .select_related(*_PARTS)
    )
    return rows


def signature_in(round: Round, person: Person) -> Signature | None:
    """Return a person's own signature in a round, or None."""
    return round.signatures.filter(person=person, pupil=None).select_related("school").first()


def newer_round(round: Round) -> Round | None:
    """Return the open round of the same policy and audience, if it is another."""
    rows = Round.objects.for_school(round.school_id).filter(
        state=RoundState.OPEN, agreement__policy=round.agreement.policy_id, agreement__audience=round.agreement.audience
    )
    return rows.exclude(pk=round.pk).select_related(*_PARTS).first()


def sign_page(round: Round, person: Person) -> dict[str, Any]:
    """Return what the sign page of a round shows to a person; at most ten queries.

    ``earlier``: the signature under an older version; ``redline``: what changed since; ``until``: their last day.
    """
    policy, version = round.agreement.policy, round.version
    earlier = last_signed(person, policy, before=round.pk)
    changed = earlier is not None and earlier.round.version_id != version.pk
    waiting = round.questions.filter(person=person, state=QuestionState.ASKED)
    return {
        "round": round,
        "policy": policy,
        "version": version,
        "earlier": earlier,
        "redline": redline(earlier.round.version, version) if earlier is not None and changed else None,
        "newer": newer_version(round),
        "question": waiting.order_by("-asked_at").first(),
        "until": last_days([round], person)[round.pk],
    }


def policy_panel(actor: Actor, policy: Policy, version: Version) -> Panel | None:
    """Return whether this reader has to sign this policy, or has signed it; None when neither. One query."""
    own = FilteredRelation("signatures", condition=Q(signatures__person=actor.person, signatures__pupil=None))
    rows = (
        Round.objects.for_school(actor.school)
        .filter(agreement__policy=policy, agreement__audience=Audience.STAFF)
        .exclude(state=RoundState.DRAFT)
        .select_related("agreement", "version")
        .annotate(own=own, signed_at=F("own__signed_at"), reference=F("own__reference"))
        .order_by("-opened_at")
    )
    rounds = list(rows)
    signed = max((round for round in rounds if round.signed_at), key=lambda round: round.version.number, default=None)
    asked = next((round for round in rounds if round.is_open and set(round.agreement.roles) & set(actor.roles)), None)
    school = actor.school.slug
    if asked is not None and not asked.signed_at and asked.version_id == version.pk:
        words = _("Sign by %(day)s.") % {"day": day_words(asked.due)}
        url = reverse("signoffs:sign", args=[school, asked.pk])
        return Panel(words, url, _("Sign this policy"), "attention", signed.version if signed else None)
    if signed is None:
        return None
    facts = {"number": signed.version.number, "day": day_words(signed.signed_at)}
    words = _("You signed version %(number)s on %(day)s.") % facts
    url = reverse("signoffs:certificate", args=[school, signed.reference])
    return Panel(words, url, _("See what you signed"), "done", signed.version)
