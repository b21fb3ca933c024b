"""Who may see which disclosure, and what each page shows."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from core.db.dated import in_force
from core.pages.request_cache import once_per_request
from people.models.roles import Duty
from people.queries import directory, same_person
from people.queries.acting import Actor, name_expression
from policies.models import Clause
from policies.states import VersionState
from registers.models import Disclosure, DisclosureAddition, DisclosureDecision, NothingToDeclare
from registers.rules import RuleLine, rule_in_force
from registers.states import DECIDED, REGISTER_DUTY, Permission, State
from schools.models.schools import School
from schools.queries import settings
from schools.rules.days import year_label, year_of
from signoffs.models import Agreement
from signoffs.states import Audience

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


def is_own(disclosure: Disclosure, actor: Actor) -> bool:
    """Say whether the actor is the one who declared it."""
    return bool(disclosure.person_id == actor.person.pk)


def may_read_register(actor: Actor) -> bool:
    """Say whether the actor may see the list: the headteacher, and the deputy the school has named."""
    if Permission.DISCLOSURE_READ_REGISTER in actor.permissions:
        return True
    named = Duty.objects.for_school(actor.school).filter(in_force(actor.school.today()), kind=REGISTER_DUTY)
    return bool(named.filter(person=actor.person).exists())


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the register: never a friend's or a pupil's name."""

    disclosure: Disclosure
    name: str
    due: bool


def register(actor: Actor, *, state: str = "", due: bool = False, limit: int = 200) -> list[RegisterRow]:
    """Return the list for those who may read it, what needs somebody first.

    Sent to the chair: never in this list. One query.
    """
    today = actor.school.today()
    rows = Disclosure.objects.for_school(actor.school).filter(route="headteacher").select_related(None)
    if state in State.values:
        rows = rows.filter(state=state)
    if due:
        rows = rows.filter(state__in=DECIDED, review_on__lte=today)
    named = rows.annotate(name=name_expression(today), waits=Q(state=State.SENT))
    columns = named.order_by("-waits", "review_on", "-sent_at").defer("who", "since", "platforms", "limits")[:limit]
    return [RegisterRow(row, row.name or "", _review_due(row, today)) for row in columns]


def _review_due(disclosure: Disclosure, today: dt.date) -> bool:
    return disclosure.state in DECIDED and disclosure.review_on is not None and disclosure.review_on <= today


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
