"""Reads of the outbox: for the office, for the health page, and for whoever shows a reminder that failed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import clock
from core.todo import Todo
from ledger.states import Room
from notices.models import Claim, DemoMail, Heartbeat, LinkToken, Notice
from notices.states import KINDS, State
from people import queries as people

STUCK_AFTER = 3
"""Attempts after which a waiting message counts as stuck and the office sees it."""
LATE = dt.timedelta(minutes=10)
PULSE = dt.timedelta(minutes=5)

CURES = {
    "no address": _("The school has no e-mail address for this person. Add one, then send again. Or use paper."),
    "address": _("The e-mail address cannot be used. Correct it, then send again."),
    "recipient": _("The mail server does not know this address. Check it with the person, then send again."),
    "content": _("The mail server refused the message. Tell whoever looks after your e-mail."),
    "sender": _("The mail server does not let the portal send. Tell whoever looks after your e-mail."),
    "template": _("The message could not be written. Tell whoever looks after the portal, then send again."),
    "timeout": _("The mail server was too slow. We go on trying."),
}
OTHER_CURE = _("The mail server could not be reached. We go on trying.")


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One message as the office may see it. Of a confidential one: that it failed, and for whom."""

    id: Any
    what: Any
    who: str
    since: dt.datetime | None
    cure: Any
    state: str
    confidential: bool


@dataclass(frozen=True, slots=True)
class Outbox:
    """The outbox page: what needs somebody, what waits, how much was sent."""

    trouble: list[OutboxRow]
    waiting: list[OutboxRow]
    waiting_count: int
    sent_today: int
    last_run: dt.datetime | None


def cure_for(code: str) -> Any:
    """Return what the office can do about an error code."""
    return CURES.get(code, CURES.get(code.partition(" ")[0], OTHER_CURE))


def _trouble(school: Any) -> QuerySet[Notice]:
    """What somebody must look at; of confidential messages only failed ones to people the school knows."""
    stuck = Q(state=State.FAILED) | Q(state=State.WAITING, attempts__gte=STUCK_AFTER)
    seen = Q(room=Room.EVERYDAY) | Q(state=State.FAILED, person__isnull=False)
    rows: QuerySet[Notice] = Notice.objects.for_school(school).filter(stuck, seen)
    return rows


def _waiting(school: Any) -> QuerySet[Notice]:
    rows: QuerySet[Notice] = Notice.objects.for_school(school).filter(
        state__in=(State.WAITING, State.SENDING), room=Room.EVERYDAY, attempts__lt=STUCK_AFTER
    )
    return rows


def _rows(notices: Sequence[Notice], school: Any) -> list[OutboxRow]:
    names = people.formal_names([n.person_id for n in notices if n.person_id], school)
    return [
        OutboxRow(
            id=n.pk,
            what=_("Message") if n.is_confidential else n.spec.words,
            who=names.get(n.person_id, "") if n.person_id else "",
            since=None if n.is_confidential else n.queued_at,
            cure=cure_for(n.last_error) if n.last_error else "",
            state=n.state,
            confidential=n.is_confidential,
        )
        for n in notices
    ]


def outbox(school: Any, *, limit: int = 50) -> Outbox:
    """Return the outbox of a school, at most ``limit`` rows of each list. A constant number of queries."""
    now = clock.now()
    waiting = _waiting(school)
    beat = Heartbeat.objects.filter(name="mail").first()
    sent = Notice.objects.for_school(school).filter(
        state=State.SENT, room=Room.EVERYDAY, sent_at__gte=now - dt.timedelta(days=1)
    )
    return Outbox(
        trouble=_rows(list(_trouble(school).order_by("-queued_at")[:limit]), school),
        waiting=_rows(list(waiting.order_by("next_try_at")[:limit]), school),
        waiting_count=waiting.count(),
        sent_today=sent.count(),
        last_run=beat.at if beat else None,
    )


def for_office(school: Any, pk: Any) -> QuerySet[Notice]:
    """Return the one message with this key that the office may act on, as a queryset."""
    return (_trouble(school) | _waiting(school)).filter(pk=pk)


def todo_for(actor: Any) -> list[Todo]:
    """Return a line for the home page of whoever manages people, when messages failed."""
    if "people.manage" not in actor.permissions:
        return []
    failed = _trouble(actor.school).filter(state=State.FAILED).count()
    if not failed:
        return []
    title = ngettext("One message could not be sent", "%(n)s messages could not be sent", failed) % {"n": failed}
    return [
        Todo(
            title=title,
            url=reverse("notices:outbox", args=[actor.school.slug]),
            tag_kind="overdue",
            tag_text=str(_("Failed")),
        )
    ]


def sent_about(school: Any, subject: str) -> QuerySet[Notice]:
    """Return every message about a subject, newest first: the history of reminders."""
    rows: QuerySet[Notice] = Notice.objects.for_school(school).filter(subject=subject).order_by("-queued_at")
    return rows


def links_of(school: Any, *, purpose: str, ref: str) -> QuerySet[LinkToken]:
    """Return the private links that open ``ref``."""
    rows: QuerySet[LinkToken] = LinkToken.objects.for_school(school).filter(purpose=purpose, ref=ref)
    return rows


def last_run(name: str) -> dt.datetime | None:
    """Return when a tick last ran to its end, or None: for "reminders last ran at 07:02"."""
    beat = Heartbeat.objects.filter(name=name).first()
    return beat.at if beat else None


def claimed(school: Any, *, kind: str, due: dt.date) -> set[Any]:
    """Return the ids of the people for whom any rung of a ladder has been claimed for this due day."""
    rows = Claim.objects.for_school(school).filter(kind=kind, due=due)
    return set(rows.values_list("person_id", flat=True))


def last_runs(names: Iterable[str]) -> dict[str, dt.datetime]:
    """Return {name: when it last ran to its end} for the ticks among ``names`` that have run."""
    return dict(Heartbeat.objects.filter(name__in=list(names)).values_list("name", "at"))


def demo_mails(limit: int = 100) -> QuerySet[DemoMail]:
    """Return the newest messages of the demo's mailbox."""
    return DemoMail.objects.order_by("-at")[:limit]


def mail_kinds() -> list[Any]:
    """Return the words for every sort of e-mail a school sends, for the page "Is this e-mail real?"."""
    return [kind.words for kind in KINDS.values() if Room.EVERYDAY in kind.rooms and kind.name not in ("test_mail",)]


def health(*, broker: bool, now: dt.datetime | None = None) -> dict[str, str]:
    """Return "ok" or "late" for the broker, the minute tick, the mail line and the outbox.

    Raises if the database is away.
    """
    moment = now or clock.now()
    beats = {beat.name: beat for beat in Heartbeat.objects.all()}
    tick, mail = beats.get("notices.deliver"), beats.get("mail")
    oldest = (
        Notice.objects.across_schools("the health of the whole installation")
        .filter(state=State.WAITING, next_try_at__lt=moment - LATE)
        .exists()
    )
    parts = {
        "database": True,
        "broker": broker,
        "tick": tick is not None and tick.at > moment - PULSE,
        "mail": mail is None or not mail.trouble,
        "outbox": not oldest,
    }
    told = {name: "ok" if well else "late" for name, well in parts.items()}
    return {"status": "ok" if all(parts.values()) else "late", **told}
