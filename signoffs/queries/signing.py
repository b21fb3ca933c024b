"""What the person who signs sees."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from people.models.persons import Person
from people.queries.acting import Actor
from policies.models import Policy, Version
from policies.queries.redline import ChangedClause
from policies.queries.versions import redline
from signoffs.models.agreements import Round
from signoffs.models.questions import Question
from signoffs.models.signatures import Signature
from signoffs.queries.evidence import last_signed
from signoffs.queries.personal_deadline import last_days
from signoffs.queries.versions import newer_version
from signoffs.states import Audience, QuestionState, RoundState

_PARTS = ("school", "agreement__policy", "version__life")


@dataclass(frozen=True, slots=True)
class SignPage:
    """All that the sign page shows.

    ``earlier``: the signature under an older version; ``redline``: what changed since.
    """

    round: Round
    policy: Policy
    version: Version
    earlier: Signature | None
    redline: list[ChangedClause] | None
    newer: Version | None
    question: Question | None
    until: dt.date
    """The last day for this person."""


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


def sign_page(round: Round, person: Person) -> SignPage:
    """Return what the sign page of a round shows to a person; at most ten queries."""
    policy, version = round.agreement.policy, round.version
    earlier = last_signed(person, policy, before=round.pk)
    changed = earlier is not None and earlier.round.version_id != version.pk
    waiting = round.questions.filter(person=person, state=QuestionState.ASKED)
    return SignPage(
        round=round,
        policy=policy,
        version=version,
        earlier=earlier,
        redline=redline(earlier.round.version, version) if earlier is not None and changed else None,
        newer=newer_version(round),
        question=waiting.order_by("-asked_at").first(),
        until=last_days([round], person)[round.pk],
    )
