"""What an app contributes to the unit of work and to the check of sample files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.contributions.registry import Registry

if TYPE_CHECKING:
    from core.files.sample_checks import FileResult


@dataclass(frozen=True, slots=True)
class UnitEnd:
    """A function that gets all queued items just before the outermost unit of work commits."""

    name: str
    flush: Callable[[list[Any]], None]


@dataclass(frozen=True, slots=True)
class SampleChecker:
    """Something that can check sample files: ``fits`` knows the shape of an ``expected.json``, ``check`` compares."""

    name: str
    fits: Callable[[Mapping[str, Any]], bool]
    check: Callable[[Path, Mapping[str, Any]], Iterable[FileResult]]


@dataclass(frozen=True, slots=True)
class RingSecrets:
    """Small secrets that are sealed by the key ring itself, without a data key of their own.

    ``reseal`` seals anew, under the current ring key, those that are under another, and returns how many they were.
    """

    name: str
    reseal: Callable[[], int]


UNIT_ENDS = Registry(UnitEnd, variable="UNIT_ENDS", noun="end of a unit of work")
RING_SECRETS = Registry(RingSecrets, variable="RING_SECRETS", noun="kind of secrets under the key ring")
SAMPLE_CHECKERS = Registry(SampleChecker, variable="SAMPLE_CHECKERS", noun="checker of sample files")
