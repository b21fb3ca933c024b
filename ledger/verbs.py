"""The register of verbs: each app tells in its own ``verbs.py`` what can happen, and the sentence it becomes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Verb:
    """A code for the chain and a template for the screen; ``{actor}`` and the facts may stand in it."""

    code: str
    sentence: Any


_verbs: dict[str, Verb] = {}


def register(verbs: Iterable[Verb]) -> None:
    """Add an app's verbs (called from its AppConfig)."""
    for verb in verbs:
        _verbs[verb.code] = verb


def find(code: str) -> Verb:
    """Return the verb. Raises LookupError for one that no app told of: a misspelt verb must not enter the chain."""
    return _verbs[code]
