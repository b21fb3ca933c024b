"""What changed in how a school works: who, when, before and after, out of the everyday record."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.contributions.settings import CHANGE_DESCRIPTIONS, SETTINGS, Described
from ledger import queries as ledger
from ledger.models import Entry
from ledger.states import Confidentiality
from schools.models.schools import School, SchoolSetting
from schools.rules.settings import sentence_of
from schools.states import Nation, Season

PAGE = 30
Facts = Mapping[str, Any]
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One line: ``what`` changed, from ``before`` to ``after`` (either may be empty), by ``who`` ("" is the portal)."""

    at: datetime.datetime
    who: str
    what: str
    before: str
    after: str


def changes(school: School, number: str | int | None = 1) -> tuple[Page[Entry], list[Change]]:
    """Return one page of changes, newest first. Four queries, however many lines."""
    rows = Entry.objects.filter(
        school_id=school.pk, confidentiality=Confidentiality.EVERYDAY, verb__in=list(CHANGE_DESCRIPTIONS)
    ).order_by("-number")
    page = Paginator(rows, PAGE).get_page(number)
    entries = list(page.object_list)
    who = ledger.actors(entries)
    texts = _texts(school, entries)
    return page, [_change(entry, who[entry.id], texts) for entry in entries]


def _texts(school: School, entries: Iterable[Entry]) -> dict[str, str]:
    """Return what the dated rows say where the record keeps only that a text changed."""
    wanted = {entry.facts.get(name) for entry in entries for name in ("row", "old")} - {None, ""}
    rows = SchoolSetting.objects.for_school(school).filter(pk__in=[UUID(str(pk)) for pk in wanted])
    return {str(row.pk): str(row.value) for row in rows}


def _change(entry: Entry, who: str, texts: Texts) -> Change:
    what, before, after = CHANGE_DESCRIPTIONS[entry.verb].describe(entry.facts, texts)
    return Change(entry.at, who, what, before, after)


def _setting_words(key: str, facts: Facts, name: str) -> str:
    if name not in facts or key not in SETTINGS:
        return str(facts.get(name, ""))
    try:
        return sentence_of(key, facts[name])
    except KeyError:  # a choice that the code has since dropped
        return str(facts[name])


def describe_setting(facts: Facts, texts: Texts) -> Described:
    """Tell a changed setting."""
    key = str(facts.get("key", ""))
    what = str(SETTINGS[key].sentence) if key in SETTINGS else key
    if "row" in facts:
        return what, texts.get(str(facts.get("old")), ""), texts.get(str(facts["row"]), "")
    return what, _setting_words(key, facts, "before"), _setting_words(key, facts, "after")


_FIELDS = {
    "name": gettext_lazy("Name of the school"),
    "phone": gettext_lazy("Telephone of the office"),
    "office_hours": gettext_lazy("When the office answers"),
    "public_email": gettext_lazy("E-mail address of the office"),
    "colour": gettext_lazy("School colour"),
    "crest": gettext_lazy("Crest"),
    "nation": gettext_lazy("Where the school is"),
}


def describe_created(facts: Facts, texts: Texts) -> Described:
    """Tell that the school was set up."""
    return _("The school"), "", _("Set up")


def describe_details(facts: Facts, texts: Texts) -> Described:
    """Tell a changed detail of the school."""
    field = str(facts.get("field", ""))
    before, after = str(facts.get("before", "")), str(facts.get("after", ""))
    if field == "nation":
        before, after = str(Nation(before).label), str(Nation(after).label)
    if field == "crest":
        before, after = (_("A picture") if each else _("None of its own") for each in (before, after))
    return str(_FIELDS.get(field, field)), before, after


def _span(text: str) -> str:
    days = [date_format(datetime.date.fromisoformat(day), "j F Y") for day in text.split("/")]
    words = _("%(first)s to %(last)s") % {"first": days[0], "last": days[1]}
    if len(days) > 3:
        words += _(", half-term %(first)s to %(last)s") % {"first": days[2], "last": days[3]}
    return words


def describe_terms(facts: Facts, texts: Texts) -> Described:
    """Tell the terms of a year."""

    def terms(prefix: str) -> str:
        spans = [(season, facts.get(prefix + season.value)) for season in Season]
        return ". ".join(f"{season.label}: {_span(str(span))}" for season, span in spans if span)

    return _("Terms of %(year)s") % {"year": facts.get("year", "")}, terms("was_"), terms("")


def describe_closed_days(facts: Facts, texts: Texts) -> Described:
    """Tell days that were closed."""
    return _("Days without pupils"), "", _days(facts)


def describe_opened_days(facts: Facts, texts: Texts) -> Described:
    """Tell days that are school days again."""
    return _("Days without pupils"), _days(facts), ""


def _days(facts: Facts) -> str:
    days = [datetime.date.fromisoformat(str(day)) for day in facts.get("days", ())]
    return ", ".join(date_format(day, "j F Y") for day in days)
