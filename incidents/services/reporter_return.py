"""The return of a reporter, with reference and secret words."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F

from core import clock
from core.db.transactions import unit_of_work
from core.sealing.keys import blind_index
from incidents import rules
from incidents.models.reports import ReturnTry
from incidents.queries import reporter
from incidents.services import drafts
from incidents.services.secret_words import words_match
from incidents.states.workflow import DraftUse
from schools.models.schools import School

WINDOW = dt.timedelta(minutes=15)
OF_SCHOOL = "return_tries.school"


@dataclass(frozen=True, slots=True)
class Returned:
    """``token`` lets the reporter in; without one the words were wrong, or ``wait`` says that too many were."""

    token: str = ""
    wait: bool = False


@unit_of_work()
def reporter_return(*, school: School, reference: str, words: str, now: dt.datetime | None = None) -> Returned:
    """Let the reporter in if the words belong to the reference.

    An unknown reference is answered, counted and timed like a wrong word. After five wrong tries for one reference, or
    far too many at one school, even right words wait a quarter of an hour. Counted by what was typed, never by an
    address.
    """
    moment = now or clock.now()
    key = reporter.reference_index(reference)
    whole = blind_index(OF_SCHOOL, str(school.pk))
    known = {bytes(row.key): row for row in _live(school, [key, whole], moment)}
    tries = [known[k].tries if k in known else 0 for k in (key, whole)]
    if not rules.may_try(*tries):
        return Returned(wait=True)
    report = reporter.report_by_reference(school, reference)
    if words_match(words, report.words_hash if report else None) and report is not None:
        content = {"case": str(report.case.pk)}
        return Returned(drafts.start_draft(school=school, use=DraftUse.RETURNED, content=content, now=moment))
    for counted in (key, whole):
        _count(school, counted, moment)
    return Returned(wait=not rules.may_try(tries[0] + 1, tries[1] + 1))


def _live(school: School, keys: list[bytes], now: dt.datetime) -> list[ReturnTry]:
    rows = ReturnTry.objects.for_school(school).filter(key__in=keys, ends_at__gt=now).order_by("key")
    return list(rows.select_for_update())


def _count(school: School, key: bytes, now: dt.datetime) -> None:
    ends = rules.whole_minute(now) + WINDOW
    rows = ReturnTry.objects.for_school(school).filter(key=key)
    rows.filter(ends_at__lte=now).update(tries=0, ends_at=ends)
    ReturnTry.objects.bulk_create([ReturnTry(school=school, key=key, tries=0, ends_at=ends)], ignore_conflicts=True)
    rows.update(tries=F("tries") + 1)
