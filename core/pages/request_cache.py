"""A cache for one request: what several blocks of a page need is fetched once and stored on the actor."""

from collections.abc import Callable
from typing import Any, TypeVar

from core.actor import Actor

T = TypeVar("T")


def once_per_request(actor: Actor, name: str, fetch: Callable[[], T]) -> T:
    """Return what ``fetch`` gave the first time for this ``actor``, who lives for one request."""
    cache: dict[str, Any] = actor.__dict__.setdefault("_request_cache", {})
    if name not in cache:
        cache[name] = fetch()
    value: T = cache[name]
    return value
