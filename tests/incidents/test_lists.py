"""What stands on the home page, in the menu, in the inbox and on the board: numbers, and never a word of a case."""

from __future__ import annotations

import datetime as dt

from incidents.queries import counts as incidents_counts
from incidents.queries import inbox, reporter
from incidents.services import case_states
from incidents.states.workflow import FromKind
from tests.incidents.conftest import STORY


def test_the_home_page_gets_counts_and_no_reference(cast, clock, report):
    clock.set(dt.datetime(2026, 9, 21, 10, 0))
    sent = [report("child") for _ in range(3)]
    case_states.take(case=sent[0].case, by=cast.dsl.actor)
    todos = inbox.todo_for(cast.dsl.actor)
    assert [todo.title for todo in todos] == ["Look at 2 new concerns", "Go on with 1 concern that you hold"]
    assert inbox.nav_count(cast.dsl.actor) == 2
    said = " ".join(f"{t.title} {t.url} {t.why}" for t in todos)
    assert not any(row.reference in said for row in sent)
    assert inbox.todo_for(cast.teacher.actor) == []


def test_the_inbox_is_in_order_of_danger_and_then_age(cast, clock, report):
    clock.set(dt.datetime(2026, 9, 21, 9, 0))
    first = report("child")
    clock.advance(minutes=10)
    second = report("unsure")
    clock.advance(minutes=10)
    urgent = report("danger")
    clock.advance(minutes=5)
    box = inbox.inbox(cast.dsl.actor)
    assert [row.reference for row in box.rows] == [urgent.reference, first.reference, second.reference]
    assert [row.waiting for row in box.rows] == ["5 min", "25 min", "15 min"]
    assert (box.oldest, box.counts) == ("25 min", {"all": 3, "new": 3, "mine": 0, "waiting": 0, "closed": 0})


def test_a_row_tells_danger_kind_sender_and_holder_and_nothing_of_the_story(cast, clock, report):
    clock.set(dt.datetime(2026, 9, 21, 9, 0))
    sent = report("pupils", from_kind=FromKind.PARENT, name="Pat Quill")
    (row,) = inbox.inbox(cast.dsl.actor).rows
    assert (row.tag_text, row.about, row.sender, row.holder, row.can_take) == (
        "Today",
        "Between pupils",
        "Parent",
        "Nobody yet",
        True,
    )
    assert not any(word in str(row) for word in (STORY.split()[0], "Pat Quill", "Ivy"))
    case_states.take(case=sent.case, by=cast.dsl.actor)
    case_states.pass_on(case=sent.case, by=cast.dsl.actor, to=cast.deputy.person.pk, why="I am away")
    (mine,) = inbox.inbox(cast.deputy.actor, "mine").rows
    assert (mine.holder, mine.note, mine.can_take) == (cast.dsl.name, "passed to you", True)
    (hers,) = inbox.inbox(cast.dsl.actor).rows
    assert (hers.holder, hers.note, hers.can_take) == ("You", f"passed to {cast.deputy.name}", False)


def test_governors_get_counts_by_term_and_group(cast, clock, report):
    clock.set(dt.datetime(2026, 9, 21, 9, 0))
    for kind in ("post", "post", "pupils", "child", "adult", "support"):
        report(kind)
    clock.set(dt.datetime(2027, 2, 1, 9, 0))
    report("pupils")
    counts = {
        str(term): (count["school"], count["pupils"], count["other"])
        for term, count in incidents_counts.counts_by_term(cast.school).items()
    }
    assert (counts["Autumn 2026"], counts["Spring 2027"]) == ((2, 1, 3), (0, 1, 0))
    assert sum(sum(row) for row in counts.values()) == 7


def test_the_reporters_words_for_where_a_case_stands(cast, report):
    case = report("child").case
    assert reporter.status_of(case)[0] == "Received"
    case_states.take(case=case, by=cast.dsl.actor)
    case.refresh_from_db()
    assert reporter.status_of(case)[0] == "Being looked at"
