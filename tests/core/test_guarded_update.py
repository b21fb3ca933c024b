"""The guarded write: of two who press at once, one moves it and the other is told."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from django.db import connection, transaction

from core.errors import Refused, StaleWrite
from core.workflow import Table, Transition, guarded_update, require
from registers.models import Disclosure
from registers.states import State
from tests.cast import Cast

ALLOW = Transition("allow", ("sent", "more_needed"), "allowed", "disclosure.decide", "disclosure.decided")
REFUSE = Transition("refuse", ("sent",), "not_allowed", "disclosure.decide", "disclosure.decided")
SENT = "2026-09-14T08:00:00+00:00"


def form(cast: Cast, reference: str = "KTM-4QX", **more: Any) -> Disclosure:
    facts = {"route": "headteacher", "kind": "family", "about": "parent", "before": "yes", "plan": "keep"}
    sealed = {"who": "A friend", "since": "2019", "platforms": "Chirper"}
    return Disclosure.objects.create(
        school=cast.school,
        person=cast.teacher.person,
        reference=reference,
        sent_at=SENT,
        **facts | sealed | more,
    )


def states(cast: Cast) -> dict[str, str]:
    return dict(Disclosure.objects.for_school(cast.school).values_list("reference", "state"))


def test_a_row_moves_with_its_changes_and_no_other_row_moves(cast) -> None:
    mine, _other = form(cast), form(cast, "BCD-234")
    guarded_update(Disclosure, mine.pk, transition=ALLOW, review_on="2027-09-01")
    assert states(cast) == {"KTM-4QX": "allowed", "BCD-234": "sent"}
    assert str(Disclosure.objects.for_school(cast.school).get(pk=mine.pk).review_on) == "2027-09-01"


@pytest.mark.parametrize("state", State)
def test_a_row_moves_from_the_states_of_the_table_only(cast, state: str) -> None:
    row = form(cast, state=state)
    if state in ALLOW.sources:
        guarded_update(Disclosure, row.pk, transition=ALLOW)
        assert states(cast) == {"KTM-4QX": "allowed"}
    else:
        with pytest.raises(StaleWrite, match="already moved this on"):
            guarded_update(Disclosure, row.pk, transition=ALLOW, review_on="2027-09-01")
        assert states(cast) == {"KTM-4QX": state}
        assert Disclosure.objects.for_school(cast.school).get().review_on is None


def test_the_second_of_two_is_stale_and_changes_nothing(cast) -> None:
    row = form(cast)
    guarded_update(Disclosure, row.pk, transition=ALLOW)
    with pytest.raises(StaleWrite):
        guarded_update(Disclosure, row.pk, transition=REFUSE, review_on="2027-09-01")
    assert states(cast) == {"KTM-4QX": "allowed"}


def test_a_row_that_is_not_there_is_stale(cast) -> None:
    form(cast)
    with pytest.raises(StaleWrite):
        guarded_update(Disclosure, uuid.uuid4(), transition=ALLOW)
    assert states(cast) == {"KTM-4QX": "sent"}


def test_rows_that_were_narrowed_stay_narrowed(cast) -> None:
    row = form(cast)
    with pytest.raises(StaleWrite):
        guarded_update(Disclosure.objects.for_school(cast.other_school), row.pk, transition=ALLOW)
    assert states(cast) == {"KTM-4QX": "sent"}
    guarded_update(Disclosure.objects.for_school(cast.school), row.pk, transition=ALLOW)
    assert states(cast) == {"KTM-4QX": "allowed"}


def test_another_column_may_hold_the_state(cast) -> None:
    row = form(cast)
    end = Transition("remove", ("keep",), "remove", "", "")
    guarded_update(Disclosure, row.pk, transition=end, field="plan")
    stored = Disclosure.objects.for_school(cast.school).get()
    assert (stored.plan, stored.state) == ("remove", "sent")
    with pytest.raises(StaleWrite):
        guarded_update(Disclosure, row.pk, transition=end, field="plan")


def test_two_who_press_at_the_same_moment(committed, cast) -> None:
    """The first holds its transaction open until the database says that the second waits for it."""
    row = form(cast)
    told: list[str] = []
    first_has_moved = threading.Event()

    def second() -> None:
        try:
            first_has_moved.wait(60)
            guarded_update(Disclosure, row.pk, transition=REFUSE)
            told.append("moved")
        except StaleWrite:
            told.append("stale")
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        guarded_update(Disclosure, row.pk, transition=ALLOW)
        first_has_moved.set()
        with connection.cursor() as cursor:
            while thread.is_alive():
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()")
                if cursor.fetchone()[0]:
                    break
        assert told == []
    thread.join(60)
    assert told == ["stale"]
    assert states(cast) == {"KTM-4QX": "allowed"}


@pytest.mark.parametrize("held", [(), ("disclosure.make",), ("disclosure",), ("disclosure.decide.more",)])
def test_a_move_needs_exactly_its_permission(held: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match="Your role cannot do this"):
        require(held, ALLOW)
    require((*held, "disclosure.decide"), ALLOW)


def test_a_move_without_a_permission_is_for_everybody() -> None:
    require((), Transition("open", (), "new", "", "case.opened"))


def test_a_refused_move_is_not_a_late_one() -> None:
    with pytest.raises(Refused) as refusal:
        require((), ALLOW)
    assert not isinstance(refusal.value, StaleWrite)


def test_a_table_says_what_leaves_a_state_and_draws_itself() -> None:
    table = Table("form", State, (Transition("send", (), "sent", "disclosure.make", ""), ALLOW, REFUSE))
    assert [table.names_from(state) for state in ("sent", "more_needed", "allowed")] == [
        ("allow", "refuse"),
        ("allow",),
        (),
    ]
    lines = table.mermaid().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert [line.strip() for line in lines if "-->" in line] == [
        "[*] --> sent: send (disclosure.make)",
        "sent --> allowed: allow (disclosure.decide)",
        "more_needed --> allowed: allow (disclosure.decide)",
        "sent --> not_allowed: refuse (disclosure.decide)",
    ]
    assert table.check("allow", "more_needed") is ALLOW
    with pytest.raises(LookupError, match="form has no transition 'end'"):
        table.check("end", "sent")
