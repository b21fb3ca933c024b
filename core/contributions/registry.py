"""Registries hold what the apps say in their ``contributes.py``; each engine reads the registries that it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

REGISTRIES: dict[type, Registry[Any]] = {}
"""The registry of each type of contribution."""
References = Iterable[tuple["Registry[Any]", str]]
"""What an entry names in other registries."""


class _Loading:
    """Whether every app has contributed."""

    complete = False


class Registry(Mapping[str, T], Generic[T]):
    """The contributions of one type by name, lowest app first.

    ``variable`` is the name of the registry in the code, ``noun`` what one entry is called in a message, and ``key``
    the attribute that holds an entry's name.
    """

    def __init__(self, kind: type[T], *, variable: str, noun: str, key: str = "name") -> None:
        self.kind, self.variable, self.noun, self.key = kind, variable, noun, key
        self._entries: dict[str, T] = {}
        self._apps: dict[str, str] = {}
        REGISTRIES[kind] = self

    def add(self, app: str, entry: T) -> None:
        """Add what ``app`` contributes. Raises ImproperlyConfigured when the name is taken."""
        name = str(getattr(entry, self.key))
        if name in self._apps:
            raise ImproperlyConfigured(
                f"The app {app} contributes the {self.noun} {name!r}, which the app {self._apps[name]} has contributed."
            )
        self._entries[name] = entry
        self._apps[name] = app

    def sort(self, apps: Sequence[str]) -> None:
        """Put the entries into the order of their apps."""
        self._entries = dict(sorted(self._entries.items(), key=lambda item: apps.index(self._apps[item[0]])))

    def app_of(self, name: str) -> str:
        """Return the app that contributed ``name``. Raises KeyError when none did."""
        return self._apps[name]

    def _entries_of_all(self) -> dict[str, T]:
        if not _Loading.complete:
            raise ImproperlyConfigured(
                f"{self.variable} is read before every app has contributed; read it inside a function."
            )
        return self._entries

    def __getitem__(self, name: str) -> T:
        return self._entries_of_all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries_of_all())

    def __len__(self) -> int:
        return len(self._entries_of_all())

    def __repr__(self) -> str:
        return f"<{self.variable}: {len(self._entries)}>"


def contribute(app: str, contributions: Iterable[object]) -> None:
    """Put each contribution of ``app`` into its registry. Raises ImproperlyConfigured for what no engine knows."""
    for entry in contributions:
        registry = REGISTRIES.get(type(entry))
        if registry is None:
            raise ImproperlyConfigured(
                f"The app {app} contributes {getattr(entry, 'name', entry)!r}, "
                f"and no engine knows the type {type(entry).__name__}."
            )
        registry.add(app, entry)


def complete(apps: Sequence[str]) -> None:
    """Open the registries for reading once all ``apps`` have contributed, and put entries into the order of the apps.

    Raises ImproperlyConfigured for an entry that refers to nothing.
    """
    _Loading.complete = True
    for registry in REGISTRIES.values():
        registry.sort(apps)
    for registry in REGISTRIES.values():
        for name, entry in registry.items():
            for other, wanted in getattr(entry, "references", tuple)():
                if wanted not in other:
                    raise ImproperlyConfigured(
                        f"The app {registry.app_of(name)} contributes the {registry.noun} {name!r}, which names the "
                        f"{other.noun} {wanted!r}, and no app contributes that."
                    )
