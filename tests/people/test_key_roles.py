"""Posts: who holds them and who is next, passed on with a date, never left empty; and who answers to whom."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import Refused
from incidents.models.cases import CaseReader
from incidents.queries import access
from incidents.services import case_record, case_reminders, case_states, reports
from incidents.states.workflow import FromKind
from notices.models import Notice
from people.models.roles import RoleAtSchool
from people.queries import directory, key_roles, same_person
from people.services import absence, colleagues, leaving
from people.services import assignments as people_assignments
from people.states.roles import Role

DAY = dt.timedelta(days=1)


def url(name: str, cast, *args: object) -> str:
    return reverse(f"people:{name}", args=[cast.school.slug, *args])


def send(cast, kind: str, about: tuple[str, ...] = ()):
    answers = {"about_kind": kind, "about": about, "story": "Unkind words."}
    return reports.send_report(school=cast.school, answers=answers, from_kind=FromKind.NO_NAME).case


def readers(case) -> set[str]:
    rows = CaseReader.objects.for_school(case.school).filter(case=case, until_at__isnull=True)
    return set(directory.names(rows.values_list("person_id", flat=True), case.school).values())


def held(cast) -> dict[str, list[str]]:
    return {str(role.spec.role): [one.name for one in role.holders] for role in key_roles.key_roles(cast.school)}


def new_colleague(cast, first: str, last: str, role: str = Role.GOVERNOR):
    return colleagues.add_colleague(school=cast.school, first_name=first, last_name=last, role=role)


def test_who_holds_which_post(cast):
    assert held(cast) == {
        "headteacher": ["Helen Ashdown"],
        "dsl": ["Dina Lovell"],
        "deputy_dsl": ["Peter Dunn"],
        "chair": ["Cora Hale"],
        "senior_leader": [],
        "clerk": ["Clem Yates"],
        "administrator": ["Adam Ridley"],
    }
    assert [role.spec.role for role in key_roles.key_roles(cast.school) if role.missing] == []


def test_everybody_may_see_the_posts_and_only_some_may_change_them(cast, sign_in):
    pages = {
        who: sign_in(Client(), getattr(cast, who)).get(url("posts", cast)).content.decode()
        for who in ("teacher", "governor", "office", "admin")
    }
    assert all("Helen Ashdown" in page for page in pages.values())
    assert [who for who in pages if "/posts/clerk/" in pages[who]] == ["office", "admin"]
    # The office may not give a post that hears concerns or runs the school.
    assert [who for who in pages if "/posts/headteacher/" in pages[who]] == ["admin"]


def test_each_role_has_its_sentence_on_the_page(cast, sign_in):
    page = sign_in(Client(), cast.teacher).get(url("posts", cast)).content.decode()
    assert "Leads the school, decides on disclosures, and hears concerns about staff." in page
    assert "Helps in the school and is bound by its policies." in page


def test_two_in_line_for_each_route_and_a_red_word_where_there_is_none(cast, sign_in):
    client = sign_in(Client(), cast.admin)
    _key_roles, routes, _others = key_roles.key_roles_page(cast.school)
    assert [route.nobody for route in routes] == [False] * len(routes)
    child = next(route for route in routes if str(route.sentence).startswith("A child at risk"))
    assert [recipient.name for recipient in child.first] == ["Dina Lovell", "Peter Dunn"]
    assert [recipient.name for recipient in child.following] == ["Helen Ashdown"]
    # Headteacher and chair together always end with the council.
    assert [str(route.outside) for route in routes if route.outside] == ["The council’s officer (LADO)"]
    # About the headteacher only the chair hears in a school that stands alone: nobody is next.
    assert [str(route.sentence)[:16] for route in routes if route.alone] == ["The headteacher:"]
    assert "Nobody is next" in client.get(url("posts", cast)).content.decode()


def test_a_vacant_post_is_named_in_red(cast, sign_in):
    people_assignments.end_role(person=cast.chair.person, school=cast.school, role=Role.CHAIR)
    assert [str(role.spec.role) for role in key_roles.key_roles(cast.school) if role.missing] == ["chair"]
    _key_roles, routes, _others = key_roles.key_roles_page(cast.school)
    assert [str(route.sentence)[:16] for route in routes if route.nobody] == ["The headteacher:"]
    page = sign_in(Client(), cast.admin).get(url("posts", cast)).content.decode()
    assert page.count("tag-overdue") == 2


def test_a_post_is_passed_on_with_a_date(cast, sign_in):
    today, cora = cast.school.today(), cast.chair.person
    nia = new_colleague(cast, "Nia", "New")
    first = today + 14 * DAY
    answer = sign_in(Client(), cast.admin).post(
        url("hand_over", cast, "chair"),
        {
            "outgoing": cora.pk,
            "to": nia.pk,
            "from_date_day": first.day,
            "from_date_month": first.month,
            "from_date_year": first.year,
        },
    )
    assert answer.status_code == 302
    rows = RoleAtSchool.objects.for_school(cast.school).filter(role=Role.CHAIR).order_by("from_date")
    assert [(row.person, row.last_day, row.from_date == first) for row in rows] == [
        (cora, first - DAY, False),
        (nia, None, True),
    ]
    assert [directory.holders(cast.school, Role.CHAIR, day) for day in (first - DAY, first)] == [[cora], [nia]]


def test_what_is_typed_wrong_is_said_in_words(cast, sign_in):
    client = sign_in(Client(), cast.admin)
    page = client.post(url("hand_over", cast, "chair"), {"to": ""}).content.decode()
    assert "Choose who takes it over" in page
    yesterday = cast.school.today() - DAY
    late = {
        "to": cast.governor.person.pk,
        "from_date_day": yesterday.day,
        "from_date_month": yesterday.month,
        "from_date_year": yesterday.year,
    }
    assert "Enter today or a day after it" in client.post(url("hand_over", cast, "chair"), late).content.decode()
    assert client.get(url("hand_over", cast, "teacher")).status_code == 404
    assert client.get(url("hand_over", cast, "executive_head")).status_code == 404


def test_a_co_headteacher_comes_beside_the_first(cast):
    leaving.hand_over(school=cast.school, role=Role.HEADTEACHER, to=cast.deputy.person, by=cast.admin.actor)
    assert held(cast)["headteacher"] == ["Helen Ashdown", "Peter Dunn"]


def test_nobody_passes_a_post_to_themself(cast):
    with pytest.raises(Refused, match="themself"):
        leaving.hand_over(
            school=cast.school, role=Role.DSL, to=cast.admin.person, outgoing=cast.dsl.person, by=cast.admin.actor
        )
    assert held(cast)["dsl"] == ["Dina Lovell"]


def test_the_new_holder_reads_what_was_read_in_the_post_and_the_one_before_no_more(cast):
    case = case_states.take(case=send(cast, "adult"), by=cast.head.actor)
    leaving.hand_over(
        school=cast.school,
        role=Role.HEADTEACHER,
        to=cast.support.person,
        outgoing=cast.head.person,
        by=cast.admin.actor,
    )
    assert access.visible_to(cast.support.actor).get() == case
    assert not access.visible_to(cast.head.actor).exists()
    told = Notice.objects.for_school(cast.school).filter(kind="concern_alert", person=cast.support.person)
    assert [notice.reason for notice in told] == ["post"]


def test_from_the_day_and_not_before(cast, clock):
    clock.set(dt.datetime(2026, 10, 23, 9, 0))
    case = case_states.take(case=send(cast, "adult"), by=cast.head.actor)
    # The clock goes back on Sunday 25 October; the post goes over on Monday.
    leaving.hand_over(
        school=cast.school,
        role=Role.HEADTEACHER,
        to=cast.support.person,
        outgoing=cast.head.person,
        on=dt.date(2026, 10, 26),
        by=cast.admin.actor,
    )
    for moment, who in (
        (dt.datetime(2026, 10, 25, 23, 59), cast.head),
        (dt.datetime(2026, 10, 26, 0, 1), cast.support),
    ):
        clock.set(moment.replace(tzinfo=ZoneInfo("Europe/London")))
        seen = [one for one in (cast.head, cast.support) if access.visible_to(one.actor).exists()]
        assert [one.name for one in seen] == [who.name]
    assert case.state == "taken"


def test_what_comes_in_before_the_day_goes_along_too(cast, clock):
    clock.set(dt.datetime(2026, 11, 23, 9, 0))
    leaving.hand_over(
        school=cast.school,
        role=Role.DSL,
        to=cast.support.person,
        outgoing=cast.dsl.person,
        on=dt.date(2026, 11, 25),
        by=cast.admin.actor,
    )
    case = case_states.take(case=send(cast, "child"), by=cast.deputy.actor)
    clock.set(dt.datetime(2026, 11, 25, 0, 1))
    case_reminders.scheduled_run()
    case_reminders.scheduled_run()
    assert access.visible_to(cast.support.actor).get() == case
    assert not access.visible_to(cast.dsl.actor).exists()
    told = Notice.objects.for_school(cast.school).filter(kind="concern_alert", person=cast.support.person)
    assert [notice.reason for notice in told] == ["post"]


def test_who_may_not_know_of_a_case_does_not_learn_of_it_with_the_post(cast):
    case = case_states.take(case=send(cast, "adult"), by=cast.head.actor)
    case_record.name_party(case=case, by=cast.head.actor, person=cast.support.person, capacity="subject", why="Named.")
    leaving.hand_over(
        school=cast.school,
        role=Role.HEADTEACHER,
        to=cast.support.person,
        outgoing=cast.head.person,
        by=cast.admin.actor,
    )
    assert not access.visible_to(cast.support.actor).exists()
    # The next in line reads it in place of the one who left.
    assert readers(case) - {"Helen Ashdown"} == {"Dina Lovell"}


def test_the_only_reader_of_a_live_case_is_never_lost(cast, clock):
    clock.set(dt.datetime(2026, 11, 23, 9, 0))
    case = case_states.take(case=send(cast, "adult"), by=cast.head.actor)
    tomorrow = cast.school.today() + DAY
    leaving.end_person(person=cast.head.person, school=cast.school, on=tomorrow, by=cast.admin.actor)
    assert readers(case) == {"Helen Ashdown"}
    clock.set(dt.datetime(2026, 11, 24, 0, 1))
    case_reminders.scheduled_run()
    assert readers(case) == {"Helen Ashdown", "Dina Lovell"}
    assert access.visible_to(cast.dsl.actor).get() == case
    case_reminders.scheduled_run()
    assert Notice.objects.for_school(cast.school).filter(subject=case.subject, person=cast.dsl.person).count() == 1


def test_the_last_in_a_line_is_not_removed_and_the_words_are_the_same_with_and_without_a_case(cast):
    said = []
    for about in ((), ("headteacher",)):
        if about:
            send(cast, "adult", about)
        with pytest.raises(Refused, match="Nobody would hear any more") as no:
            leaving.end_person(person=cast.chair.person, school=cast.school, by=cast.admin.actor)
        said.append(str(no.value))
    assert said[0] == said[1]
    assert held(cast)["chair"] == ["Cora Hale"]
    # With a successor it goes.
    leaving.hand_over(
        school=cast.school, role=Role.CHAIR, to=cast.governor.person, outgoing=cast.chair.person, by=cast.admin.actor
    )
    assert held(cast)["chair"] == ["Gus Penn"]


def test_a_headteacher_does_not_choose_who_hears_about_the_headteacher(cast):
    given = {"school": cast.school, "role": Role.CHAIR, "to": cast.governor.person, "by": cast.head.actor}
    for outgoing in (cast.chair.person, None):
        with pytest.raises(Refused, match="hears concerns about the headteacher"):
            leaving.hand_over(**given, outgoing=outgoing)
    with pytest.raises(Refused, match="hears concerns about the headteacher"):
        absence.record_absence(
            person=cast.chair.person,
            school=cast.school,
            from_date=cast.school.today(),
            cover=cast.governor.person,
            by=cast.head.actor,
        )
    assert held(cast)["chair"] == ["Cora Hale"]
    # A vacant post may be filled by whoever is there.
    people_assignments.end_role(person=cast.chair.person, school=cast.school, role=Role.CHAIR)
    leaving.hand_over(**given)
    assert held(cast)["chair"] == ["Gus Penn"]


@pytest.mark.obligation("L11")
def test_line_managers_for_one_and_for_many(cast, sign_in):
    client = sign_in(Client(), cast.office)
    teacher, support, head = cast.teacher.person, cast.support.person, cast.head.person
    client.post(url("person_manager", cast, teacher.pk), {"manager": head.pk})
    assert same_person.line_manager(teacher, cast.school) == head
    client.post(url("line_managers", cast), {"persons": [teacher.pk, support.pk], "manager": cast.deputy.person.pk})
    assert [same_person.line_manager(one, cast.school) for one in (teacher, support)] == [cast.deputy.person] * 2
    rows = {row.name: row.manager_name for row in key_roles.line_managers(cast.school)}
    assert (rows["Tess Carver"], rows["Helen Ashdown"]) == ("Peter Dunn", "")
    client.post(url("person_manager", cast, teacher.pk), {"manager": ""})
    assert same_person.line_manager(teacher, cast.school) is None


def test_nobody_answers_to_themself_through_others(cast, sign_in):
    a, b, c = cast.teacher.person, cast.support.person, cast.deputy.person
    people_assignments.set_line_manager(person=a, manager=b, school=cast.school)
    people_assignments.set_line_manager(person=b, manager=c, school=cast.school)
    answer = sign_in(Client(), cast.office).post(url("person_manager", cast, c.pk), {"manager": a.pk})
    assert "These two would answer to each other" in answer.content.decode()
    assert same_person.line_manager(c, cast.school) is None
