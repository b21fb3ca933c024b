"""Who may see and who decides on which disclosure, what each page shows, and the digests that prove it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypedDict
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from core.db.dated import in_force
from core.pages.request_cache import once_per_request
from core.sealing.fields import commitments
from ledger.witness import sha256
from notices.models import Notice
from notices.queries.subjects import subjects_of
from people.models.roles import Duty
from people.queries import acting, directory, same_person
from people.queries.acting import Actor, name_expression
from policies.models import Clause
from policies.states import VersionState
from registers.models import DECISION_SEALED, Disclosure, DisclosureAddition, DisclosureDecision, NothingToDeclare
from registers.rules import RuleLine, rule_in_force
from registers.states import DECIDED, REGISTER_DUTY, Permission, State
from schools.models.schools import School
from schools.queries import settings
from schools.rules.days import year_label, year_of
from signoffs.models import Agreement
from signoffs.states import Audience

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _InRegister(TypedDict):
        name: str | None
        is_due: bool

    RegisterRow: TypeAlias = WithAnnotations[Disclosure, _InRegister]

_WORD = "friend"


def decidable_by(actor: Actor) -> QuerySet[Disclosure]:
    """Return the disclosures sent to a role that the actor holds, never the actor's own under any entry."""
    rows: QuerySet[Disclosure] = Disclosure.objects.for_school(actor.school).select_related("school")
    if Permission.DISCLOSURE_DECIDE not in actor.permissions:
        return rows.none()
    selves = once_per_request(actor, "selves", lambda: same_person.same_person(actor.person))
    return rows.filter(route__in=sorted(actor.roles)).exclude(person__in=selves)


def own(actor: Actor) -> QuerySet[Disclosure]:
    """Return what the actor has declared, newest first."""
    rows: QuerySet[Disclosure] = Disclosure.objects.for_school(actor.school).filter(person=actor.person)
    return rows.select_related("school").order_by("-sent_at", "pk")


def visible_to(actor: Actor) -> QuerySet[Disclosure]:
    """Return the disclosures that somebody may open.

    Their own, and those they decide on. Nobody else's exist for them.
    """
    rows: QuerySet[Disclosure] = Disclosure.objects.for_school(actor.school)
    visible = Q(person=actor.person)
    if Permission.DISCLOSURE_DECIDE in actor.permissions:
        visible |= Q(route__in=sorted(actor.roles)) & ~Q(person__in=same_person.same_person(actor.person))
    return rows.filter(visible).select_related("school", "person__data_key")


def may_read_register(actor: Actor) -> bool:
    """Say whether the actor may see the list: the headteacher, and the deputy the school has named."""
    if Permission.DISCLOSURE_READ_REGISTER in actor.permissions:
        return True
    named = Duty.objects.for_school(actor.school).filter(in_force(actor.school.today()), kind=REGISTER_DUTY)
    return bool(named.filter(person=actor.person).exists())


def register(actor: Actor, *, state: str = "", due: bool = False) -> list[RegisterRow]:
    """Return the list for those who may read it, what needs somebody first.

    Each row has ``name``, of the person who declares, and ``is_due``, for a review. Sent to the chair: never in this
    list. One query.
    """
    today = actor.school.today()
    review = Q(state__in=DECIDED, review_on__lte=today)
    rows = Disclosure.objects.for_school(actor.school).filter(route="headteacher").select_related(None)
    if state in State.values:
        rows = rows.filter(state=state)
    if due:
        rows = rows.filter(review)
    named = rows.annotate(name=name_expression(today), waits=Q(state=State.SENT), is_due=review)
    return list(named.order_by("-waits", "review_on", "-sent_at").defer("who", "since", "platforms", "limits")[:200])


@dataclass(frozen=True, slots=True)
class DisclosurePage:
    """What a disclosure's page shows. ``decisions`` are newest first, each kept; ``rule`` is the one in force today."""

    disclosure: Disclosure
    decisions: list[DisclosureDecision]
    additions: list[DisclosureAddition]
    rule: list[RuleLine]
    clause: Clause | None
    names: dict[UUID, str]
    similar: dict[str, int]

    @property
    def last(self) -> DisclosureDecision | None:
        """The decision that counts."""
        return self.decisions[0] if self.decisions else None


def page_of(disclosure: Disclosure, *, deciding: bool) -> DisclosurePage:
    """Return a disclosure with its story; at most seven queries."""
    school = disclosure.school
    decisions = list(disclosure.decisions.order_by("-decided_at", "-pk"))
    persons = {disclosure.person_id, *(decision.decided_by_id for decision in decisions)}
    if disclosure.taken_by_id is not None:
        persons.add(disclosure.taken_by_id)
    return DisclosurePage(
        disclosure=disclosure,
        decisions=decisions,
        additions=list(disclosure.additions.order_by("at")),
        rule=rule_in_force(settings.settings(school), disclosure.about),
        clause=rule_clause(school),
        names=directory.formal_names(persons, school),
        similar=similar(disclosure) if deciding else {},
    )


def similar(disclosure: Disclosure) -> dict[str, int]:
    """Return how often each answer was given to the same kind of link: counts only."""
    rows = Disclosure.objects.for_school(disclosure.school_id).filter(
        about=disclosure.about, kind=disclosure.kind, route=disclosure.route, state__in=DECIDED
    )
    counted = rows.exclude(pk=disclosure.pk).order_by().values_list("state").annotate(n=Count("pk"))
    return {str(State(state).label): n for state, n in counted}


def rule_clause(school: School) -> Clause | None:
    """Return the section of a policy in force that speaks of online friends, or None where none does.

    What staff sign goes before what families read: the rule that is quoted must be the one that binds the reader.
    """
    staff = Agreement.objects.filter(policy=OuterRef("version__policy"), audience=Audience.STAFF)
    rows = Clause.objects.for_school(school).filter(version__status__state=VersionState.PUBLISHED)
    rows = rows.filter(Q(heading__icontains=_WORD) | Q(text__icontains=_WORD)).select_related("version__policy")
    clause: Clause | None = (
        rows.annotate(named=Q(heading__icontains=_WORD), for_staff=Exists(staff))
        .order_by("-for_staff", "-named", "version__title", "position")
        .first()
    )
    return clause


def school_year(actor: Actor) -> str:
    """Return the school year of today, such as "2026/27"."""
    return year_label(year_of(actor.school.today()))


def nothing_signed(actor: Actor) -> NothingToDeclare | None:
    """Return the actor's "nothing to declare" of this school year, or None."""
    rows = NothingToDeclare.objects.for_school(actor.school).filter(person=actor.person, year=school_year(actor))
    nothing: NothingToDeclare | None = rows.first()
    return nothing


def not_deciders(notices: Sequence[Notice]) -> set[UUID]:
    """Return the ids of messages about a form on which this person may not decide any more. Few queries a message."""
    about = subjects_of(notices, "disclosure")
    rows = Disclosure.objects.across_schools("the worker delivers for every school").filter(pk__in=set(about.values()))
    known = set(rows.values_list("pk", flat=True))
    mine = [notice for notice in notices if about.get(notice.pk) in known]
    return {
        notice.pk
        for notice in mine
        if notice.person is not None
        and not decidable_by(acting.actor_for(notice.person, notice.school)).filter(pk=about[notice.pk]).exists()
    }


def digest_of_decision(ref: str) -> str | None:
    """Return the digest of a decision made again from its columns, or None when it is gone."""
    rows = DisclosureDecision.objects.across_schools("the check of a chain")
    row = rows.filter(pk=ref).first()
    if row is None:
        return None
    content = row.content()
    if not row.data_key.is_forgotten:
        content["commitments"] = commitments(row, DECISION_SEALED)
    return sha256(content)


def digest_of_nothing(ref: str) -> str | None:
    """Return the digest of a "nothing to declare" made again from its columns, or None when it is gone."""
    rows = NothingToDeclare.objects.across_schools("the check of a chain")
    row = rows.filter(pk=ref).first()
    return sha256(row.content()) if row is not None else None
