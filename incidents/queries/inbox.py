"""The inbox: rows for its page, without a word of any report."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.pages.request_cache import once_per_request
from core.pages.todo import Todo
from core.text import dates
from incidents.models.cases import Case, CaseView
from incidents.queries.access import has_read_cases, visible_to
from incidents.queries.deadlines import answer_words
from incidents.states.workflow import OPEN, Danger, State
from people.queries import directory
from people.queries.acting import Actor

TABS = ("all", "new", "mine", "waiting", "closed")
MINUTE, HOUR, DAY = 60, 3600, 86400
PAGE = 50
TAGS = {Danger.NOW: "danger", Danger.TODAY: "danger", Danger.WEEK: "due", Danger.INFO: "info"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the inbox."""

    reference: str
    url: str
    tag_kind: str
    tag_text: str
    about: str
    sender: str
    waiting: str
    holder: str
    note: str
    can_take: bool
    urgent: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """The page: ``counts`` by tab, the rows of one tab, and what the line above them says."""

    counts: dict[str, int]
    rows: list[Row]
    oldest: str
    answer: str
    checked_at: dt.datetime
    next_url: str


def span(seconds: float) -> str:
    """Return a wait in words: "20 min", "1 h 50 min", "3 days"."""
    if seconds < MINUTE:
        return _("less than a minute")
    if seconds < HOUR:
        return _("%(n)d min") % {"n": seconds // MINUTE}
    if seconds < 2 * DAY:
        hours, minutes = divmod(int(seconds // MINUTE), 60)
        return _("%(h)d h %(m)d min") % {"h": hours, "m": minutes} if minutes else _("%(h)d h") % {"h": hours}
    return ngettext("%(n)d day", "%(n)d days", int(seconds // DAY)) % {"n": seconds // DAY}


def _in_tab(tab: str, person: UUID) -> Q:
    mine = Q(holder=person, state=State.TAKEN) | Q(passed_to=person, state=State.PASSED)
    return {
        "all": Q(state__in=OPEN),
        "new": Q(state=State.NEW) | Q(state=State.PASSED),
        "mine": mine,
        "waiting": Q(state=State.WAITING),
        "closed": Q(state=State.CLOSED),
    }[tab]


def tab_counts(actor: Actor) -> dict[str, Any]:
    """Return how many cases each tab holds. One query a request.

    "fresh" counts what is nobody's yet or was passed to me; of that, "oldest" came in first and "answer_by" is due.
    """
    fresh = Q(state=State.NEW) | Q(passed_to=actor.person, state=State.PASSED)
    counts = {
        **{tab: Count("pk", filter=_in_tab(tab, actor.person.pk)) for tab in TABS},
        "fresh": Count("pk", filter=fresh),
        "oldest": Min("opened_at", filter=fresh),
        "answer_by": Min("answer_by", filter=fresh),
    }
    return once_per_request(actor, "incidents.counts", lambda: visible_to(actor).aggregate(**counts))


def nav_count(actor: Actor) -> int:
    """Return how many cases wait for somebody to take them, for the number in the menu."""
    return int(tab_counts(actor)["fresh"])


def _listed(actor: Actor, tab: str) -> QuerySet[Case]:
    views = (
        CaseView.objects.for_school(actor.school)
        .filter(case=OuterRef("pk"))
        .exclude(person=actor.person)
        .order_by("-at")
    )
    rows = visible_to(actor).filter(_in_tab(tab, actor.person.pk)).select_related("report", "school")
    rows = rows.annotate(viewed_by=Subquery(views.values("person")[:1]), viewed_at=Subquery(views.values("at")[:1]))
    return rows.order_by("-closed_at") if tab == "closed" else rows.order_by("danger", "opened_at", "reference")


def inbox(actor: Actor, tab: str = "all", *, now: dt.datetime | None = None) -> Inbox:
    """Return one tab of the inbox, danger first and then age. Three queries besides what keeps ``actor`` out."""
    moment = now or clock.now()
    counts = tab_counts(actor)
    cases: list[Any] = list(_listed(actor, tab)[:PAGE])
    wanted = {person for case in cases for person in (case.holder_id, case.passed_to_id, case.viewed_by) if person}
    names = directory.names(wanted, actor.school) if wanted else {}
    rows = [_row(case, actor, names, moment) for case in cases]
    return Inbox(
        counts={name: counts[name] for name in TABS},
        rows=rows,
        oldest=span((moment - counts["oldest"]).total_seconds()) if counts["oldest"] else "",
        answer=answer_words(counts["answer_by"], moment, actor.school.timezone) if counts["answer_by"] else "",
        checked_at=moment,
        next_url=next((row.url for row in rows if row.can_take), ""),
    )


def _row(case: Any, actor: Actor, names: dict[UUID, str], now: dt.datetime) -> Row:
    mine = case.holder_id == actor.person.pk
    for_me = case.state == State.PASSED and case.passed_to_id == actor.person.pk
    kind, text = (TAGS[case.danger], case.get_danger_display())
    waiting = span((now - case.opened_at).total_seconds())
    if case.state == State.WAITING:
        kind, text = "waiting", State.WAITING.label
        waiting = _("until %(day)s") % {"day": dates.day_words(case.wait_until)}
    if case.state == State.CLOSED:
        kind, text, waiting = "closed", State.CLOSED.label, dates.day_words(case.closed_at)
    holder = _("You") if mine else names.get(case.holder_id, "") or _("Nobody yet")
    return Row(
        reference=case.reference,
        url=reverse("incidents:case", args=[actor.school.slug, case.reference]),
        tag_kind=kind,
        tag_text=str(text),
        about=str(case.get_kind_display()),
        sender=str(case.report.get_from_kind_display()),
        waiting=str(waiting),
        holder=str(holder),
        note=_note(case, for_me, names, now),
        can_take=case.state == State.NEW or for_me,
        urgent=case.danger in (Danger.NOW, Danger.TODAY),
    )


def _note(case: Any, for_me: bool, names: dict[UUID, str], now: dt.datetime) -> str:
    if for_me:
        return _("passed to you")
    if case.state == State.PASSED:
        return _("passed to %(name)s") % {"name": names.get(case.passed_to_id, "")}
    if case.viewed_by and case.state != State.CLOSED:
        ago = span((now - case.viewed_at).total_seconds())
        return _("opened by %(name)s %(ago)s ago") % {"name": names.get(case.viewed_by, ""), "ago": ago}
    return ""


def todo_for(actor: Actor) -> list[Todo]:
    """Return the concerns that wait, as numbers: the home page shows no word of a case and no reference."""
    # Most people read no case: one query finds that out, and nothing else is asked.
    if not has_read_cases(actor):
        return []
    counts = tab_counts(actor)
    url = reverse("incidents:inbox", args=[actor.school.slug])
    jobs = []
    if fresh := counts["fresh"]:
        title = ngettext("Look at %(n)d new concern", "Look at %(n)d new concerns", fresh) % {"n": fresh}
        by = counts["answer_by"]
        why = capfirst(answer_words(by, clock.now(), actor.school.timezone)) if by else ""
        jobs.append(Todo(title, url, why, "danger", _("New"), minutes=5))
    if mine := counts["mine"]:
        title = ngettext("Go on with %(n)d concern that you hold", "Go on with %(n)d concerns that you hold", mine)
        jobs.append(Todo(title % {"n": mine}, f"{url}?tab=mine", "", "info", _("Yours"), minutes=10))
    return jobs
