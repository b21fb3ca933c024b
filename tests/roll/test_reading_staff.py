"""Staff out of a list: roles, dates, line managers and shared work addresses."""

from __future__ import annotations

import datetime as dt

import pytest

from people.states.roles import Role
from roll.rules.reading.types import StaffRow
from tests.roll.reading import positions, staff

DATES = "Staff Code;Forename;Surname;Role;Start Date;Leaving Date"


def test_a_row_gives_a_member_of_staff(tmp_path):
    rows, findings = staff(
        tmp_path,
        "QU2;Mr;Zane;Quirk;Class Teacher;Z.Quirk@school.example;zane@home.example;07700 900101;01/09/2019;31/08/2026",
        headings="Staff Code;Title;Forename;Surname;Job Title;Work Email;Home Email;Mobile;Start Date;Leaving Date",
    )
    zane = StaffRow(
        2, "QU2", "Mr", "Zane", "Quirk", Role.TEACHER, "Class Teacher", "z.quirk@school.example", "zane@home.example",
        "07700 900101", "", dt.date(2019, 9, 1), dt.date(2026, 9, 1),
    )  # fmt: skip
    assert (rows, findings) == ([zane], [])


def test_a_line_manager_is_found_by_code_name_or_address_wherever_they_stand(tmp_path):
    rows, findings = staff(
        tmp_path,
        "A1;Nell;Ray;Teacher;n.ray@school.example;b2",
        "B2;Bo;Day;Teacher;b.day@school.example;Nell Ray",
        "C3;Kai;Poe;Teacher;k.poe@school.example;N.Ray@school.example",
        "D4;Ola;Fry;Teacher;o.fry@school.example;Ray, Nell",
        "E5;Una;Gee;Teacher;u.gee@school.example;ZZ9",
        "F6;Ida;Hay;Teacher;i.hay@school.example;F6",
    )
    assert [row.manager for row in rows] == ["b2", "Nell Ray", "N.Ray@school.example", "Ray, Nell", "ZZ9", ""]
    assert positions(findings) == [(6, "F", "manager_unknown"), (7, "F", "manager_is_self")]
    assert "ZZ9" in findings[0].words


def test_a_work_address_of_two_people_is_named_to_both(tmp_path):
    rows, findings = staff(
        tmp_path,
        "A1;Nell;Ray;Teacher;both@school.example;",
        "B2;Bo;Day;Teacher;Both@school.example;",
        "C3;Kai;Poe;Teacher;k.poe@school.example;",
    )
    assert [row.work_email for row in rows] == ["both@school.example"] * 2 + ["k.poe@school.example"]
    assert positions(findings) == [(2, "E", "work_email_shared"), (3, "E", "work_email_shared")]
    assert ["Bo Day, row 3" in findings[0].words, "Nell Ray, row 2" in findings[1].words] == [True, True]


def test_one_person_in_two_posts_is_no_shared_address(tmp_path):
    rows, findings = staff(
        tmp_path, "A1;Nell;Ray;Teacher;n.ray@school.example;", "A1;Nell;Ray;Parent Governor;n.ray@school.example;"
    )
    assert ([row.role for row in rows], findings) == ([Role.TEACHER, Role.GOVERNOR], [])


def test_a_code_of_two_people_keeps_the_second_out(tmp_path):
    rows, findings = staff(tmp_path, "A1;Nell;Ray;Teacher;;", "a1;Bo;Day;Teacher;;")
    assert ([row.full_name for row in rows], positions(findings)) == (["Nell Ray"], [(3, "A", "number_twice")])


def test_an_unknown_role_is_imported_as_none(tmp_path):
    rows, findings = staff(tmp_path, "A1;Nell;Ray;Astronaut;;", "B2;Bo;Day;;;")
    assert [(row.role, row.role_text) for row in rows] == [("", "Astronaut"), ("", "")]
    assert positions(findings) == [(2, "D", "role_unknown")]


@pytest.mark.parametrize(
    ("start", "leave", "first", "away", "codes"),
    [
        ("01/09/2019", "", dt.date(2019, 9, 1), None, []),
        ("", "31/08/2026", None, dt.date(2026, 9, 1), []),
        ("01/09/2019", "31/12/9999", dt.date(2019, 9, 1), None, []),
        ("01/09/2019", "31/12/2099", dt.date(2019, 9, 1), None, []),
        ("05/01/2027", "31/08/2026", dt.date(2027, 1, 5), dt.date(2026, 9, 1), ["dates_reversed"]),
        ("01/09/2019", "01/09/2019", dt.date(2019, 9, 1), dt.date(2019, 9, 2), []),
        ("31/02/2019", "", None, None, ["date_impossible"]),
        ("01/09/1019", "", None, None, ["date_unlikely"]),
    ],
)
def test_dates_of_work(tmp_path, start, leave, first, away, codes):
    rows, findings = staff(tmp_path, f"A1;Nell;Ray;Teacher;{start};{leave}", headings=DATES)
    assert [(row.from_date, row.until_date) for row in rows] == [(first, away)]
    assert [finding.code for finding in findings] == codes


def test_rows_that_are_no_person(tmp_path):
    rows, findings = staff(
        tmp_path,
        "A1;Nell;Ray;Teacher;;",
        ";;Fry;Teacher;;",
        "Total;1;;;;",
        "A1;Nell;Ray;Teacher;;",
        "B2;Zo?;Day;Teacher;;",
    )
    assert [row.row for row in rows] == [2, 6]
    assert positions(findings) == [
        (3, "", "name_missing"),
        (4, "", "total_row"),
        (5, "", "row_twice"),
        (6, "B", "letter_lost"),
    ]


def test_whole_names_in_one_column(tmp_path):
    rows, findings = staff(tmp_path, "Mrs Nell Ray;Teacher", "Day, Bo;Teacher", headings="Name;Role")
    assert [(row.title, row.first_name, row.last_name) for row in rows] == [("Mrs", "Nell", "Ray"), ("", "Bo", "Day")]
    assert findings == []
