"""Checks what a notice may hold: typed values only, so that no name, category or word of a concern can get in."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from core.contributions.messages import ANYWHERE, KINDS, LINKS, Kind, ValueType
from notices.rendering import one_line, reasons_of

REFERENCE = re.compile(r"[A-Z0-9]{2,4}-[A-Z0-9]{3,6}")
PATH = re.compile(r"(?!.*//)/[A-Za-z0-9/_.\-]*")
SEASON = re.compile(r"autumn|spring|summer")
LABEL = re.compile(r"[a-z_]+:[A-Za-z0-9\-:.]+")
TITLE_LENGTH = 160


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("a whole number from 0")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("True or False")
    return value


def _day(value: Any) -> str:
    if isinstance(value, dt.datetime):
        raise ValueError("a day without a time")
    return (value if isinstance(value, dt.date) else dt.date.fromisoformat(value)).isoformat()


def _moment(value: Any) -> str:
    moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a moment with its time zone")
    return moment.isoformat()


def _matching(pattern: re.Pattern[str], what: str) -> Callable[[Any], str]:
    """Return the check that a value is a text of that pattern."""

    def check(value: Any) -> str:
        if not pattern.fullmatch(str(value)):
            raise ValueError(what)
        return str(value)

    return check


def _title(value: Any) -> str:
    return one_line(str(value), TITLE_LENGTH)


def _policies(value: Any) -> list[dict[str, str]]:
    items = []
    for item in value:
        if set(item) - {"title", "due"}:
            raise ValueError("items with title and due only")
        items.append({"title": _title(item["title"])} | ({"due": _day(item["due"])} if item.get("due") else {}))
    return items


def _link(value: Any) -> dict[str, Any]:
    if set(value) - {"purpose", "ref", "days"} or value.get("purpose") not in LINKS or not value.get("ref"):
        raise ValueError("a link with purpose, ref and perhaps days")
    days = _number(value.get("days", LINKS[value["purpose"]].days))
    return {"purpose": value["purpose"], "ref": one_line(str(value["ref"]), 64), "days": days}


_CHECKS: dict[ValueType, Callable[[Any], Any]] = {
    ValueType.NUMBER: _number,
    ValueType.DAY: _day,
    ValueType.MOMENT: _moment,
    ValueType.FLAG: _flag,
    ValueType.REFERENCE: _matching(REFERENCE, "a reference such as KTM-4QX"),
    ValueType.TITLE: _title,
    ValueType.SEASON: _matching(SEASON, "autumn, spring or summer"),
    ValueType.POLICIES: _policies,
    ValueType.LINK: _link,
    ValueType.PAGE: _matching(PATH, "the path of a page of the portal"),
}


def kind_for(name: str, *, confidentiality: str, reason: str) -> Kind:
    """Return the kind. Raises ValueError for an unknown kind or reason, or a confidentiality that it must not have."""
    if name not in KINDS:
        raise ValueError(f"There is no kind of notice {name!r}; see core.contributions.messages.KINDS")
    kind = KINDS[name]
    if confidentiality not in kind.confidentialities:
        raise ValueError(f"{name} is never {confidentiality}")
    if reason and reason not in (known := reasons_of(kind)):
        raise ValueError(f"{name} has no reason {reason!r}, only {sorted(known)}")
    return kind


def clean(kind: Kind, context: Mapping[str, object]) -> dict[str, Any]:
    """Return the context as it is stored.

    Raises ValueError that names what is missing, unknown or of the wrong sort.
    """
    allowed = {**ANYWHERE, **kind.may, **kind.needs}
    if unknown := set(context) - set(allowed):
        raise ValueError(f"{kind.name} has no place for {sorted(unknown)}")
    if missing := set(kind.needs) - set(context):
        raise ValueError(f"{kind.name} needs {sorted(missing)}")
    stored = {}
    for name, value in context.items():
        if value is None and name not in kind.needs:
            continue
        try:
            stored[name] = _CHECKS[allowed[name]](value)
        except (ValueError, TypeError, KeyError, AttributeError) as problem:  # raised again: a fault of ours stays one
            raise ValueError(f"{kind.name}: {name} must be {problem}") from None
    return stored


def label(subject: str) -> str:
    """Return the label of what a notice is about. Raises ValueError for anything but ``kind:id``."""
    if not LABEL.fullmatch(subject) or len(subject) > 120:
        raise ValueError("subject must be a label such as policy:<id>")
    return subject
