"""Pupils and their carers out of a list: what comes in, what stays out, and what is said of it."""

from __future__ import annotations

import datetime as dt

import pytest

from people.states.words import Relationship
from roll.rules.reading.findings import CATALOGUE, PROBLEM_KINDS
from roll.rules.reading.headings import guess
from roll.rules.reading.pupils import read_pupils
from roll.rules.reading.types import CarerRow, Level, PupilRow
from roll.states import ImportKind
from tests.roll.reading import TODAY, excel, positions, pupils, read, sheet

CARERS = "Adm No;Forename;Surname;Contact Title;Contact Forename;Contact Surname;Relationship;PR;Priority;Email;Mobile"
CARER_AND_SIGNS = "Forename;Surname;Contact Name;Relationship;May sign;May be contacted"
LINE = "701;Nell;Ray;03/10/2019;2;Kestrel"


def test_a_row_gives_a_pupil_and_a_carer(tmp_path):
    rows, findings = pupils(
        tmp_path, "0701;Nell;O’Shea;Mrs;Asha;Ray;Mum;Yes;1;Asha@Home.example;07700 900101", headings=CARERS
    )
    asha = CarerRow("Mrs", "Asha", "Ray", Relationship.MOTHER, True, 1, "asha@home.example", "07700 900101", None, None)
    assert (rows, findings) == ([PupilRow(2, "0701", "Nell", "O’Shea", None, "", "", asha)], [])


def test_a_pupil_without_a_carer(tmp_path):
    rows, findings = pupils(tmp_path, LINE)
    assert (rows, findings) == ([PupilRow(2, "701", "Nell", "Ray", dt.date(2019, 10, 3), "2", "Kestrel", None)], [])


def test_carers_side_by_side_come_one_at_a_time_and_know_who_they_are(tmp_path):
    rows, findings = pupils(
        tmp_path,
        "Ray, Nell;Kestrel;Asha Ray;asha@home.example;Mr Len Ray;07700 900101",
        "Bo Day;Kestrel;;;Mr Day;",
        headings="Pupil;Class;Mother;Mum's email;Father;Dad's mobile",
    )
    assert [
        (row.row, row.full_name, row.carer.title, row.carer.full_name, str(row.carer.relationship)) for row in rows
    ] == [
        (2, "Nell Ray", "", "Asha Ray", "mother"),
        (2, "Nell Ray", "Mr", "Len Ray", "father"),
        (3, "Bo Day", "Mr", "Day", "father"),
    ]
    assert findings == []


def test_a_cell_that_cannot_be_kept_stays_out_and_the_rest_comes_in(tmp_path):
    rows, findings = pupils(
        tmp_path, "701;Nell;Ray;;Asha;Day;Mum;perhaps;first;not known;ask me", "702;Bo;Ray;;;;;;;;", headings=CARERS
    )
    assert [(row.full_name, row.carer and (row.carer.email, row.carer.phone, row.carer.priority)) for row in rows] == [
        ("Nell Ray", ("", "", None)),
        ("Bo Ray", None),
    ]
    assert rows[0].carer.parental_responsibility is None
    assert sorted(positions(findings)) == [
        (2, "H", "yes_or_no"),
        (2, "I", "priority_impossible"),
        (2, "J", "email_impossible"),
        (2, "K", "phone_impossible"),
    ]


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("701;Nell;Ray;31/02/2019;2;Kestrel", ("D", "date_impossible")),
        ("701;Nell;Ray;10/18/2019;2;Kestrel", ("D", "date_month_first")),
        ("701;Nell;Ray;soon;2;Kestrel", ("D", "date_unread")),
        ("701;Nell;Ray;03/10/2030;2;Kestrel", ("D", "date_unlikely")),
        ("701;Nell;Ray;03/10/1980;2;Kestrel", ("D", "date_unlikely")),
        ("701;Nell;Ray;#REF!;2;Kestrel", ("D", "cell_error")),
        ("701;Nell;Ray;2019-10-03;2;Kestrel", ("D", "date_year_first")),
        ("701;Nell;Ray;03/10/2019;Year 2;Kestrel", ("E", "year_understood")),
        ("701;Ne?l;Ray;03/10/2019;2;Kestrel", ("B", "letter_lost")),
        ("701;Nell;Ray;03/10/2019;2;Ke\ufffdtrel", ("F", "letter_lost")),
        ("701;Nell;=HYPERLINK(1);03/10/2019;2;Kestrel", ("C", "formula")),
        ("701;Nell;@SUM(A1);03/10/2019;2;Kestrel", ("C", "formula")),
        ("701;Nell;1234;03/10/2019;2;Kestrel", ("C", "name_impossible")),
        ("701;Nell;Ray;03/10/2019;2;" + "K" * 41, ("F", "too_long")),
        ("701;Nell;Ray;" + "9" * 20_000 + ";2;Kestrel", ("D", "too_long")),
    ],
)
def test_each_finding_names_row_column_cause_and_cure(tmp_path, line, where):
    rows, findings = pupils(tmp_path, line)
    assert [row.first_name[:2] for row in rows] == ["Ne"]
    assert positions(findings) == [(2, *where)]
    assert findings[0].words.endswith(".")
    assert findings[0].cure.endswith(".")


@pytest.mark.parametrize(
    ("line", "code", "level"),
    [
        ("701;;Ray;03/10/2019;2;Kestrel", "name_missing", Level.PROBLEM),
        ("701;Nell;Ray;03/10/2019;2;Kestrel;too far", "row_shifted", Level.PROBLEM),
        ("Total;;;;;1", "total_row", Level.MENTION),
        (";;Grand total: 1 pupil;;;", "total_row", Level.MENTION),
        ("Number of pupils 12;;;;;", "total_row", Level.MENTION),
        ("Page 1 of 3;;;;;", "total_row", Level.MENTION),
        ("Count;12;;;;", "total_row", Level.MENTION),
        (";;;;;end", "total_row", Level.MENTION),
        ("Adm No;Forename;Surname;DOB;Year;Class", "headings_again", Level.MENTION),
    ],
)
def test_a_row_that_is_no_person_is_left_out_and_named(tmp_path, line, code, level):
    rows, findings = pupils(tmp_path, LINE, line)
    assert [row.row for row in rows] == [2]
    assert [(finding.row, finding.code, finding.level) for finding in findings] == [(3, code, level)]


@pytest.mark.parametrize(
    "line", ["702;Total;Ray;03/10/2019;2;Kestrel", "702;Sum;Ying;;;", ";Count;Basie;;4;", ";Page;May;;;"]
)
def test_people_with_such_names_come_in(tmp_path, line):
    rows, findings = pupils(tmp_path, LINE, line)
    assert ([row.row for row in rows], findings) == ([2, 3], [])


def test_a_line_above_each_class_is_no_pupil(tmp_path):
    rows, findings = pupils(tmp_path, "Kestrel;;", "Nell;Ray;2", headings="Forename;Surname;Year")
    assert ([row.full_name for row in rows], positions(findings)) == (["Nell Ray"], [(2, "", "total_row")])


def test_cells_under_no_heading_are_no_slipped_row(tmp_path):
    rows, findings = pupils(tmp_path, "701;Nell;Ray;;mark", headings="Adm No;Forename;Surname;;")
    assert ([row.full_name for row in rows], findings) == (["Nell Ray"], [])
    content = excel(("P", [["Forename", "Surname"], ["Nell", "Ray", None, "mark"]]))
    rows, findings = read(sheet(tmp_path, content))
    assert ([row.full_name for row in rows], findings) == (["Nell Ray"], [])


def test_one_name_is_enough_and_is_mentioned(tmp_path):
    rows, findings = pupils(tmp_path, "701;Nell;;03/10/2019;2;K")
    assert ([row.full_name for row in rows], positions(findings)) == (["Nell"], [(2, "C", "last_name_missing")])


def test_an_address_without_a_carer_is_named(tmp_path):
    rows, findings = pupils(tmp_path, "701;Nell;Ray;;;;;;;asha@home.example;", headings=CARERS)
    assert ([row.carer for row in rows], positions(findings)) == ([None], [(2, "J", "carer_name_missing")])


def test_addresses_without_any_column_of_names_are_said_once(tmp_path):
    found = sheet(tmp_path, "Name;Class;Parent e-mail\nNell Ray;2;a@home.example\nBo Day;2;b@home.example\n")
    columns = guess(ImportKind.PUPILS, found.headings, {})
    given = list(read_pupils(found, columns, TODAY))
    assert positions([one for one in given if not isinstance(one, PupilRow)]) == [(1, "C", "carer_names_missing")]
    assert [row.carer for row in given[1:]] == [None, None]


def test_an_apostrophe_that_keeps_noughts_is_no_part_of_the_number(tmp_path):
    rows, _faults = pupils(tmp_path, "'0701;Nell;Ray;;;")
    assert [row.admission_number for row in rows] == ["0701"]


def test_the_same_row_twice_is_taken_once(tmp_path):
    rows, findings = pupils(tmp_path, LINE, "702;Bo;Ray;;2;Kestrel", LINE)
    assert [row.row for row in rows] == [2, 3]
    assert positions(findings) == [(4, "", "row_twice")]
    assert "row 2." in findings[0].words


def test_two_rows_of_one_pupil_give_the_same_facts_and_say_where_they_differ(tmp_path):
    rows, findings = pupils(
        tmp_path,
        "701;Nell;Ray;;2;Kestrel",
        "701;Nell;Ray;03/10/2019;R;Kestrel",
        "701;Nell;Ray;04/10/2019;2;",
    )
    assert [(row.birth_date, row.year_group, row.class_name) for row in rows] == [
        (None, "2", "Kestrel"),
        (dt.date(2019, 10, 3), "2", "Kestrel"),
        (dt.date(2019, 10, 3), "2", "Kestrel"),
    ]
    assert positions(findings) == [(3, "E", "rows_differ"), (4, "D", "rows_differ")]


def test_a_whole_spelling_wins_over_a_broken_one_in_either_order(tmp_path):
    rows, findings = pupils(
        tmp_path, "701;Zo?;Ray;;2;K", "701;Zoë;Ray;;2;K", "702;Łucja;Ray;;2;K", "702;?ucja;Ray;;2;K"
    )
    assert [row.first_name for row in rows] == ["Zo?", "Zoë", "Łucja", "Łucja"]
    assert positions(findings) == [(2, "B", "letter_lost"), (5, "B", "letter_lost")]


def test_one_number_for_two_children_keeps_the_second_out(tmp_path):
    rows, findings = pupils(tmp_path, LINE, "701;Bo;Day;03/10/2019;2;Kestrel", "701;Nell;Batt;03/10/2019;2;Kestrel")
    assert [(row.row, row.last_name) for row in rows] == [(2, "Ray"), (4, "Ray")]
    assert positions(findings) == [(3, "A", "number_twice"), (4, "C", "rows_differ")]
    assert "Nell Ray in row 2" in findings[0].words


def test_without_numbers_name_and_birthday_tell_pupils_apart(tmp_path):
    rows, findings = pupils(
        tmp_path,
        "Ivo;Batt;11/12/2021;R",
        "Ines;Batt;11/12/2021;R",
        "Ivo;Batt;02/02/2016;6",
        headings="Forename;Surname;DOB;Year",
    )
    assert ([row.year_group for row in rows], findings) == (["R", "R", "6"], [])


def test_the_legal_name_stands_in_only_where_the_other_is_empty(tmp_path):
    rows, _faults = pupils(
        tmp_path, "1;Nell;Smith;Ray", "2;Bo;Smith;", headings="Adm No;Forename;Legal Surname;Preferred Surname"
    )
    assert [row.last_name for row in rows] == ["Ray", "Smith"]


def test_a_lost_letter_in_a_middle_name_is_named_though_it_is_not_kept(tmp_path):
    rows, findings = pupils(tmp_path, "Nell;?ucja;Ray", headings="Forename;Middle name;Surname")
    assert ([row.full_name for row in rows], positions(findings)) == (["Nell Ray"], [(2, "B", "letter_lost")])


def test_a_lost_letter_is_named_in_the_column_of_the_carer_or_of_the_pupil(tmp_path):
    rows, findings = pupils(tmp_path, "701;Nell;Ray;;?ucja;Ray;;;;;", "702;Zo?;Ray;;Asha;Ray;;;;;", headings=CARERS)
    assert [(row.first_name, row.carer.first_name) for row in rows] == [("Nell", "?ucja"), ("Zo?", "Asha")]
    assert positions(findings) == [(2, "E", "letter_lost"), (3, "B", "letter_lost")]


def test_an_address_of_two_carers_is_said_once_and_kept_for_both(tmp_path):
    rows, findings = pupils(
        tmp_path,
        "701;Nell;Ray;;Asha;Ray;;;;both@home.example;",
        "701;Nell;Ray;;Len;Ray;;;;Both@home.example;",
        "702;Bo;Ray;;Len;Ray;;;;both@home.example;",
        headings=CARERS,
    )
    assert [row.carer.email for row in rows] == ["both@home.example"] * 3
    assert positions(findings) == [(3, "J", "address_shared")]


def test_who_may_sign_and_be_contacted_is_as_said_and_else_not_said(tmp_path):
    rows, findings = pupils(
        tmp_path,
        "Nell;Ray;Asha Ray;Mum;Yes;No",
        "Nell;Ray;Len Ray;Dad;;",
        "Nell;Ray;Joy Poe;Neighbour;;",
        "Bo;Ray;Joy Poe;neighbour;;",
        "Bo;Ray;Kai Poe;Childminder;Yes;",
        headings=CARER_AND_SIGNS,
    )
    assert [(row.carer.may_sign, row.carer.may_contact) for row in rows] == [
        (True, False),
        (None, None),
        (False, None),
        (False, None),
        (True, None),
    ]
    assert positions(findings) == [(4, "D", "not_a_carer"), (6, "D", "not_a_carer")]


def test_what_a_whole_column_repeats_is_not_said_of_every_row(tmp_path):
    lines = [f"{n};Nell{n * 'a'};Ray;2019-10-03;Year 2;K" for n in range(1, 30)]
    rows, findings = pupils(tmp_path, *lines)
    assert len(rows) == 29
    assert [finding.code for finding in findings].count("date_year_first") == 5
    assert [finding.code for finding in findings].count("year_understood") == 1


def test_excel_loses_the_nought_of_a_phone_number_and_it_comes_back(tmp_path):
    content = excel(("P", [["Forename", "Surname", "Contact Name", "Mobile"], ["Nell", "Ray", "Asha Ray", 7700900101]]))
    rows, findings = read(sheet(tmp_path, content))
    assert ([row.carer.phone for row in rows], positions(findings)) == (["07700900101"], [(2, "D", "phone_zero")])


def test_nothing_of_a_column_that_is_not_stored_comes_in(tmp_path):
    rows, findings = pupils(
        tmp_path, "701;Nell;Ray;marker one;marker two", headings="Adm No;Forename;Surname;SEN;Medical notes"
    )
    assert "marker" not in repr((rows, findings))


def test_a_long_value_is_cut_in_a_finding(tmp_path):
    _rows, findings = pupils(tmp_path, f"701;Nell;Ray;{'x' * 400};2;K")
    assert (len(findings[0].value), findings[0].value[-1]) == (120, "…")


def test_today_is_the_last_day_on_which_a_pupil_can_be_born(tmp_path):
    _rows, findings = pupils(
        tmp_path, f"701;Nell;Ray;{TODAY:%d/%m/%Y};2;K", f"702;Bo;Ray;{TODAY + dt.timedelta(1):%d/%m/%Y};2;K"
    )
    assert positions(findings) == [(3, "D", "date_unlikely")]


def test_every_finding_has_a_name_for_its_kind_on_the_screen():
    assert [code for code in CATALOGUE if code not in PROBLEM_KINDS] == []
