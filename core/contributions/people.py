"""What an app contributes to people: what each role may do, what follows when people change, what it knows of them."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from core.actor import Actor
from core.contributions.registry import Registry
from core.text.words import Words


@dataclass(frozen=True, slots=True)
class PermissionSpec:
    """A permission, and the roles (values of ``people.states.Role``) that have it.

    ``is_sensitive``: it opens cases, people or settings, so only somebody who may configure the school gives a role
    that has it. ``hears``: who has it hears of concerns, so the pages of absence and of leaving ask who does meanwhile.
    """

    name: str
    words: Words
    roles: tuple[str, ...]
    is_sensitive: bool = False
    hears: bool = False


class OnPeopleChanged(Protocol):
    """What is called when people change; ``detail`` holds no name."""

    def __call__(
        self, *, kind: str, person: Any, school: Any, by: Actor | None, now: dt.datetime | None, detail: dict[str, str]
    ) -> None:
        """Answer a change."""


@dataclass(frozen=True, slots=True)
class PeopleListener:
    """What a change of people (an import, a leaver, a new role) does to an app, in the same unit of work."""

    name: str
    on_change: OnPeopleChanged


@dataclass(frozen=True, slots=True)
class ActivityTrace:
    """What somebody has done since a moment, so that an import that is taken back leaves them as they are.

    ``words`` says on the screen what they have done ("has signed"); ``since`` gets a school, ids of people and a moment
    and returns those of them who have done it since then.
    """

    name: str
    words: Words
    since: Callable[[Any, Collection[UUID], dt.datetime], Iterable[UUID]]


@dataclass(frozen=True, slots=True)
class KeyRoleLines:
    """Who is in line for what, on the page of key roles: ``lines`` gets a school."""

    name: str
    lines: Callable[[Any], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class FirstStep:
    """Something that a new school does before it begins, after its own details and before its key roles are filled."""

    name: str
    is_done: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class PersonPanel:
    """Two templates on the page of one person, with what that page knows: a part of its own, and a line under "More".

    Either may be "".
    """

    name: str
    section: str = ""
    more: str = ""


PERMISSIONS = Registry(PermissionSpec, variable="PERMISSIONS", noun="permission")
FIRST_STEPS = Registry(FirstStep, variable="FIRST_STEPS", noun="first step of a school")
PEOPLE_LISTENERS = Registry(PeopleListener, variable="PEOPLE_LISTENERS", noun="listener to changes of people")
ACTIVITY_TRACES = Registry(ActivityTrace, variable="ACTIVITY_TRACES", noun="trace of what people did")
PERSON_PANELS = Registry(PersonPanel, variable="PERSON_PANELS", noun="panel of a person's page")
KEY_ROLE_LINES = Registry(KeyRoleLines, variable="KEY_ROLE_LINES", noun="source of lines on the page of key roles")
