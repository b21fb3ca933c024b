"""What a floor above has to say on a policy's page: whether this reader has to sign it, or has signed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from policies.models import Policy, Version


@dataclass(frozen=True, slots=True)
class Panel:
    """One box above the text; ``kind`` is "attention" or "done", ``since`` the version that the reader signed last."""

    words: str
    url: str = ""
    link: str = ""
    kind: str = "attention"
    since: Version | None = None


_sources: list[Callable[[Any, Policy, Version], Panel | None]] = []


def register_panel(source: Callable[[Any, Policy, Version], Panel | None]) -> None:
    """Let an app above speak on the policy page; called from its AppConfig with ``source(actor, policy, version)``."""
    if source not in _sources:
        _sources.append(source)


def panels(actor: Any, policy: Policy, version: Version) -> list[Panel]:
    """Return what the floors above say to this reader about this version."""
    return [panel for source in _sources if (panel := source(actor, policy, version)) is not None]
