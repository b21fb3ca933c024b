"""Every address, as everybody, GET and POST, against the table; complete by construction."""

from __future__ import annotations

import pytest

from tests.access import table
from tests.access.paths import path_of
from tests.access.walk import ROLES, all_names, open_as, sessions
from tests.access.world import make_world

# Removing or renaming a passkey needs one of the person's own; another's is 404 in allauth itself.
NOT_WALKED = {"mfa_edit_webauthn", "mfa_remove_webauthn"}
SPACES = ("incidents", "signoffs", "policies", "registers", "people", "schools", "rest")
APPS = SPACES[:-1]


def names_of(space: str) -> list[str]:
    """Return the addresses of one app; "rest" is everything else."""
    names = sorted(set(all_names()) - NOT_WALKED)
    if space == "rest":
        return [name for name in names if name.split(":")[0] not in APPS]
    return [name for name in names if name.startswith(f"{space}:")]


@pytest.mark.django_db
@pytest.mark.parametrize("space", SPACES)
def test_every_address_answers_everybody_as_the_table_says(space: str) -> None:
    world = make_world()
    who = sessions(world.cast)
    found = []
    for name in names_of(space):
        path = path_of(name, world)
        for method in ("GET", "POST"):
            found.append(table.line(name, method, {role: open_as(who[role], method, path) for role in ROLES}))
    known = table.read()
    if not any(key[0] in names_of(space) for key in known):
        with table.FILE.open("a", encoding="utf-8") as file:
            file.write("\n".join(found) + "\n")
    assert found == [known.get((line.split()[0], line.split()[1]), "no row in the table") for line in found]


def test_the_table_has_no_row_for_an_address_that_is_gone() -> None:
    names = {name for space in SPACES for name in names_of(space)}
    assert {name for name, _method in table.read()} <= names


def test_nothing_breaks_for_anybody() -> None:
    assert [line for line in table.read().values() if "broken" in line] == []
