"""What a setting is.

The default serves a school that says nothing. A value is a plain JSON value of the setting's kind.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices


class Kind(TextChoices):
    """The shape of a setting's value."""

    CHOICE = "choice"  # one key of ``choices``
    SEVERAL = "several"  # a list of keys of ``choices``, in the order of ``choices``
    NUMBER = "number"  # an int from ``low`` to ``high``
    YES_NO = "yes_no"  # a bool
    TIME = "time"  # "08:00"
    TEXT = "text"  # a str of at most ``high`` characters


@dataclass(frozen=True)
class Choice:
    key: str
    sentence: Any


@dataclass(frozen=True)
class SettingSpec:
    """``group`` orders the settings page; ``sentence`` is what the setting decides; ``obligations`` are ids."""

    key: str
    kind: Kind
    default: Any
    sentence: Any
    group: str
    obligations: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    low: int = 0
    high: int = 0
    may_be_empty: bool = False

    def sentence_for(self, key: str) -> Any:
        """The sentence of one choice; KeyError when there is no such choice."""
        return {choice.key: choice.sentence for choice in self.choices}[key]


def choices(**sentences: Any) -> tuple[Choice, ...]:
    return tuple(Choice(key, sentence) for key, sentence in sentences.items())
