"""May this person change how the school works, and is this value one that the setting can have?"""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.actor import Actor
from core.contributions.settings import SETTINGS, SettingKind, SettingSpec
from core.decision import Decision
from core.errors import Refused
from schools.states import Permission


def may_configure(actor: Actor) -> Decision:
    """Changing how the school works."""
    if Permission.SCHOOL_CONFIGURE in actor.permissions:
        return Decision.yes()
    return Decision.no(_("Only an administrator or the headteacher can change how the school works."))


def may_change_setting(*, locked: bool) -> Decision:
    """Decide whether a school may set something itself: not while its trust has locked it."""
    if locked:
        return Decision.no(_("Your trust has set this for all its schools. Ask your trust to change it."))
    return Decision.yes()


def _number(spec: SettingSpec, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not spec.low <= value <= spec.high:
        raise Refused(_("Enter a number from %(low)s to %(high)s.") % {"low": spec.low, "high": spec.high})
    return value


def _yes_no(spec: SettingSpec, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused(_("Choose yes or no."))
    return value


def _choice(spec: SettingSpec, value: Any) -> str:
    if value not in list(spec.choices):
        raise Refused(_("Choose one from the list."))
    return str(value)


def _several(spec: SettingSpec, value: Any) -> list[str]:
    if not isinstance(value, (list, tuple)) or any(each not in list(spec.choices) for each in value):
        raise Refused(_("Choose from the list."))
    if not value and not spec.may_be_empty:
        raise Refused(_("Choose at least one."))
    return [key for key in spec.choices if key in value]


def _time(spec: SettingSpec, value: Any) -> str:
    try:
        return datetime.time.fromisoformat(str(value)).strftime("%H:%M")
    except ValueError:
        raise Refused(_("Enter a time such as 08:00.")) from None


def _text(spec: SettingSpec, value: Any) -> str:
    text = " ".join(str(value).split()) if isinstance(value, str) else None
    if text is None or len(text) > spec.high:
        raise Refused(_("Enter at most %(high)s letters.") % {"high": spec.high})
    if not text and not spec.may_be_empty:
        raise Refused(_("Enter a few words."))
    return text


_BY_KIND = {
    SettingKind.NUMBER: _number,
    SettingKind.YES_NO: _yes_no,
    SettingKind.CHOICE: _choice,
    SettingKind.SEVERAL: _several,
    SettingKind.TIME: _time,
    SettingKind.TEXT: _text,
}


def clean_setting(key: str, value: Any) -> Any:
    """Return ``value`` as it is stored. Raises KeyError for an unknown setting, Refused for a value it cannot have."""
    spec = SETTINGS[key]
    return _BY_KIND[spec.kind](spec, value)


def sentence_of(key: str, value: Any) -> str:
    """Return a value as the settings page says it."""
    spec = SETTINGS[key]
    if spec.kind == SettingKind.CHOICE:
        return str(spec.choices[value])
    if spec.kind == SettingKind.SEVERAL:
        return " ".join(str(spec.choices[each]) for each in value) or str(_("Nobody and nothing else."))
    if spec.kind == SettingKind.YES_NO:
        return str(_("Yes.") if value else _("No."))
    return str(value) if value != "" else str(_("Not set yet."))
