"""What an app contributes to core: workflows, an end of the unit of work, secrets to reseal, checkers of samples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.contributions.registry import Registry
from core.workflow import Workflow

if TYPE_CHECKING:
    from core.files.sample_checks import FileResult


@dataclass(frozen=True, slots=True)
class BeforeCommit:
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
class KeyRingSecrets:
    """Small secrets that are sealed by the key ring itself, without a data key of their own.

    ``reseal`` seals anew, under the current ring key, those that are under another, and returns how many they were.
    """

    name: str
    reseal: Callable[[], int]


BEFORE_COMMIT = Registry(BeforeCommit, variable="BEFORE_COMMIT", noun="end of a unit of work")
KEY_RING_SECRETS = Registry(KeyRingSecrets, variable="KEY_RING_SECRETS", noun="kind of secrets under the key ring")
SAMPLE_CHECKERS = Registry(SampleChecker, variable="SAMPLE_CHECKERS", noun="checker of sample files")
WORKFLOWS = Registry(Workflow, variable="WORKFLOWS", noun="workflow")
