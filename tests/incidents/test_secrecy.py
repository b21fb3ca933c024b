"""Whoever a report is about cannot learn that it exists. Every test holds a case that could leak."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from core.errors import Refused
from incidents.models.cases import CaseReader
from incidents.queries import access, case_page, inbox
from incidents.services import case_record, case_states
from incidents.states.workflow import Capacity
from notices.models import Notice
from people.services import assignments, carers
from people.states.roles import Role


def plain(response) -> str:
    """Return a page without the token against forged posts, which differs each time."""
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())


def sees_nothing(client, member, reference: str, sign_in) -> None:
    """Assert that a case leaves no trace anywhere for a member who works at the school."""
    actor = member.actor
    assert list(access.visible_to(actor)) == []
    assert case_page.find(actor, reference) is None
    assert inbox.nav_count(actor) == 0
    assert inbox.todo_for(actor) == []
    assert inbox.inbox(actor).rows == []
    sign_in(client, member)
    base = f"/s/fernhill/concerns/{reference}/"
    unknown = "/s/fernhill/concerns/BCD-234/"
    for rest in ("", "add/", "pass-on/", "wait/", "message/", "people/", "close/", "reopen/"):
        real, missing = client.get(base + rest), client.get(unknown + rest)
        assert (real.status_code, plain(real).replace(reference, "BCD-234")) == (404, plain(missing))
    for rest in ("take/", "confirm/", "add/"):
        assert client.post(base + rest).status_code == client.post(unknown + rest).status_code == 404
    assert reference.encode() not in client.get("/s/fernhill/concerns/").content


@pytest.mark.parametrize("who", ["head", "teacher", "support", "office", "admin", "governor", "clerk", "stranger"])
def test_a_case_about_a_child_is_known_to_the_safeguarding_leads_only(cast, report, sign_in, client, who):
    sent = report("child")
    member = getattr(cast, who)
    assert case_page.find(member.actor, sent.reference) is None
    sign_in(client, member)
    assert client.get(f"/s/fernhill/concerns/{sent.reference}/").status_code == 404


def test_the_headteacher_whom_it_is_about_sees_nothing(cast, report, sign_in, client):
    sent = report("adult", about=("headteacher",))
    sees_nothing(client, cast.head, sent.reference, sign_in)
    assert list(Notice.objects.for_school(cast.school).values_list("person_id", flat=True)) == [cast.chair.person.pk]


def test_denial_beats_every_grant(cast, report, sign_in, client):
    sent = report("adult", about=("headteacher",))
    CaseReader.objects.create(
        school=cast.school,
        case=sent.case,
        person=cast.head.person,
        as_role="headteacher",
        why="added",
        from_at=sent.case.opened_at,
    )
    for role in (Role.DSL, Role.CHAIR, Role.NAMED_OFFICER):
        assignments.give_role(person=cast.head.person, school=cast.school, role=role, from_date=dt.date(2020, 9, 1))
    sees_nothing(client, cast.head, sent.reference, sign_in)


def test_a_headteacher_who_is_also_the_parent_concerned_is_kept_out(cast, report, sign_in, client, readers):
    sent = report("post")
    assert readers(sent.case, cast.head, cast.dsl) == [cast.head.name]
    _same(cast.parent.person, cast.head.person)
    hold_and_name(cast, sent.case, Capacity.SUBJECT, person=cast.parent.person)
    sees_nothing(client, cast.head, sent.reference, sign_in)


def _same(person, other) -> None:
    person.same_as = other
    person.save(update_fields=["same_as"])


def hold_and_name(cast, case, capacity, **whom) -> None:
    """Let the DSL hold the case, and name a party."""
    if not CaseReader.objects.for_school(cast.school).filter(case=case, person=cast.dsl.person).exists():
        CaseReader.objects.create(
            school=cast.school, case=case, person=cast.dsl.person, as_role="dsl", why="added", from_at=case.opened_at
        )
    case.refresh_from_db()
    if case.holder_id is None:
        case_states.take(case=case, by=cast.dsl.actor)
    case_record.name_party(case=case, by=cast.dsl.actor, capacity=capacity, why="Named in the report", **whom)


def test_a_deputy_who_is_named_later_sees_nothing_from_then_on(cast, report, readers, sign_in, client):
    sent = report("child")
    assert readers(sent.case, cast.dsl, cast.deputy) == [cast.dsl.name, cast.deputy.name]
    hold_and_name(cast, sent.case, Capacity.SUBJECT, person=cast.deputy.person)
    sees_nothing(client, cast.deputy, sent.reference, sign_in)


def test_a_declared_tie_with_the_person_concerned_keeps_a_reader_out(cast, report, sign_in, client):
    sent = report("child")
    hold_and_name(cast, sent.case, Capacity.SUBJECT, person=cast.teacher.person)
    assignments.declare_tie(
        person=cast.deputy.person, other=cast.teacher.person, school=cast.school, kind="partner", by=None
    )
    sees_nothing(client, cast.deputy, sent.reference, sign_in)


def test_a_reader_who_answers_for_the_child_is_kept_out(cast, report, sign_in, client):
    sent = report("pupils")
    carers.link_carer(
        person=cast.deputy.person, pupil=cast.children[0], relationship="mother", from_date=dt.date(2020, 9, 1)
    )
    hold_and_name(cast, sent.case, Capacity.HARMED, pupil=cast.children[0])
    sees_nothing(client, cast.deputy, sent.reference, sign_in)


def test_a_witness_with_a_role_still_reads(cast, report, readers):
    sent = report("child")
    hold_and_name(cast, sent.case, Capacity.WITNESS, person=cast.deputy.person)
    assert readers(sent.case, cast.dsl, cast.deputy) == [cast.dsl.name, cast.deputy.name]
    hold_and_name(cast, sent.case, Capacity.WITNESS, person=cast.deputy.person, keep_out=True)
    assert readers(sent.case, cast.dsl, cast.deputy) == [cast.dsl.name]


def test_rights_never_follow_same_as(cast, report):
    sent = report("child")
    _same(cast.teacher.person, cast.dsl.person)
    assert case_page.find(cast.teacher.actor, sent.reference) is None
    assert case_page.find(cast.dsl.actor, sent.reference) == sent.case


def test_who_loses_the_role_loses_the_case(cast, clock, report, readers):
    sent = report("child")
    assignments.end_role(person=cast.deputy.person, school=cast.school, role=Role.DEPUTY_DSL)
    assert readers(sent.case, cast.dsl, cast.deputy) == [cast.dsl.name]


def test_what_keeps_a_reader_out_is_the_same_rule_from_both_sides(cast, report):
    sent = report("child")
    assignments.declare_tie(
        person=cast.deputy.person, other=cast.teacher.person, school=cast.school, kind="partner", by=None
    )
    hold_and_name(cast, sent.case, Capacity.SUBJECT, person=cast.teacher.person)
    _same(cast.office.person, cast.deputy.person)
    excluded = access.excluded_people(sent.case)
    assert excluded == {cast.teacher.person.pk, cast.deputy.person.pk, cast.office.person.pk}
    for member in cast.staff():
        CaseReader.objects.for_school(cast.school).filter(person=member.person).delete()
        CaseReader.objects.create(
            school=cast.school,
            case=sent.case,
            person=member.person,
            as_role="cover",
            why="added",
            from_at=sent.case.opened_at,
        )
        assert (case_page.find(member.actor, sent.reference) is None) is (member.person.pk in excluded)


def test_a_case_cannot_be_passed_to_somebody_who_is_kept_out(cast, report):
    sent = report("child")
    hold_and_name(cast, sent.case, Capacity.SUBJECT, person=cast.head.person)
    assert set(access.possible_readers(sent.case)) == {cast.dsl.person.pk, cast.deputy.person.pk, cast.chair.person.pk}
    with pytest.raises(Refused, match="from the list"):
        case_states.pass_on(case=sent.case, by=cast.dsl.actor, to=cast.head.person.pk, why="I am away")


def test_nobody_names_themselves_out_of_a_case_or_leaves_it_without_a_reader(cast, report):
    sent = report("child")
    case_states.take(case=sent.case, by=cast.dsl.actor)
    with pytest.raises(Refused, match="keep you out"):
        case_record.name_party(
            case=sent.case, by=cast.dsl.actor, capacity=Capacity.SUBJECT, person=cast.dsl.person, why="It is me"
        )
    assert access.excluded_people(sent.case) == set()


def test_the_inbox_is_closed_to_those_who_hear_no_concerns(cast, report, sign_in, client):
    report("child")
    for member in (cast.teacher, cast.office, cast.admin, cast.governor, cast.clerk, cast.support):
        sign_in(client, member)
        assert client.get("/s/fernhill/concerns/").status_code == 403
    sign_in(client, cast.stranger)
    assert client.get("/s/fernhill/concerns/").status_code == 404
