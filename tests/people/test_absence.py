"""Away with a cover: said by oneself or the office, seen on home and posts, followed by routing, over on the day."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.queries import second_step
from core.errors import Refused
from incidents.models.cases import CaseReader
from incidents.queries import access
from incidents.services import case_record, case_reminders, case_states, reports
from incidents.states.workflow import FromKind
from people.models.roles import Absence, Tie
from people.queries import absence as people_absence
from people.queries import acting, directory
from people.services import absence as people_absence_services
from people.services import leaving
from people.states.roles import Role

MONDAY = dt.datetime(2026, 11, 23, 10, 0)
DAY = dt.timedelta(days=1)


def url(name: str, cast, *args: object) -> str:
    return reverse(f"people:{name}", args=[cast.school.slug, *args])


def day(name: str, value: dt.date | None) -> dict[str, object]:
    parts = (value.day, value.month, value.year) if value else ("", "", "")
    return {f"{name}_{part}": each for part, each in zip(("day", "month", "year"), parts, strict=True)}


def send(cast, kind: str, now: dt.datetime | None = None):
    answers = {"about_kind": kind, "story": "Unkind words."}
    return reports.send_report(school=cast.school, answers=answers, from_kind=FromKind.NO_NAME, now=now).case


def readers(case) -> set[str]:
    rows = CaseReader.objects.for_school(case.school).filter(case=case, until_at__isnull=True)
    return set(directory.names(rows.values_list("person_id", flat=True), case.school).values())


def away(cast, who, *, days: int, cover=None, by=None, start: int = 0) -> Absence:
    first = cast.school.today() + start * DAY
    return people_absence_services.record_absence(
        person=who.person,
        school=cast.school,
        from_date=first,
        until_date=first + days * DAY,
        cover=cover.person if cover else None,
        by=by.actor if by else None,
    )


@pytest.mark.obligation("M17")
def test_a_concern_during_the_absence_reaches_the_cover_and_after_the_return_no_more(cast, clock):
    clock.set(MONDAY)
    away(cast, cast.head, days=2, cover=cast.deputy, by=cast.head)
    during = send(cast, "adult")
    assert readers(during) == {"Helen Ashdown", "Peter Dunn"}
    case_states.take(case=during, by=cast.head.actor)
    clock.advance(days=2)
    case_reminders.scheduled_run()
    assert readers(send(cast, "adult")) == {"Helen Ashdown"}
    assert readers(during) == {"Helen Ashdown"}
    assert not access.visible_to(cast.deputy.actor).exists()


def test_a_cover_keeps_what_they_took_while_they_covered(cast, clock):
    clock.set(MONDAY)
    away(cast, cast.head, days=1, cover=cast.deputy)
    case = case_states.take(case=send(cast, "adult"), by=cast.deputy.actor)
    clock.advance(days=1)
    case_reminders.scheduled_run()
    assert access.visible_to(cast.deputy.actor).get() == case


def test_the_cover_reads_what_the_absent_holder_holds_from_the_first_day_on(cast, clock):
    clock.set(MONDAY)
    case = case_states.take(case=send(cast, "adult"), by=cast.head.actor)
    away(cast, cast.head, days=3, cover=cast.deputy, start=1)
    case_reminders.scheduled_run()
    assert readers(case) == {"Helen Ashdown"}
    clock.advance(days=1)
    case_reminders.scheduled_run()
    case_reminders.scheduled_run()
    assert readers(case) == {"Helen Ashdown", "Peter Dunn"}


def test_a_cover_who_may_not_know_of_a_case_never_does(cast, clock):
    clock.set(MONDAY)
    case = case_states.take(case=send(cast, "adult"), by=cast.head.actor)
    case_record.name_party(case=case, by=cast.head.actor, person=cast.deputy.person, capacity="subject", why="Named.")
    away(cast, cast.head, days=3, cover=cast.deputy)
    case_reminders.scheduled_run()
    assert readers(case) == {"Helen Ashdown"}
    assert Tie.objects.for_school(cast.school).count() == 0


@pytest.mark.parametrize(
    ("by", "who", "cover", "refused"),
    [
        ("dsl", "dsl", "teacher", ""),
        ("office", "dsl", "deputy", ""),
        ("office", "teacher", "support", ""),
        ("admin", "dsl", "teacher", ""),
        ("office", "dsl", "teacher", "hears concerns already"),
        ("office", "dsl", "office", "Nobody can name themself"),
        ("admin", "head", "admin", "Nobody can name themself"),
        ("teacher", "dsl", "deputy", "Only the office"),
        ("office", "dsl", "parent", "a role here"),
    ],
)
def test_a_cover_for_somebody_who_hears_concerns_is_chosen_with_care(cast, by, who, cover, refused):
    people = {name: getattr(cast, name) for name in (by, who, cover)}
    if not refused:
        assert away(cast, people[who], days=2, cover=people[cover], by=people[by]).cover == people[cover].person
        return
    with pytest.raises(Refused, match=refused):
        away(cast, people[who], days=2, cover=people[cover], by=people[by])
    assert not Absence.objects.for_school(cast.school).exists()


def test_somebody_says_on_their_page_that_they_are_away_and_everybody_sees_it(cast, clock, sign_in):
    clock.set(MONDAY)
    client = sign_in(Client(), cast.dsl)
    today = cast.school.today()
    answer = client.post(
        url("away", cast), day("from_date", today) | day("back_on", today + 7 * DAY) | {"cover": cast.deputy.person.pk}
    )
    assert answer.status_code == 302
    home = "Dina Lovell, safeguarding lead (DSL), is away until Monday 30 November. Peter Dunn covers."
    for who, says in (
        (cast.teacher, home),
        (cast.deputy, "You cover for Dina Lovell until Monday 30 November."),
        (cast.dsl, "You are away until Monday 30 November. Peter Dunn covers."),
    ):
        page = re.sub(r"<[^>]+>", "", sign_in(Client(), who).get(f"/s/{cast.school.slug}/").content.decode())
        assert says in " ".join(page.split())
    posts = sign_in(Client(), cast.teacher).get(url("posts", cast)).content.decode()
    assert "back on Monday 30 November" in posts
    assert "Peter Dunn covers" in posts
    clock.advance(days=7)
    assert "is away" not in sign_in(Client(), cast.teacher).get(f"/s/{cast.school.slug}/").content.decode()


def test_an_ordinary_colleague_away_is_no_news_on_home(cast, sign_in):
    away(cast, cast.support, days=3, cover=cast.teacher)
    page = sign_in(Client(), cast.governor).get(f"/s/{cast.school.slug}/").content.decode()
    assert "Sid Pope" not in page


def test_the_office_records_for_another_and_shortens_it(cast, sign_in):
    office, today = sign_in(Client(), cast.office), cast.school.today()
    form = day("from_date", today) | day("back_on", None) | {"cover": ""}
    office.post(url("person_away", cast, cast.teacher.person.pk), form)
    [row] = people_absence.away(cast.school)
    assert (row.name, row.back_on, row.now) == ("Tess Carver", None, True)
    office.post(url("back", cast, row.pk), day("back_on", today + 2 * DAY))
    assert [one.back_on for one in people_absence.away(cast.school)] == [today + 2 * DAY]
    office.post(url("back", cast, row.pk), day("back_on", today))
    assert people_absence.away(cast.school) == []
    assert office.get(url("back", cast, row.pk)).status_code == 404


def test_a_colleague_neither_sees_nor_changes_anothers_absence(cast, sign_in):
    absence = away(cast, cast.support, days=3)
    client = sign_in(Client(), cast.teacher)
    assert client.get(url("away", cast)).context["others"] == []
    assert client.post(url("back", cast, absence.pk), day("back_on", cast.school.today())).status_code == 404
    assert client.get(url("person_away", cast, cast.support.person.pk)).status_code == 403
    absence.refresh_from_db()
    assert absence.last_day == cast.school.today() + 2 * DAY


def test_an_absence_is_never_longer_than_the_next_one_allows(cast):
    first = away(cast, cast.teacher, days=2)
    away(cast, cast.teacher, days=2, start=5)
    with pytest.raises(Refused, match="Another absence"):
        people_absence_services.change_absence(absence=first, until_date=None)
    with pytest.raises(Refused, match="Another absence"):
        away(cast, cast.teacher, days=9, start=1)


def test_who_is_left_without_a_cover_when_the_cover_leaves(cast, clock):
    clock.set(MONDAY)
    away(cast, cast.teacher, days=10, cover=cast.support)
    leaving.end_person(person=cast.support.person, school=cast.school, on=cast.school.today() + 4 * DAY)
    rows = Absence.objects.for_school(cast.school).order_by("from_date")
    assert [(row.cover_id, (row.until_date - row.from_date).days) for row in rows] == [
        (cast.support.person.pk, 4),
        (None, 6),
    ]
    assert Role.SUPPORT not in acting.actor_for(cast.support.person, cast.school, MONDAY.date() + 4 * DAY).roles


def test_who_would_pass_a_case_to_somebody_sees_that_they_are_away(cast, clock, sign_in):
    clock.set(MONDAY)
    away(cast, cast.deputy, days=7)
    case = case_states.take(case=send(cast, "child"), by=cast.dsl.actor)
    page = sign_in(Client(), cast.dsl).get(f"{case.get_absolute_url()}pass-on/").content.decode()
    assert "deputy safeguarding lead, away until Monday 30 November" in page


def test_who_covers_for_somebody_who_hears_concerns_shows_a_second_step_while_it_lasts(cast, clock):
    clock.set(MONDAY)
    assert not second_step.is_forced(cast.teacher.user)
    away(cast, cast.support, days=2, cover=cast.teacher)
    assert not second_step.is_forced(cast.teacher.user)
    away(cast, cast.dsl, days=2, cover=cast.teacher)
    assert second_step.is_forced(cast.teacher.user)
    clock.advance(days=2)
    assert not second_step.is_forced(cast.teacher.user)
