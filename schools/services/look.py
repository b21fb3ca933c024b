"""A school's crest."""

import datetime

from core.actor import By, enforce
from core.db.dated import close
from core.db.transactions import unit_of_work
from ledger.services import note
from schools.models.crest import CREST_SIDE, Crest
from schools.models.schools import School
from schools.rules.look import mark_of, redraw_crest
from schools.rules.settings import may_configure
from schools.services.base import author, day_at, lock_school


@unit_of_work()
def set_crest(
    *, school: School, data: bytes | None, by: By = None, now: datetime.datetime | None = None
) -> Crest | None:
    """Show ``data`` (PNG or JPEG, drawn anew) as the school's crest from today on; None takes it away.

    What it was stays on its days. Raises Refused for a picture that cannot be, and for who may not.
    """
    enforce(actor := author(by, school), may_configure(actor) if actor else None)
    image = redraw_crest(data, CREST_SIDE) if data is not None else b""
    lock_school(school)
    school.refresh_from_db(fields=["crest_mark"])
    before, after = school.crest_mark, mark_of(image) if image else ""
    if before == after:
        return None
    day = day_at(school, now)
    for row in Crest.objects.for_school(school).filter(until_date__isnull=True):
        close(row, day)
    new = None
    if image:
        new = Crest.objects.create(school=school, image=image, mark=after, from_date=day)
    school.crest_mark = after
    school.save(update_fields=["crest_mark"])
    facts = {"field": "crest", "before": before, "after": after}
    note(school=school, verb="school.changed", subject=f"school:{school.pk}", actor=actor, facts=facts, now=now)
    return new
