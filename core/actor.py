"""Who is acting at a school. Only ``people`` makes an actor: it knows the accounts, the persons and their roles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias

from core.decision import Decision

# The models of persons and schools stand in apps above this one. An app that knows them writes Actor[Person, School];
# a bare Actor is one of whom only the name and the rights are asked.
if TYPE_CHECKING:
    from typing_extensions import TypeVar

    T = TypeVar("T")
    PersonT = TypeVar("PersonT", covariant=True, default=Any)
    SchoolT = TypeVar("SchoolT", covariant=True, default=Any)
else:
    from typing import TypeVar

    T = TypeVar("T")
    PersonT = TypeVar("PersonT", covariant=True)
    SchoolT = TypeVar("SchoolT", covariant=True)


@dataclass(frozen=True)
class Actor(Generic[PersonT, SchoolT]):
    """A person acting at a school on one day. Everything a permission check needs is here; nothing more is fetched.

    ``somebody_away``: an absence is recorded for that day, so that home need not ask when there is none.
    """

    person: PersonT
    school: SchoolT
    name: str
    roles: frozenset[str]
    permissions: frozenset[str]
    somebody_away: bool = True

    def may(self, permission: str) -> bool:
        """Say whether one of the roles permits this (a value of a ``Permission``)."""
        return permission in self.permissions

    def has_role(self, *roles: str) -> bool:
        """Say whether one of these roles is held."""
        return bool(self.roles.intersection(roles))


# Who did it; None is the portal itself.
By: TypeAlias = Actor | None


def enforce(actor: By, decision: Decision | None) -> None:
    """Raise Refused when a person may not; the portal itself (no actor) always may."""
    if actor is not None and decision is not None:
        decision.enforce()


def once_per_request(actor: Actor, name: str, fetch: Callable[[], T]) -> T:
    """Return what ``fetch`` gave the first time for this ``actor``, who lives for one request."""
    cache: dict[str, Any] = actor.__dict__.setdefault("_request_cache", {})
    if name not in cache:
        cache[name] = fetch()
    value: T = cache[name]
    return value
