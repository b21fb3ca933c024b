"""While a holder is away, the cover reads what they hold; when they are back, the cover's reading ends."""

import datetime as dt
import functools

from core import clock
from core.db.dated import in_force
from core.db.transactions import unit_of_work
from incidents import rules
from incidents.models.cases import Case, CaseReader
from incidents.queries import access
from incidents.rules import COVER
from incidents.services.case_states import add_reader
from incidents.services.notifications import notify_readers, record
from incidents.states.workflow import State
from notices.services import scheduled_runs
from people.models.roles import Absence


def follow_absence(*, now: dt.datetime) -> int:
    """Begin and end the reading of covers in every school; returns how many were notified. Safe to run twice."""
    moment = rules.whole_minute(now)
    rows = CaseReader.objects.across_schools("a scheduled run of every school").filter(as_role=COVER, until_at=None)
    for reader in rows.select_related("case__school", "school"):
        scheduled_runs.isolated(reader.school, functools.partial(_end_cover, reader, moment))
    away = Absence.objects.across_schools("a scheduled run of every school").filter(cover__isnull=False)
    today = clock.day_of(now)
    # The day differs between time zones: each row is looked at again on its own school's day.
    near = [today - dt.timedelta(days=1), today, today + dt.timedelta(days=1)]
    absences = away.filter(in_force(near[0]) | in_force(near[1]) | in_force(near[2])).select_related("school__trust")
    return sum(scheduled_runs.isolated(a.school, functools.partial(_begin_cover, a, moment)) for a in absences)


@unit_of_work()
def _begin_cover(absence: Absence, now: dt.datetime) -> int:
    """Show the cover every open case that the one who is away holds; never one that the cover may not know of."""
    notified, cover = 0, absence.cover_id
    if cover is None or not absence.holds_on(clock.day_of(now, absence.school.timezone)):
        return 0
    cases = Case.objects.for_school(absence.school).filter(holder=absence.person_id).exclude(state=State.CLOSED)
    for case in cases.select_related("report", "school__trust"):
        if access.readers_of(case).filter(person=cover).exists() or cover in access.excluded_people(case):
            continue
        if add_reader(case, cover, COVER, COVER, now):
            record(case, "case.reader", None, now=now)
            notify_readers(case, [(cover, COVER)], now=now, step=f"cover:{absence.pk}")
            notified += 1
    return notified


@unit_of_work()
def _end_cover(row: CaseReader, now: dt.datetime) -> int:
    """End the reading of whoever covers for nobody any more, but of what they hold themselves by now; 1 if it ended."""
    if row.person_id in (row.case.holder_id, row.case.passed_to_id):
        return 0
    today = clock.day_of(now, row.school.timezone)
    if Absence.objects.for_school(row.school).filter(in_force(today), cover=row.person_id).exists():
        return 0
    ended: int = CaseReader.objects.for_school(row.school).filter(pk=row.pk, until_at=None).update(until_at=now)
    if ended:
        record(row.case, "case.cover_ended", None, now=now)
    return ended
