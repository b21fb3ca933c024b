"""What an app contributes to the settings in which schools differ.

The default serves a school that says nothing. A value is a plain JSON value of the setting's kind.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from core.contributions.registry import References, Registry
from core.pages.todo import Todo
from core.text.words import Words

Value = str | int | bool | list[str]


class SettingKind(TextChoices):
    """The shape of a setting's value."""

    CHOICE = "choice"  # one key of ``choices``
    SEVERAL = "several"  # a list of keys of ``choices``, in the order of ``choices``
    NUMBER = "number"  # an int from ``low`` to ``high``
    YES_NO = "yes_no"  # a bool
    TIME = "time"  # "08:00"
    TEXT = "text"  # a str of at most ``high`` characters


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a setting may have, and the sentence that it stands for."""

    key: str
    sentence: Words


def choices(**sentences: Words) -> tuple[Choice, ...]:
    """Return choices from ``key=sentence``."""
    return tuple(Choice(key, sentence) for key, sentence in sentences.items())


@dataclass(frozen=True, slots=True)
class SettingGroup:
    """A heading of the settings page, in the order of ``place``.

    ``own_page`` says that the settings of the group are changed on a page of the app, not on the page of one setting.
    """

    key: str
    words: Words
    place: int
    own_page: bool = False


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """``sentence`` is what the setting decides; ``obligations`` are ids.

    ``asked_for``: the settings page lists it as still to do while it is empty.
    """

    key: str
    kind: SettingKind
    default: Value
    sentence: Words
    group: str
    obligations: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    low: int = 0
    high: int = 0
    may_be_empty: bool = False
    asked_for: bool = False

    def sentence_for(self, key: str) -> Words:
        """Return the sentence of one choice; KeyError when there is no such choice."""
        return {choice.key: choice.sentence for choice in self.choices}[key]

    def references(self) -> References:
        """Name the group."""
        return [(SETTING_GROUPS, self.group)]


@dataclass(frozen=True, slots=True)
class SettingsTodo:
    """What a school has still to say before it is complete: a list above its settings, in the order of ``place``.

    ``left`` gets a school.
    """

    name: str
    place: int
    left: Callable[[Any], Iterable[Todo]]


Described = tuple[str, str, str]
"""What changed, from which words, to which; either may be empty."""


@dataclass(frozen=True, slots=True)
class ChangeDescription:
    """How the page of changes describes an entry of the ledger.

    ``describe`` gets the facts of the entry, and what the dated rows say where it keeps only that a text changed.
    """

    verb: str
    describe: Callable[[Mapping[str, Any], Mapping[str, str]], Described]


SETTING_GROUPS = Registry(SettingGroup, variable="SETTING_GROUPS", noun="group of settings", key="key")
SETTINGS = Registry(SettingSpec, variable="SETTINGS", noun="setting", key="key")
SETTINGS_TODOS = Registry(SettingsTodo, variable="SETTINGS_TODOS", noun="source of what a school has still to say")
CHANGE_DESCRIPTIONS = Registry(ChangeDescription, variable="CHANGE_DESCRIPTIONS", noun="described change", key="verb")


def setting_groups() -> list[SettingGroup]:
    """Return the groups in the order of the settings page."""
    return sorted(SETTING_GROUPS.values(), key=lambda group: group.place)


def settings_of(group: str) -> list[SettingSpec]:
    """Return the settings of a group; those of the app that contributes the group come first."""
    specs = [spec for spec in SETTINGS.values() if spec.group == group]
    return sorted(specs, key=lambda spec: SETTINGS.app_of(spec.key) != SETTING_GROUPS.app_of(group))
