"""The page "Reminders" and the handbook say what the table of reminder schedules does, and nothing else."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.contributions.messages import KINDS
from core.contributions.reminders import REMINDER_SCHEDULES
from notices.rules.sentences import and_words, schedule_words
from schools.services import schools

PAGE = "/s/fernhill/reminders/"
BOOK = Path(__file__).parents[3] / "docs/reference/reminder-schedules.md"

SAID = {
    "review": [
        (
            "We tell the person who looks after it, the headteacher and the clerk: 90, 60, 30, 14 and 7 days before "
            "the due day, on the due day and then on the first school day of each week until it is done."
        ),
        "We tell the governors: 30 days before the due day and 7 days after it.",
    ],
    "sign_off": [
        "We tell the person who was asked: after 3 and 7 school days and on the due day.",
        "We tell their line manager: after 10 school days.",
        "We tell the headteacher: after 14 school days.",
    ],
    "disclosure_yearly": [
        "We tell the person who was asked: 30 and 7 days before the due day and on the due day.",
    ],
    "decision": ["We tell the person who was asked: 1 school day after the due day."],
    "first_response": ["We tell the next in line: each time that the time allowed runs out."],
}


def plain(text: str) -> str:
    """Return the words of a page without its markup."""
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", " ", text)))


@pytest.mark.obligation("M1", "L23", "L18")
def test_the_table_reads_as_sentences() -> None:
    assert {one.name: one.sentences for one in schedule_words() if one.runs} == SAID
    assert set(SAID) == {one.name for one in REMINDER_SCHEDULES.values() if not one.planned}


def test_words_are_joined_as_people_say_them() -> None:
    assert [and_words(list(text)) for text in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.django_db
def test_every_member_reads_when_the_school_reminds(client: Any, cast: Any, sign_in: Any) -> None:
    schools.set_setting(school=cast.school, key="opens_at", value="07:30", by=cast.head.actor)
    schools.set_setting(school=cast.school, key="first_look_minutes", value=45, by=cast.head.actor)
    sign_in(client, cast.governor)
    with CaptureQueriesContext(connection) as seen:
        page = plain(client.get(PAGE).content.decode())
    missing = [sentence for sentences in SAID.values() for sentence in sentences if sentence not in page]
    assert missing == []
    assert "the week in numbers on its first school day" in page
    assert "Nobody is reminded while the school owes them an answer. Of families nobody else is told." in page
    assert "from 7:30am to 4pm, on school days" in page
    assert "The time allowed is 45 minutes." in page
    assert [str(kind.words) for kind in KINDS.values() if kind.at_once and str(kind.words) not in page] == []
    assert [str(one.words) for one in REMINDER_SCHEDULES.values() if one.planned and str(one.words) in page] == []
    assert "Change when the school opens" not in page
    assert len([one for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]]) <= 12


@pytest.mark.django_db
def test_who_sets_the_hours_is_led_to_them_and_the_settings_lead_here(client: Any, cast: Any, sign_in: Any) -> None:
    sign_in(client, cast.head)
    assert f'href="{PAGE}"' in client.get("/s/fernhill/settings/").content.decode()
    link = re.search(r'href="([^"]+)">Change when the school opens', client.get(PAGE).content.decode())
    assert link is not None
    assert client.get(link[1]).status_code == 200


def book() -> str:
    """Return the rows of the handbook's table, made from the table of reminder schedules."""
    rows = [
        "| what | who hears | when | what is particular | where the rule comes from | sent today |",
        "|" + "---|" * 6,
    ]
    for one in schedule_words():
        for who, when in one.tells:
            rules, runs = " ".join(one.rules), "yes" if one.runs else "not yet"
            rows.append(f"| {one.words} | {who} | {when} | {rules} | {one.source} | {runs} |")
    return "\n".join(rows)


def test_the_handbook_holds_the_table() -> None:
    assert book() in BOOK.read_text(encoding="utf-8")
