"""Contributions that only a test makes, taken out again afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core.contributions.registry import REGISTRIES, contribute


@contextmanager
def contributed(*contributions: object, app: str = "tests") -> Iterator[None]:
    """Contribute for as long as the block runs."""
    contribute(app, contributions)
    try:
        yield
    finally:
        for entry in contributions:
            registry = REGISTRIES[type(entry)]
            name = str(getattr(entry, registry.key))
            del registry._entries[name], registry._apps[name]
