"""Ask once: what several blocks of one page need is fetched the first time and kept with the actor of the request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from core.actor import Actor

T = TypeVar("T")


def once_per_request(actor: Actor, name: str, fetch: Callable[[], T]) -> T:
    """Return what ``fetch`` gave the first time for this ``actor``, who lives for one request."""
    kept: dict[str, Any] = actor.__dict__.setdefault("_kept", {})
    if name not in kept:
        kept[name] = fetch()
    found: T = kept[name]
    return found
