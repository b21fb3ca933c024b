"""A unit of work that fails leaves nothing: no change, no entry in the ledger, no message."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from core.db import transactions
from core.errors import Refused, StaleWrite
from ledger.models import Entry, Head
from ledger.services import record, verify
from notices.models import Notice
from registers.models import Disclosure
from registers.services import deciding, declaring
from registers.services.deciding import Wanted
from tests.cast import Cast

ANSWERS = {
    "kind": "old_friend",
    "about": "parent",
    "before": "yes",
    "plan": "keep",
    "who": "A friend",
    "since": "since school",
    "platforms": "Chirper",
    "limits": "No posts",
}


@pytest.fixture
def monday(clock, cast) -> Cast:
    clock.set(dt.datetime(2026, 11, 23, 9, 0))
    return cast


def counts(cast: Cast) -> tuple[int, int, int]:
    """Return how many forms, entries and messages there are."""
    school = cast.school
    return (
        Disclosure.objects.for_school(school).count(),
        Entry.objects.filter(school_id=school.pk).count(),
        Notice.objects.for_school(school).count(),
    )


def heads() -> list[tuple]:
    return sorted(Head.objects.values_list("school_id", "confidentiality", "number", "digest"))


def test_a_service_writes_the_change_the_entry_and_the_message(monday) -> None:
    forms, entries, notices = counts(monday)
    declaring.declare(by=monday.teacher.actor, **ANSWERS)
    assert counts(monday) == (forms + 1, entries + 1, notices + 1)
    entry = Entry.objects.get(school_id=monday.school.pk, confidentiality="confidential")
    assert (entry.verb, entry.actor_id) == ("disclosure.sent", monday.teacher.person.pk)


def test_a_unit_that_fails_after_a_service_takes_all_of_it_back(monday) -> None:
    before, chains = counts(monday), heads()
    with pytest.raises(RuntimeError, match="the light went out"), transactions.unit_of_work():
        declaring.declare(by=monday.teacher.actor, **ANSWERS)
        raise RuntimeError("the light went out")
    assert (counts(monday), heads()) == (before, chains)
    assert verify() == []


def test_an_inner_unit_that_fails_leaves_the_outer_ones_work_alone(monday) -> None:
    forms, entries, notices = counts(monday)
    with transactions.unit_of_work():
        declaring.declare(by=monday.teacher.actor, **ANSWERS)
        with pytest.raises(RuntimeError, match="no"), transactions.unit_of_work():
            declaring.declare(by=monday.support.actor, **ANSWERS)
            raise RuntimeError("no")
    assert counts(monday) == (forms + 1, entries + 1, notices + 1)
    assert [row.person for row in Disclosure.objects.for_school(monday.school)] == [monday.teacher.person]
    assert verify() == []


@pytest.mark.parametrize("who", ["teacher", "chair"])
def test_a_refused_decision_writes_neither_entry_nor_message(monday, who: str) -> None:
    form = declaring.declare(by=monday.teacher.actor, **ANSWERS)
    before = counts(monday)
    with pytest.raises(Refused):
        deciding.decide(disclosure=form, by=getattr(monday, who).actor, wanted=Wanted("allow", reasons="Fine"))
    assert counts(monday) == before
    assert Disclosure.objects.for_school(monday.school).get().state == "sent"


def test_a_late_decision_writes_neither_entry_nor_message(monday) -> None:
    form = declaring.declare(by=monday.teacher.actor, **ANSWERS)
    deciding.decide(disclosure=form, by=monday.head.actor, wanted=Wanted("allow", reasons="Fine"))
    before = counts(monday)
    with pytest.raises(StaleWrite):
        deciding.decide(disclosure=form, by=monday.head.actor, wanted=Wanted("refuse", reasons="No"))
    assert counts(monday) == before
    assert Disclosure.objects.for_school(monday.school).get().state == "allowed"


def test_an_entry_that_the_database_refuses_takes_the_change_back_too(monday) -> None:
    before, chains = counts(monday), heads()
    with pytest.raises(IntegrityError, match="ledger_entry_confidentiality"), transactions.unit_of_work():
        declaring.declare(by=monday.teacher.actor, **ANSWERS)
        entry = Entry(school_id=monday.school.pk, confidentiality="gossip", at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
        entry.verb, entry.subject = "disclosure.sent", "disclosure:1"
        transactions.queue(entry)
    assert (counts(monday), heads()) == (before, chains)


def test_the_ledger_is_written_at_the_end_and_not_before(monday) -> None:
    entries = counts(monday)[1]
    with transactions.unit_of_work():
        declaring.declare(by=monday.teacher.actor, **ANSWERS)
        assert counts(monday)[1] == entries
    assert counts(monday)[1] == entries + 1


def test_nothing_is_recorded_outside_a_unit(monday) -> None:
    entries = counts(monday)[1]
    with pytest.raises(RuntimeError, match="inside"):
        record(school_id=monday.school.pk, confidentiality="everyday", verb="disclosure.sent", subject="disclosure:1")
    with transactions.unit_of_work():
        pass
    assert counts(monday)[1] == entries


def test_a_unit_belongs_to_its_own_thread() -> None:
    problems: list[BaseException] = []

    def queue_elsewhere() -> None:
        try:
            transactions.queue(1)
        except RuntimeError as problem:
            problems.append(problem)

    transactions._stack().append([])
    try:
        thread = threading.Thread(target=queue_elsewhere)
        thread.start()
        thread.join()
        assert [str(problem) for problem in problems] == ["This must run inside core.db.transactions.unit_of_work()"]
        assert transactions._stack() == [[]]
    finally:
        transactions._stack().pop()


@pytest.mark.django_db
def test_a_unit_that_failed_leaves_no_place_to_queue() -> None:
    for error in (ValueError("no"), KeyboardInterrupt()):
        with pytest.raises(type(error)), transactions.unit_of_work():
            raise error
        with pytest.raises(RuntimeError):
            transactions.queue(1)


def test_what_follows_a_commit_waits_for_it_and_never_undoes_it(committed, cast, caplog) -> None:
    ran: list[str] = []

    def fails() -> None:
        ran.append("first")
        raise RuntimeError("the broker is away")

    with transactions.unit_of_work():
        declaring.declare(by=cast.teacher.actor, **ANSWERS)
        transactions.after_commit(fails)
        transactions.after_commit(lambda: ran.append("second"))
        assert (ran, connection.in_atomic_block) == ([], True)
    assert ran == ["first", "second"]
    assert "the broker is away" in caplog.text
    assert Disclosure.objects.for_school(cast.school).count() == 1


def test_what_follows_a_commit_does_not_follow_a_failure(committed, cast) -> None:
    ran: list[int] = []
    with pytest.raises(ValueError, match="no"), transactions.unit_of_work():
        transactions.after_commit(lambda: ran.append(1))
        raise ValueError("no")
    with transaction.atomic():
        pass
    assert ran == []
