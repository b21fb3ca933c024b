"""The return of a reporter, with reference and secret words, which are kept as a keyed, salted, slow hash (0503)."""

import datetime as dt
import functools
from dataclasses import dataclass

from django.contrib.auth.hashers import ScryptPasswordHasher
from django.db.models import F

from core import clock
from core.db.transactions import unit_of_work
from core.sealing.keys import blind_index
from core.text.reference_codes import normalise_words
from incidents import rules
from incidents.models.reports import ReturnTry
from incidents.queries import reporter
from incidents.services import drafts
from incidents.states.workflow import DraftUse
from schools.models.schools import School

WINDOW = dt.timedelta(minutes=15)
OF_SCHOOL = "return_tries.school"
PURPOSE = "report.words"
# Memory 4 MiB and some 10 ms. The words are four of 7,776 drawn at random (51 bits), and keyed first: a copy of the
# database alone allows no guess at all, so a slower hash would only make a hundred reports in the same second wait for
# each other.
COST = 2**12
_hasher = ScryptPasswordHasher()


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


def _keyed(words: str) -> str:
    return blind_index(PURPOSE, normalise_words(words)).hex()


def hash_words(words: str) -> str:
    """Return what is kept of secret words."""
    return str(_hasher.encode(_keyed(words), _hasher.salt(), n=COST, r=8, p=1))


@functools.cache
def _nobodys() -> str:
    return hash_words("nobody has these words")


def words_match(words: str, kept: str | None) -> bool:
    """Say whether typed words are the kept ones; takes as long for a reference that does not exist (``kept`` None)."""
    matches = bool(_hasher.verify(_keyed(words), kept or _nobodys()))
    return matches and kept is not None
