"""The deadlines of disclosures, for those who decide on them, and of the yearly answer."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.errors import OutsideCalendar
from core.pages.request_cache import once_per_request
from ledger.states import Confidentiality
from notices.rules.deadlines import Deadline, DeadlineSubject, counted_from, on_day
from notices.rules.due_dates import Pause
from people.queries.acting import Actor
from registers.models import Disclosure, DisclosureAddition, DisclosureDecision, NothingToDeclare
from registers.queries.disclosures import DisclosurePage, decidable_by
from registers.queries.yearly import answer_year
from registers.states import DECIDED, Outcome, Permission, State
from schools.models.schools import School
from schools.queries import daybook
from schools.queries import settings as people_settings
from schools.queries.week import Week
from schools.rules.days import year_label

SOON = dt.timedelta(days=14)
_WAITS = (State.SENT, State.MORE_NEEDED)


def deadlines_for(actor: Actor, *, now: dt.datetime | None = None) -> list[Deadline]:
    """Return the deadlines of ``actor``.

    These are the forms that wait for their decision, decided ones to look at again within 14 days, and their own yearly
    answer when it is near. A form waits three school days; from "Ask for more" until the answer it is paused. At most
    seven queries.
    """
    moment = now or clock.now()
    return [*_own_answer(actor, moment), *_decisions(actor, moment)]


def _own_answer(actor: Actor, now: dt.datetime) -> list[Deadline]:
    """Return the deadline of the yearly answer that is still to be given (M10, C6). At most two queries."""
    school, zone = actor.school, ZoneInfo(actor.school.timezone)
    if Permission.DISCLOSURE_MAKE not in actor.permissions:
        return []
    year = answer_year(school, now.astimezone(zone).date())
    if year.due is None or not year.is_near:
        return []
    since = dt.datetime.combine(year.start, dt.time(), tzinfo=zone)
    declared = Disclosure.objects.for_school(school).filter(person=actor.person, sent_at__gte=since)
    nothing = NothingToDeclare.objects.for_school(school).filter(person=actor.person, year=year_label(year.start.year))
    if declared.order_by().values("pk").union(nothing.order_by().values("pk")).exists():
        return []
    url = reverse("registers:mine", args=[school.slug])
    return [on_day("yearly_answer", year.due, DeadlineSubject(_("Friends and family online"), url, now, zone))]


def _decisions(actor: Actor, moment: dt.datetime) -> list[Deadline]:
    near = clock.day_of(moment, actor.school.timezone) + SOON
    rows = decidable_by(actor).filter(Q(state__in=_WAITS) | Q(state__in=DECIDED, review_on__lte=near))
    forms = list(rows.select_related(None).only("id", "school_id", "reference", "state", "sent_at", "review_on"))
    waiting_forms = [form for form in forms if form.state in _WAITS]
    week = once_per_request(actor, "week", lambda: _week(actor)) if waiting_forms else None
    stops = pauses_of(actor.school.pk, [form.pk for form in waiting_forms]) if waiting_forms else {}
    return [deadline_of(form, actor.school, week, stops.get(form.pk, []), now=moment) for form in forms]


def _week(actor: Actor) -> Week | None:
    try:
        settings = once_per_request(actor, "settings", lambda: people_settings.settings(actor.school))
        return Week.of(daybook.daybook(actor.school), settings, actor.school.timezone)
    except OutsideCalendar:  # a school without a calendar still decides
        return None


def pauses_of(school: UUID, forms: Iterable[UUID]) -> dict[UUID, list[Pause]]:
    """Return from when until when each form waited for the person who sent it. One query."""
    wanted = list(forms)
    more = DisclosureDecision.objects.for_school(school).filter(disclosure__in=wanted, outcome=Outcome.MORE)
    additions = DisclosureAddition.objects.for_school(school).filter(disclosure__in=wanted)
    asks, answers = Value(True), Value(False)
    rows = more.order_by().values_list("disclosure", "decided_at", asks)
    events: dict[UUID, list[tuple[dt.datetime, bool]]] = defaultdict(list)
    for form, at, is_asked in rows.union(additions.order_by().values_list("disclosure", "at", answers), all=True):
        events[form].append((at, is_asked))
    return {form: between(of_form) for form, of_form in events.items()}


def between(events: Iterable[tuple[dt.datetime, bool]]) -> list[Pause]:
    """Return the pauses between "more is asked" (True) and the answer (False) that follows it. Pure."""
    pauses: list[Pause] = []
    since: dt.datetime | None = None
    for at, is_asked in sorted(events, key=lambda event: (event[0], not event[1])):
        if is_asked and since is None:
            since = at
        elif not is_asked and since is not None:
            pauses.append(Pause(since, at))
            since = None
    return pauses if since is None else [*pauses, Pause(since)]


def deadline_words(page: DisclosurePage, actor: Actor, *, now: dt.datetime | None = None) -> str:
    """Return the deadline of a form for the page of who decides on it; "" for one that has none. Two queries."""
    form = page.disclosure
    if form.state not in _WAITS and (form.state not in DECIDED or form.review_on is None):
        return ""
    asked = [(decision.decided_at, True) for decision in page.decisions if decision.outcome == Outcome.MORE]
    pauses = between([*asked, *((addition.at, False) for addition in page.additions)])
    week = once_per_request(actor, "week", lambda: _week(actor)) if form.state in _WAITS else None
    return deadline_of(form, actor.school, week, pauses, now=now or clock.now()).words


def deadline_of(
    form: Disclosure, school: School, week: Week | None, pauses: list[Pause], *, now: dt.datetime
) -> Deadline:
    """Return the deadline of one form. Pure."""
    about = DeadlineSubject(
        title=_("Form %(reference)s") % {"reference": form.reference},
        url=reverse("registers:disclosure", args=[school.slug, form.pk]),
        now=now,
        zone=ZoneInfo(school.timezone),
        confidentiality=Confidentiality.CONFIDENTIAL,
    )
    if form.state not in _WAITS and form.review_on is not None:
        return on_day("disclosure_review", form.review_on, about)
    return counted_from("decision", form.sent_at, about, week=week, pauses=pauses)
