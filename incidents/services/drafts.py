"""A reporter's draft, in place of a session.

One sealed row behind a random cookie, gone when it is sent, left or an hour old.
"""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from core import clock
from core.db.transactions import unit_of_work
from core.sealing.fields import destroy
from core.text.reference_codes import new_token, token_hash
from incidents.models.reports import ReportDraft, ReturnTry
from incidents.queries import reporter
from incidents.rules import whole_minute
from incidents.states.workflow import DraftUse
from schools.models.schools import School

LASTS = dt.timedelta(minutes=60)


def _end(now: dt.datetime | None) -> dt.datetime:
    return whole_minute(now or clock.now()) + LASTS + dt.timedelta(minutes=1)


@unit_of_work()
def start_draft(
    *, school: School, use: DraftUse, content: Mapping[str, Any] | None = None, now: dt.datetime | None = None
) -> str:
    """Begin a draft and return the token for the cookie; only its hash is kept."""
    token = new_token()
    ReportDraft.objects.create(
        school=school, use=use, token_hash=token_hash(token), ends_at=_end(now), content=json.dumps(dict(content or {}))
    )
    return token


@unit_of_work()
def save_answers(*, school: School, token: str, answers: Mapping[str, Any], now: dt.datetime | None = None) -> str:
    """Keep the answers of one step and return the token, a new one where none was (or its time had run out)."""
    draft = reporter.draft(school, token, DraftUse.REPORT, now=now)
    if draft is None:
        return start_draft(school=school, use=DraftUse.REPORT, content=answers, now=now)
    rewrite(draft, {**reporter.content(draft), **answers}, now=now)
    return token


def rewrite(
    draft: ReportDraft, content: Mapping[str, Any], *, use: DraftUse | None = None, now: dt.datetime | None = None
) -> None:
    """Replace what a draft holds, and give it another hour."""
    draft.content = json.dumps(dict(content))
    draft.use = use or draft.use
    draft.ends_at = _end(now)
    draft.save(update_fields=["content", "use", "ends_at"])


@unit_of_work()
def discard(*, school: School, token: str) -> None:
    """Delete a draft, and its key with it."""
    if token:
        destroy(ReportDraft.objects.for_school(school).filter(token_hash=token_hash(token)))


@unit_of_work()
def delete_expired(*, now: dt.datetime | None = None) -> int:
    """Remove drafts and counts of guesses whose time has run out; returns how many drafts."""
    moment = now or clock.now()
    ReturnTry.objects.across_schools("expired drafts of every school").filter(ends_at__lte=moment).delete()
    return destroy(ReportDraft.objects.across_schools("expired drafts of every school").filter(ends_at__lte=moment))
