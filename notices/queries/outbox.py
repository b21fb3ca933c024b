"""The office's page of e-mails: what came back, what could not be sent, what is held, what waits.

Of a confidential message the office sees that it failed and to whom, and no more: not when, not how many, nor before
or after what else. While it waits it is not there.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.db.models.expressions import OrderBy
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import clock
from core.contributions.messages import KINDS, kind_names
from core.pages.todo import Todo
from core.text.words import Words
from ledger.states import Confidentiality
from notices.models import Bounce, Heartbeat, Notice
from notices.queries.failure_reasons import CHECK_AND_SEND, COMPLAINED, FailureReason, bounce_reason, failure_reason
from notices.queries.health import reminder_tasks
from notices.states.outbox import BounceType, State
from people.queries import directory
from people.queries.acting import Actor
from people.states.roles import Role
from schools.models.schools import School

STUCK_AFTER = 3
"""Attempts after which a waiting message counts as stuck and the office sees it."""
LIMIT = 50
MOMENTS = 6
"""How many moments to which messages are held are shown."""
SHORTLY = dt.timedelta(minutes=1)
MESSAGE = gettext_lazy("Message")


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One message as the office may see it, with why it did not arrive and the page on which that is mended."""

    id: UUID
    what: Words
    who: str
    since: dt.datetime | None
    failure: FailureReason | None
    confidential: bool
    carried: int = 0
    details_url: str = ""
    can_retry: bool = True


@dataclass(frozen=True, slots=True)
class Outbox:
    """The page. Each list is cut at ``LIMIT``.

    ``held``: until when, and of which kinds how many e-mails.
    """

    came_back: list[OutboxRow]
    failed: list[OutboxRow]
    unwanted: list[OutboxRow]
    slow: list[OutboxRow]
    held: list[tuple[dt.datetime, list[tuple[Words, int]]]]
    waiting: list[OutboxRow]
    waiting_count: int
    held_count: int
    sent_today: int
    last_run: dt.datetime | None
    server_down: bool
    """The mail server did not take what the last run had for it."""
    reminders_ran: dt.datetime | None
    last_test: Notice | None

    @property
    def needs_somebody(self) -> bool:
        """Say whether there is anything to do."""
        return bool(self.came_back or self.failed or self.unwanted or self.slow or self.server_down)


def _all(school: School) -> QuerySet[Notice]:
    rows: QuerySet[Notice] = Notice.objects.for_school(school)
    return rows


def _shown(school: School) -> Q:
    """Return the condition of what the office may see: of confidential messages to somebody one for all of them.

    Never one to a reporter, named or not: that it exists says who reported.
    """
    hidden = Q(confidentiality=Confidentiality.CONFIDENTIAL, person__isnull=False) & ~Q(
        kind__in=kind_names(lambda kind: kind.is_hidden)
    )
    another = _all(school).filter(hidden, person=OuterRef("person"), state=OuterRef("state"), pk__lt=OuterRef("pk"))
    return Q(confidentiality=Confidentiality.EVERYDAY) | hidden & ~Q(Exists(another))


def _by_time(field: str) -> tuple[OrderBy, str]:
    """Return an order by time, newest first, in which what is confidential stands above all, in an order of its own."""
    return Case(When(confidentiality=Confidentiality.EVERYDAY, then=field)).desc(nulls_first=True), "pk"


def _came_back(school: School) -> QuerySet[Notice]:
    """Return one row for each e-mail that came back; what it carried is counted with it."""
    alone = Q(carried_by=None) | ~Q(carried_by__state=State.BOUNCED)
    return _all(school).filter(_shown(school), alone, state=State.BOUNCED)


def _failed(school: School) -> QuerySet[Notice]:
    return _all(school).filter(_shown(school), state=State.FAILED)


def _slow(school: School) -> QuerySet[Notice]:
    return _all(school).filter(confidentiality=Confidentiality.EVERYDAY, state=State.WAITING, attempts__gte=STUCK_AFTER)


def _waiting(school: School) -> QuerySet[Notice]:
    return _all(school).filter(
        confidentiality=Confidentiality.EVERYDAY, state__in=(State.WAITING, State.SENDING), attempts__lt=STUCK_AFTER
    )


def _held(now: dt.datetime) -> Q:
    return Q(state=State.WAITING, attempts=0, next_try_at__gt=now + SHORTLY)


def _complaints(school: School) -> QuerySet[Bounce]:
    rows: QuerySet[Bounce] = Bounce.objects.for_school(school)
    return rows.filter(bounce_type=BounceType.COMPLAINED, resolved_at=None, person__isnull=False).select_related(
        "notice"
    )


class _People:
    """The names of everybody on the page and where each one's address is mended: two queries for all."""

    def __init__(self, notices: Sequence[Notice], school: School) -> None:
        self._school = school
        persons = {notice.person_id for notice in notices if notice.person_id}
        self._names = directory.formal_names(persons, school)
        roles = directory.people_with_roles(school, Role.values).filter(pk__in=persons)
        self._staff = set(roles.order_by().values_list("pk", flat=True))

    def name(self, person: UUID | None) -> str:
        return self._names.get(person, "") if person else ""

    def page(self, person: UUID | None) -> str:
        name = "people:person" if person in self._staff else "people:carer"
        return reverse(name, args=[self._school.slug, person]) if person else ""


def _row(notice: Notice, known: _People, failure: FailureReason | None, *, carried: int = 0) -> OutboxRow:
    hidden = notice.is_confidential
    return OutboxRow(
        id=notice.pk,
        what=MESSAGE if hidden else notice.spec.words,
        who=known.name(notice.person_id),
        since=None if hidden else notice.queued_at,
        failure=replace(failure, remedy=CHECK_AND_SEND) if hidden and failure and failure.address else failure,
        confidential=hidden,
        carried=carried,
        details_url=known.page(notice.person_id) if failure and failure.address else "",
        # The address of a message to nobody the school knows is forgotten once it was sent.
        can_retry=notice.person_id is not None or notice.state != State.BOUNCED,
    )


def _unwanted(bounce: Bounce, known: _People) -> OutboxRow:
    """Return a complaint. It is about the person: which message it was is never shown, so no confidential one is."""
    person = bounce.notice.person_id
    return OutboxRow(
        id=bounce.pk,
        what=MESSAGE,
        who=known.name(person),
        since=None,
        failure=COMPLAINED,
        confidential=False,
        details_url=known.page(person),
    )


def _carried(school: School, leaders: Sequence[Notice]) -> dict[UUID, int]:
    rows = _all(school).filter(carried_by__in=[row.pk for row in leaders], state=State.BOUNCED)
    return dict(rows.order_by().values_list("carried_by").annotate(n=Count("pk")))


def _bounce_types(school: School, notices: Sequence[Notice]) -> dict[UUID, str]:
    rows = Bounce.objects.for_school(school).filter(notice__in=[row.pk for row in notices])
    return dict(rows.exclude(bounce_type=BounceType.COMPLAINED).order_by("at").values_list("notice_id", "bounce_type"))


def _held_groups(school: School, now: dt.datetime) -> dict[dt.datetime, list[tuple[Words, int]]]:
    rows = _waiting(school).filter(_held(now)).order_by().values_list("next_try_at", "kind")
    groups: dict[dt.datetime, list[tuple[Words, int]]] = {}
    for until, kind, count in rows.annotate(n=Count("pk")).order_by("next_try_at", "kind"):
        groups.setdefault(until, []).append((KINDS[kind].words if kind in KINDS else MESSAGE, count))
    return groups


def outbox(school: School) -> Outbox:
    """Return the outbox of a school. A constant number of queries."""
    now = clock.now()
    came_back, failed, slow, waiting = (
        list(rows[:LIMIT])
        for rows in (
            _came_back(school).order_by(*_by_time("sent_at")),
            _failed(school).order_by(*_by_time("queued_at")),
            _slow(school).order_by("-queued_at", "pk"),
            _waiting(school).exclude(_held(now)).order_by("next_try_at", "pk"),
        )
    )
    unwanted = list(_complaints(school).order_by("-at", "pk")[:LIMIT])
    known = _People([*came_back, *failed, *slow, *waiting, *(bounce.notice for bounce in unwanted)], school)
    types, carried = _bounce_types(school, came_back), _carried(school, came_back)
    held = _held_groups(school, now)
    day_ago = now - dt.timedelta(days=1)
    sent = _all(school).filter(
        state=State.SENT, confidentiality=Confidentiality.EVERYDAY, carried_by=None, sent_at__gte=day_ago
    )
    tasks = reminder_tasks()
    beats = {beat.name: beat for beat in Heartbeat.objects.filter(name__in=[*tasks, "mail"])}
    reminders = [beats[name].at for name in tasks if name in beats]
    mail = beats.get("mail")
    return Outbox(
        came_back=[
            _row(notice, known, bounce_reason(types.get(notice.pk, "")), carried=carried.get(notice.pk, 0))
            for notice in came_back
        ],
        failed=[_row(notice, known, failure_reason(notice.last_error)) for notice in failed],
        unwanted=[_unwanted(bounce, known) for bounce in unwanted],
        slow=[_row(notice, known, failure_reason(notice.last_error)) for notice in slow],
        held=list(held.items())[:MOMENTS],
        waiting=[_row(notice, known, None) for notice in waiting],
        waiting_count=_waiting(school).exclude(_held(now)).count(),
        held_count=sum(count for kinds in held.values() for _words, count in kinds),
        sent_today=sent.count(),
        last_run=mail.at if mail else None,
        server_down=bool(mail and mail.trouble),
        reminders_ran=min(reminders) if len(reminders) == len(tasks) else None,
        last_test=_all(school).filter(kind="test_mail").order_by("-queued_at").first(),
    )


def for_office(school: School, pk: UUID) -> QuerySet[Notice]:
    """Return the one message with this key that the office may act on, as a queryset."""
    mine = [rows.filter(pk=pk) for rows in (_came_back(school), _failed(school), _slow(school), _waiting(school))]
    return _all(school).filter(pk__in=[row for rows in mine for row in rows.values_list("pk", flat=True)])


def complaint_for_office(school: School, pk: UUID) -> QuerySet[Bounce]:
    """Return the one complaint with this key that the office may settle, as a queryset."""
    return _complaints(school).filter(pk=pk)


def todo_for(actor: Actor) -> list[Todo]:
    """Return a line for the home page of whoever manages people, when messages came back or could not be sent."""
    if "people.manage" not in actor.permissions:
        return []
    alone = Q(carried_by=None) | ~Q(carried_by__state=State.BOUNCED)
    counts = (
        _all(actor.school)
        .filter(_shown(actor.school), state__in=(State.FAILED, State.BOUNCED))
        .aggregate(
            failed=Count("pk", filter=Q(state=State.FAILED)), back=Count("pk", filter=Q(state=State.BOUNCED) & alone)
        )
    )
    failed, back = counts["failed"], counts["back"]
    url = reverse("notices:outbox", args=[actor.school.slug])
    jobs = []
    if back:
        title = ngettext("One e-mail came back", "%(n)s e-mails came back", back) % {"n": back}
        jobs.append(Todo(title=title, url=url, tag_kind="overdue", tag_text=_("E-mail came back")))
    if failed:
        title = ngettext("One e-mail could not be sent", "%(n)s e-mails could not be sent", failed) % {"n": failed}
        jobs.append(Todo(title=title, url=url, tag_kind="overdue", tag_text=_("Failed")))
    return jobs
