"""Trusts, schools, what a school has set, and its crest."""

import datetime
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.actor import By, enforce
from core.contributions.settings import SETTINGS
from core.db.dated import close
from core.db.transactions import unit_of_work
from core.errors import Refused
from ledger.services import note
from schools.models.schools import CREST_SIDE, Crest, School, SchoolSetting, Trust
from schools.queries.settings import setting, setting_said
from schools.rules.branding import mark_of, redraw_crest
from schools.rules.settings import clean_setting, may_change_setting, may_configure
from schools.services.base import author, day_at, lock_school
from schools.services.calendar import rebuild_calendar
from schools.states import Nation


def _free_slug(model: type[Trust] | type[School], name: str) -> str:
    stem = slugify(name)[:70] or "school"
    slug, number = stem, 2
    while model._default_manager.filter(slug=slug).exists():
        slug, number = f"{stem}-{number}", number + 1
    return slug


@unit_of_work()
def create_trust(*, name: str, slug: str = "", stands_alone: bool = False, is_demo: bool = False) -> Trust:
    """Make a trust. A stand-alone school has one of its own, so that every row has an owner."""
    return Trust.objects.create(
        name=name, slug=slug or _free_slug(Trust, name), stands_alone=stands_alone, is_demo=is_demo
    )


@unit_of_work()
def create_school(
    *,
    name: str,
    trust: Trust | None = None,
    slug: str = "",
    nation: str = Nation.ENGLAND,
    timezone: str = "Europe/London",
    phone: str = "",
    office_hours: str = "",
    public_email: str = "",
    colour: str = "#0B5A66",
    is_demo: bool = False,
    by: By = None,
    now: datetime.datetime | None = None,
) -> School:
    """Make a school with its calendar. Without ``trust`` it stands alone. Raises Refused when the address is taken."""
    if not name.strip():
        raise Refused(_("Enter the name of the school."))
    if slug and School.objects.filter(slug=slug).exists():
        raise Refused(_("Another school already has this address."))
    school = School.objects.create(
        trust=trust or create_trust(name=name, stands_alone=True, is_demo=is_demo),
        name=name.strip(),
        slug=slug or _free_slug(School, name),
        nation=nation,
        timezone=timezone,
        phone=phone,
        office_hours=office_hours,
        public_email=public_email,
        colour=colour,
        is_demo=is_demo,
    )
    rebuild_calendar(school=school, now=now)
    actor = author(by, school)
    note(school=school, verb="school.created", subject=f"school:{school.pk}", actor=actor, now=now)
    return school


@unit_of_work()
def set_setting(
    *, school: School, key: str, value: Any, by: By = None, now: datetime.datetime | None = None
) -> SchoolSetting | None:
    """Set what a school wants from today on; what it wanted before stays on its days.

    Returns the new row, or None when nothing changed. Raises KeyError for an unknown setting, and Refused for a value
    that the setting cannot have or a person who may not.
    """
    enforce(actor := author(by, school), may_configure(actor) if actor else None)
    cleaned = clean_setting(key, value)
    lock_school(school)
    day = day_at(school, now)
    said = setting_said(school, key, day)
    may_change_setting(locked=said.is_locked).enforce()
    _check_hours(school, key, cleaned, day)
    before = said.value
    if before == cleaned and not said.is_trusts:
        return None
    old = list(SchoolSetting.objects.for_school(school).filter(key=key, until_date__isnull=True))
    for row in old:
        close(row, day)
    new = SchoolSetting.objects.create(school=school, key=key, value=cleaned, from_date=day)
    # A text may name somebody (a contact); the chain keeps that it changed, the dated rows keep what it was.
    hide = SETTINGS[key].kind == "text"
    hidden = {"row": str(new.pk), "old": str(old[0].pk) if old else ""}
    facts = {"key": key} | (hidden if hide else {"before": before, "after": cleaned})
    note(school=school, verb="setting.changed", subject=f"school:{school.pk}", actor=actor, facts=facts, now=now)
    return new


def _check_hours(school: School, key: str, value: Any, day: datetime.date) -> None:
    if key in ("opens_at", "closes_at"):
        hours = {name: setting(school, name, day) for name in ("opens_at", "closes_at")} | {key: value}
        if hours["opens_at"] >= hours["closes_at"]:
            raise Refused(_("The school closes after it opens."))


DETAILS = ("name", "phone", "office_hours", "public_email", "colour")


@unit_of_work()
def set_details(*, school: School, by: By = None, now: datetime.datetime | None = None, **details: str) -> list[str]:
    """Change what everybody sees of a school (keys of ``DETAILS``); returns which changed, each recorded.

    Raises Refused for an empty name, TypeError for a key that is not a detail.
    """
    enforce(actor := author(by, school), may_configure(actor) if actor else None)
    if unknown := set(details) - set(DETAILS):
        raise TypeError(f"not a detail of a school: {sorted(unknown)}")
    if not details.get("name", school.name).strip():
        raise Refused(_("Enter the name of the school."))
    lock_school(school)
    school.refresh_from_db(fields=DETAILS)
    changed = [field for field, value in details.items() if getattr(school, field) != value.strip()]
    for field in changed:
        facts = {"field": field, "before": getattr(school, field), "after": details[field].strip()}
        setattr(school, field, details[field].strip())
        subject = f"school:{school.pk}"
        note(school=school, verb="school.changed", subject=subject, actor=actor, facts=facts, now=now)
    school.save(update_fields=changed)
    return changed


@unit_of_work()
def set_crest(*, school: School, data: bytes | None, by: By = None) -> Crest | None:
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
    day = school.today()
    for row in Crest.objects.for_school(school).filter(until_date__isnull=True):
        close(row, day)
    new = Crest.objects.create(school=school, image=image, mark=after, from_date=day) if image else None
    school.crest_mark = after
    school.save(update_fields=["crest_mark"])
    facts = {"field": "crest", "before": before, "after": after}
    note(school=school, verb="school.changed", subject=f"school:{school.pk}", actor=actor, facts=facts)
    return new
