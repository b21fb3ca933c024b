"""What an app contributes to the roles at a school: what each role may do."""

from dataclasses import dataclass

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


PERMISSIONS = Registry(PermissionSpec, variable="PERMISSIONS", noun="permission")
