"""The table, the guarded write, and diagrams that cannot go stale."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db.models import TextChoices

from core.contributions.ledger import VERBS
from core.errors import Refused, StaleWrite
from core.management.commands.reference_pages import tables
from core.workflow import Transition, Workflow, require


class State(TextChoices):
    NEW = "new", "New"
    DONE = "done", "Done"


TABLE = Workflow("thing", State, (Transition("finish", ("new",), "done", "thing.finish", "thing.finished"),))


def test_a_move_that_is_not_in_the_table_is_a_mistake_of_ours() -> None:
    with pytest.raises(LookupError):
        TABLE.find("begin")


def test_a_move_from_another_state_is_stale() -> None:
    assert TABLE.check("finish", "new").target == "done"
    with pytest.raises(StaleWrite):
        TABLE.check("finish", "done")


def test_a_move_needs_its_permission() -> None:
    require({"thing.finish"}, TABLE.find("finish"))
    with pytest.raises(Refused):
        require({"other"}, TABLE.find("finish"))


def test_every_table_of_the_house_is_sound() -> None:
    assert tables()
    for table in tables():
        values = set(table.states.values)
        for transition in table.transitions:
            assert {*transition.sources, transition.target} <= values, (table.name, transition.name)
            if transition.verb:
                assert transition.verb in VERBS


def test_diagrams_are_up_to_date() -> None:
    call_command("reference_pages", "--check")
