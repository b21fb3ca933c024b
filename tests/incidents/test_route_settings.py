"""A school's settings: they may add who hears, and name the contact for support; they take nobody out of a line."""

from __future__ import annotations

import itertools

import pytest

from core.contributions.settings import SETTINGS
from demo.where_schools_differ import OAKFIELD
from incidents.queries import access, case_page
from incidents.rules import Answers, route
from incidents.states.kinds import KINDS
from incidents.states.routes import ADDITIONS, OFFICE_ROLES, Office
from incidents.states.workflow import FromKind
from notices.models import Notice
from people.models.roles import LineManager
from people.services import assignments
from people.states.roles import Role
from schools.services import schools
from tests.cast import SINCE
from tests.incidents.test_routes import ALONE, EVERY_ABOUT, TRUST, facts, heard, line

DEFAULTS = {key: spec.default for key, spec in SETTINGS.items()}
DEMO = {"oakfield": DEFAULTS | OAKFIELD, "elmbridge": DEFAULTS}
HOLDERS = ALONE | {"senior_leader": ("senior",)}
IN_TRUST = TRUST | {"senior_leader": ("senior",)}
LEADS = ["dsl", "deputy", "deputy2"]
WIDEST = {row.setting: row.value if isinstance(DEFAULTS[row.setting], str) else [row.value] for row in ADDITIONS}
PLAIN = {key: DEFAULTS[key] for key in WIDEST}


@pytest.mark.obligation("L21", "O4", "M6", "M17", "W6", "C7", "O9")
@pytest.mark.parametrize(
    "kind, about, oakfield, elmbridge",
    [
        ("danger", "", LEADS, LEADS),
        ("child", "", LEADS, LEADS),
        ("pupils", "", LEADS, LEADS),
        ("unsure", "", LEADS, LEADS),
        ("extremism", "", LEADS, LEADS),
        ("adult", "", ["head", "senior"], ["head"]),
        ("adult", "senior_leader", ["head"], ["head"]),
        ("adult", "chair", ["head", "senior"], ["head"]),
        ("adult", "headteacher", ["chair"], ["chair"]),
        ("adult", "dsl", ["head", "deputy", "deputy2"], ["head", "deputy", "deputy2"]),
        ("adult", "headteacher chair", [], []),
        ("contact_staff", "", ["head"], ["head"]),
        ("contact_child", "", ["head"], LEADS),
        ("contact_parent", "", ["head"], ["head"]),
        ("post", "", ["head"], ["head"]),
        ("press", "", ["head"], ["head"]),
        ("support", "", LEADS, ["head"]),
    ],
)
def test_both_schools_of_the_demo(kind, about, oakfield, elmbridge):
    answers = Answers(kind, frozenset(about.split()))
    notified = {school: heard(route(facts(HOLDERS, **settings), answers)) for school, settings in DEMO.items()}
    assert notified == {"oakfield": oakfield, "elmbridge": elmbridge}


@pytest.mark.obligation("L17", "M17", "O4", "M6")
@pytest.mark.parametrize("holders", [HOLDERS, IN_TRUST], ids=["alone", "trust"])
@pytest.mark.parametrize("away", [(), ("head",), ("dsl", "deputy", "deputy2"), ("head", "senior")])
def test_what_a_setting_adds_takes_nobody_out_and_tells_nobody_later(holders, away):
    for kind, about in itertools.product(KINDS, EVERY_ABOUT):
        plain = route(facts(holders, away=away, **PLAIN), Answers(kind, about))
        wide = route(facts(holders, away=away, **WIDEST), Answers(kind, about))
        assert heard(wide)[: len(heard(plain))] == heard(plain), (kind, about)
        assert wide.somebody_is_there == plain.somebody_is_there
        left = [[name for name in tier if name not in heard(wide)] for tier in line(plain)]
        assert line(wide) == [tier for tier in left if tier], (kind, about)


@pytest.mark.parametrize("school", DEMO)
def test_whoever_it_is_about_hears_of_none_whatever_the_school_says(school):
    for kind, about in itertools.product(KINDS, EVERY_ABOUT):
        result = route(facts(IN_TRUST, **DEMO[school] | WIDEST), Answers(kind, about))
        named = {name for office in about for name in IN_TRUST[OFFICE_ROLES[office]]}
        assert {*heard(result), *itertools.chain.from_iterable(line(result))} & named == set(), (kind, about)


def test_every_addition_is_a_choice_of_its_setting():
    for row in ADDITIONS:
        assert row.value in SETTINGS[row.setting].choices


@pytest.mark.obligation("L21", "M6")
@pytest.mark.parametrize("kind, key", [("adult", "staff_misuse"), ("contact_staff", "friend_attempt_by_staff")])
def test_senior_leaders_hear_beside_the_headteacher_and_the_next_in_line_does_not_wait(kind, key):
    said = {key: "senior_leadership"}
    assert heard(route(facts(HOLDERS, **said), Answers(kind))) == ["head", "senior"]
    assert heard(route(facts(HOLDERS, away=["head"], **said), Answers(kind))) == ["head", "dsl", "senior"]
    assert heard(route(facts(HOLDERS, excluded=["senior"], **said), Answers(kind))) == ["head"]


@pytest.mark.obligation("L17")
def test_named_persons_read_beside_the_safeguarding_leads():
    said = {"safeguarding_also": ["line_manager", "named_persons"]}
    assert heard(route(facts(IN_TRUST, **said), Answers("child"))) == [*LEADS, "trust_dsl", "officer"]
    assert heard(route(facts(HOLDERS, **said), Answers("child"))) == LEADS
    assert heard(route(facts(IN_TRUST, **said), Answers("adult"))) == ["head"]


@pytest.mark.obligation("O9")
@pytest.mark.parametrize("value, now", [("headteacher", ["head"]), ("dsl", LEADS), ("senior_leadership", ["senior"])])
def test_support_wanted_goes_to_the_named_contact(value, now):
    assert heard(route(facts(HOLDERS, support_contact=value), Answers("support"))) == now


@pytest.mark.obligation("O9")
def test_a_vacant_contact_leaves_the_headteacher_and_the_office_is_no_choice():
    assert heard(route(facts(ALONE, support_contact="senior_leadership"), Answers("support"))) == ["head"]
    assert list(SETTINGS["support_contact"].choices) == ["headteacher", "dsl", "senior_leadership"]


@pytest.mark.obligation("W6")
@pytest.mark.parametrize("value", ["headteacher", "one_of"])
def test_a_parents_attempt_goes_to_the_headteacher(value):
    assert heard(route(facts(HOLDERS, friend_attempt_by_parent=value), Answers("contact_parent"))) == ["head"]


def lead(cast, member):
    assignments.give_role(person=member.person, school=cast.school, role=Role.SENIOR_LEADER, from_date=SINCE)


@pytest.mark.obligation("L21")
def test_a_senior_leader_reads_a_report_about_an_adult_where_the_school_says_so(cast, report, readers):
    lead(cast, cast.support)
    assert readers(report("adult").case, *cast.staff()) == [cast.head.name]
    schools.set_setting(school=cast.school, key="staff_misuse", value="senior_leadership")
    assert readers(report("adult").case, *cast.staff()) == [cast.head.name, cast.support.name]
    assert access.may_receive(cast.support.actor)


def test_a_senior_leader_whom_it_is_about_is_kept_out(cast, report, readers):
    lead(cast, cast.support)
    schools.set_setting(school=cast.school, key="staff_misuse", value="senior_leadership")
    sent = report("adult", about=(Office.LEADER.value,))
    assert readers(sent.case, *cast.staff()) == [cast.head.name]
    assert notified(cast) == [("concern_alert", cast.head.person.pk)]
    assert cast.support.person.pk in access.excluded_people(sent.case)


def test_a_partner_of_whom_it_is_about_is_not_told_either(cast, report, readers):
    assignments.declare_tie(
        person=cast.deputy.person, other=cast.dsl.person, school=cast.school, kind="partner", by=None
    )
    sent = report("child", about=("dsl",))
    assert readers(sent.case, *cast.staff()) == [cast.head.name]
    assert notified(cast) == [("concern_alert", cast.head.person.pk)]


def notified(cast) -> list[tuple[str, object]]:
    return sorted(Notice.objects.for_school(cast.school).values_list("kind", "person_id"), key=str)


def manages(cast, member) -> None:
    """Let somebody manage the teacher at a school where line managers are told."""
    LineManager.objects.create(school=cast.school, person=cast.teacher.person, manager=member.person, from_date=SINCE)
    schools.set_setting(school=cast.school, key="safeguarding_also", value=["line_manager"])


@pytest.fixture
def managed(cast):
    """The office manages the teacher."""
    manages(cast, cast.office)
    return cast


def of_teacher(cast):
    return {"from_kind": FromKind.STAFF, "by": cast.teacher.actor}


@pytest.mark.obligation("L17")
def test_the_line_manager_is_told_that_a_concern_was_raised_and_no_more(managed, report, readers):
    sent = report("child", **of_teacher(managed))
    notice = Notice.objects.for_school(managed.school).get(kind="concern_raised")
    assert (notice.person_id, notice.context, notice.confidentiality) == (managed.office.person.pk, {}, "confidential")
    assert readers(sent.case, *managed.staff()) == [managed.dsl.name, managed.deputy.name]
    assert case_page.find(managed.office.actor, sent.reference) is None


@pytest.mark.obligation("L17")
@pytest.mark.parametrize(
    "kind, about", [("adult", ()), ("child", ("headteacher",)), ("child", ("dsl",)), ("post", ()), ("support", ())]
)
def test_of_anything_else_the_line_manager_hears_nothing(managed, report, kind, about):
    report(kind, about, **of_teacher(managed))
    assert "concern_raised" not in [row for row, _person in notified(managed)]


@pytest.mark.obligation("L11")
@pytest.mark.parametrize("wanted, heard", [(True, True), (False, False)])
def test_of_a_post_the_line_manager_hears_where_the_school_says_so(managed, report, wanted, heard):
    schools.set_setting(school=managed.school, key="post_line_manager", value=wanted)
    report("post", **of_teacher(managed))
    assert (("concern_raised", managed.office.person.pk) in notified(managed)) is heard


def test_a_report_without_a_name_tells_no_line_manager(managed, report):
    report("child")
    assert sorted(row for row, _person in notified(managed)) == ["concern_alert", "concern_alert"]


@pytest.mark.parametrize("manager, about", [("dsl", ()), ("chair", ("chair",))])
def test_a_line_manager_who_reads_or_is_kept_out_gets_no_such_letter(cast, report, manager, about):
    manages(cast, getattr(cast, manager))
    report("child", about, **of_teacher(cast))
    assert "concern_raised" not in [row for row, _person in notified(cast)]
