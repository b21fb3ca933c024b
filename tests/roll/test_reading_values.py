"""What one cell means, and what it cannot mean."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.rules.names import has_lost_letters, same_but_for_lost_letters
from people.states.roles import TRUST_ROLES, Role
from people.states.words import Relationship
from roll.rules.reading import values
from tests.roll.reading import TODAY

DAY = dt.date(2020, 10, 8)


@pytest.mark.parametrize(
    ("text", "day", "mention"),
    [
        ("08/10/2020", DAY, ""),
        ("8/10/20", DAY, ""),
        ("08-10-2020", DAY, ""),
        ("08.10.2020 00:00:00", DAY, ""),
        ("8 Oct 2020", DAY, ""),
        ("8-Oct-20", DAY, ""),
        ("8th October 2020", DAY, ""),
        ("Thu, 8 Oct 2020", DAY, ""),
        ("2020-10-08", DAY, "date_year_first"),
        ("2020-10-08T00:00:00", DAY, "date_year_first"),
        ("44112", DAY, "date_as_number"),
        ("01/01/50", dt.date(1950, 1, 1), ""),
        ("29/02/2020", dt.date(2020, 2, 29), ""),
    ],
)
def test_days_are_read_as_in_england(text, day, mention):
    assert values.day_of(text, TODAY) == (day, mention)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/2019", "date_impossible"),
        ("29/02/2021", "date_impossible"),
        ("00/10/2020", "date_impossible"),
        ("10/18/2020", "date_month_first"),
        ("2020-13-01", "date_month_first"),
        ("soon", "date_unread"),
        ("8 Okt 2020", "date_unread"),
        ("2020", "date_unread"),
        ("8/10", "date_unread"),
    ],
)
def test_no_day_is_made_up(text, code):
    with pytest.raises(values.NotADate) as problem:
        values.day_of(text, TODAY)
    assert problem.value.code == code


@given(st.dates(dt.date(1950, 1, 1), dt.date(2036, 12, 31)))
def test_a_day_that_the_portal_shows_is_the_day_it_reads(day):
    assert values.day_of(values.format_day(day), TODAY) == (day, "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nell@Home.Example", ["nell@home.example"]),
        ("mailto:nell@home.example", ["nell@home.example"]),
        ("Nell Ray <nell@home.example>", ["nell@home.example"]),
        ("nell@home.example (mum)", ["nell@home.example"]),
        ("nell@home.example; bo@home.example", ["nell@home.example", "bo@home.example"]),
        ("nell@home.example,", ["nell@home.example"]),
        ("o'shea+school@a-b.co.uk", ["o'shea+school@a-b.co.uk"]),
        ("not known", []),
        ("nell at home.example", []),
        ("nell ray@home.example", []),
        ("nell@home", []),
        ("nell@@home.example", []),
        (".nell..ray@home.example", []),
        ("nell@-home.example", []),
        ("=cmd|'x'!A1", []),
        ("n" * 250 + "@home.example", []),
    ],
)
def test_addresses(text, found):
    assert values.emails_of(text) == found


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [
        ("07700 900123", "07700 900123", ""),
        ("+44 7700 900123", "+44 7700 900123", ""),
        ("(01632) 960123 work", "(01632) 960123", ""),
        ("7700900123", "07700900123", "phone_zero"),
        ("7.7009E+09", "", "phone_impossible"),
        ("ask the office", "", "phone_impossible"),
        ("12345", "", "phone_impossible"),
    ],
)
def test_phone_numbers(text, number, code):
    assert values.phone_of(text) == (number, code)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("4", "4"), ("Year 4", "4"), ("Yr4", "4"), ("Y 04", "4"), ("year group 11", "11"), ("0", "R"), ("R", "R"),
        ("Reception", "R"), ("YR", "R"), ("Year R", "R"), ("FS2", "R"), ("Nursery", "N"), ("N2", "N"),
        ("Year 99", "Year 99"), ("Post 16", "Post 16"),
    ],
)  # fmt: skip
def test_year_groups(text, year):
    assert values.year_of(text) == year


@pytest.mark.parametrize(
    ("text", "said"),
    [("Yes", True), ("y", True), ("1", True), ("TRUE", True), ("No", False), ("0", False), ("maybe", None)],
)
def test_yes_and_no(text, said):
    assert values.yes_or_no(text) is said


@pytest.mark.parametrize(
    ("text", "relationship", "answers"),
    [
        ("Mum", Relationship.MOTHER, True),
        ("Natural Father", Relationship.FATHER, True),
        ("Step-Mother", Relationship.STEP_PARENT, True),
        ("Foster Mother", Relationship.FOSTER_CARER, True),
        ("Maternal Grandmother", Relationship.GRANDPARENT, True),
        ("Special Guardian", Relationship.GUARDIAN, True),
        ("Carer", Relationship.OTHER, True),
        ("Aunt", Relationship.OTHER, True),
        ("Other contact", Relationship.OTHER, True),
        ("Child Minder", Relationship.OTHER, False),
        ("Neighbour", Relationship.OTHER, False),
        ("Social Worker", Relationship.OTHER, False),
        ("Doctor", Relationship.OTHER, False),
    ],
)
def test_who_somebody_is_to_a_child(text, relationship, answers):
    assert values.relationship_of(text) == (relationship, answers)


def test_what_an_export_calls_a_carer_is_known_again():
    assert [values.relationship_of(str(one.label)) for one in Relationship] == [(one, True) for one in Relationship]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Class Teacher", Role.TEACHER),
        ("Head of Maths", Role.TEACHER),
        ("SENCO", Role.TEACHER),
        ("HLTA", Role.SUPPORT),
        ("Teaching Assistant (1:1)", Role.SUPPORT),
        ("IT Technician", Role.SUPPORT),
        ("Assistant Caretaker", Role.SUPPORT),
        ("School Business Manager", Role.OFFICE),
        ("Finance Clerk", Role.OFFICE),
        ("Administrator", Role.OFFICE),
        ("administrator", Role.OFFICE),
        ("Headteacher", Role.HEADTEACHER),
        ("Co-Headteacher", Role.HEADTEACHER),
        ("Principal", Role.HEADTEACHER),
        ("Deputy Head Teacher", Role.SENIOR_LEADER),
        ("Assistant Principal", Role.SENIOR_LEADER),
        ("Designated Safeguarding Lead", Role.DSL),
        ("Deputy DSL", Role.DEPUTY_DSL),
        ("Chair of Governors", Role.CHAIR),
        ("Vice Chair of Governors", Role.GOVERNOR),
        ("Parent Governor", Role.GOVERNOR),
        ("Clerk to the Governors", Role.CLERK),
        ("Volunteer Reader", Role.VOLUNTEER),
        ("Executive Headteacher", None),
        ("Astronaut", None),
    ],
)
def test_roles_as_lists_name_them(text, role):
    assert values.role_of(text) is role


def test_no_list_makes_an_administrator_or_gives_a_role_of_the_trust():
    given_by_hand = {Role.ADMINISTRATOR, *TRUST_ROLES}
    assert {values.role_of(str(role.label)) for role in given_by_hand}.isdisjoint(given_by_hand)
    assert {values.role_of(role.value) for role in given_by_hand}.isdisjoint(given_by_hand)


def test_every_other_role_is_known_by_the_portals_own_words():
    own = [role for role in Role if role not in values._BY_HAND_ONLY]
    assert [values.role_of(str(role.label)) for role in own] == own


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Nell Ray", ("", "Nell", "Ray")),
        ("Ray, Nell", ("", "Nell", "Ray")),
        ("Ray, Mrs Nell Ann", ("Mrs", "Nell Ann", "Ray")),
        ("Dr. Nell van Ray", ("Dr", "Nell", "van Ray")),
        ("Mrs Ray", ("Mrs", "", "Ray")),
        ("Nell", ("", "Nell", "")),
        ("Miss", ("", "Miss", "")),
    ],
)
def test_whole_names(text, parts):
    assert values.split_name(text) == parts


def test_spaces_and_invisible_characters_go():
    assert values.tidy("  Zoe\u0308 \u200b\u202e  O’Shea\u00a0\n") == "Zoë O’Shea"


@pytest.mark.parametrize("text", ["Zo?", "?ucja", "Nguy?n", "Zo\ufffd", "ZoÃ«", "Å\u0081ucja"])
def test_a_lost_letter_shows(text):
    assert has_lost_letters(text)


@pytest.mark.parametrize("text", ["Zoë", "Łucja", "O’Brien", "?", "? ?", "Ângela", "São João", "ÅSA", ""])
def test_a_name_that_lost_nothing(text):
    assert not has_lost_letters(text)


@pytest.mark.parametrize(
    ("lossy", "good", "same"),
    [
        ("Zo?", "Zoë", True),
        ("ZO?", "zoë", True),
        ("Nguy?n", "Nguyễn", True),
        ("O?Brien", "O’Brien", True),
        ("Zo??", "Zoë", True),
        ("ZoÃ«", "Zoë", True),
        ("Zo?", "Zoe", False),
        ("Zo?", "Zo", False),
        ("Zo?", "Zoëë", False),
        ("Zoe", "Zoë", False),
        ("Zo?", "Zo?", False),
        ("Ann.?", "Anna?", False),
    ],
)
def test_the_same_but_for_the_lost_letters(lossy, good, same):
    assert same_but_for_lost_letters(lossy, good) is same


@given(st.text(alphabet="abcdëłễøß-' ", min_size=1, max_size=12).filter(lambda text: text.strip() == text))
def test_what_windows_text_loses_is_found_again(name):
    lossy = name.encode("cp1252", "replace").decode("cp1252")
    if has_lost_letters(lossy):
        assert same_but_for_lost_letters(lossy, name)
    else:
        assert lossy == name or "?" in lossy
