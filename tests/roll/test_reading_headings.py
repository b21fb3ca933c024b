"""Which column holds what: the headings of the usual systems, of hand-made lists, and what a school chose before."""

from __future__ import annotations

import pytest

from roll.queries import export_rows
from roll.rules.reading.fields import FIELDS
from roll.rules.reading.headings import guess, guess_kind, left_out, letter, missing, not_stored
from roll.states import ImportKind

# (the system, its headings, what each column holds; "-" stays out)
PUPIL_LISTS = """
SIMS
  Adno, Legal Forename, Legal Surname, Year, Reg, DOB, Priority, Relationship, Title, Contact Forename, Primary Email
  admission_number, legal_first_name, legal_last_name, year_group, class_name, birth_date, carer_priority, \
carer_relationship, carer_title, carer_first_name, carer_email
SIMS with preferred names
  Admission Number, Preferred Forename, Preferred Surname, Legal Surname, Year taught in, Reg Group, PR, Mobile
  admission_number, first_name, last_name, legal_last_name, year_group, class_name, carer_parental_responsibility, \
carer_phone
Arbor
  Student ID, Student First Name, Student Last Name, Date of Birth, Year Group, Registration Form, \
Primary Guardian First Name, Primary Guardian Last Name, Primary Guardian Relationship, Primary Guardian Email
  admission_number, first_name, last_name, birth_date, year_group, class_name, \
carer_first_name, carer_last_name, carer_relationship, carer_email
Bromcom
  AdmissionNumber, FirstName, LastName, DoB, YearGroup, TutorGroup, ContactTitle, ContactFirstName, ContactLastName, \
ContactEmail, ContactMobile, ContactPriority
  admission_number, first_name, last_name, birth_date, year_group, class_name, carer_title, carer_first_name, \
carer_last_name, carer_email, carer_phone, carer_priority
by hand, side by side
  Child's name, Class, Parent 1 name, Parent 1 e-mail, Parent 2 name, Parent 2 e-mail
  full_name, class_name, carer_full_name, carer_email, carer2_full_name, carer2_email
by hand, mother and father
  Surname, First name, Yr, Mother, Mum's mobile, Father, Dad's email
  last_name, first_name, year_group, carer_full_name, carer_phone, carer2_full_name, carer2_email
contacts with numbers
  Pupil, Form, Contact 1 First Name, Contact 1 Surname, Contact 2 First Name, Contact 2 Surname, Second contact email
  full_name, class_name, carer_first_name, carer_last_name, carer2_first_name, carer2_last_name, carer2_email
not the portal's
  Adm. No., Forename, Surname, Student Email, UPN, FSM, SEN Status, Ethnicity, Religion, Home language, In care?
  admission_number, first_name, last_name, -, -, -, -, -, -, -, -
"""
STAFF_LISTS = """
SIMS
  Staff Code, Title, Forename, Surname, Post, Work Email, Home Email, Line Manager, Employment Start Date, Leaving Date
  staff_code, title, first_name, last_name, role, work_email, personal_email, manager, from_date, until_date
Arbor
  Staff ID, Full name, Business role, Email address, Start date, End date
  staff_code, full_name, role, work_email, from_date, until_date
by hand
  Name, Job title, School email, Personal email, Tel
  full_name, role, work_email, personal_email, phone
not the portal's
  Payroll no, Name, Role, NI Number, Salary, DBS number, Contract
  staff_code, full_name, role, -, -, -, -
"""


def cases(text: str) -> list:
    """Return one case for each three lines."""
    lines = text.strip().splitlines()
    return [
        pytest.param(
            headings.strip().split(", "), ["" if key == "-" else key for key in keys.strip().split(", ")], id=name
        )
        for name, headings, keys in zip(lines[::3], lines[1::3], lines[2::3], strict=True)
    ]


@pytest.mark.parametrize(("headings", "keys"), cases(PUPIL_LISTS))
def test_lists_of_pupils(headings, keys):
    assert guess_kind(headings) is ImportKind.PUPILS
    assert guess(ImportKind.PUPILS, headings, {}) == dict(enumerate(keys))


@pytest.mark.parametrize(("headings", "keys"), cases(STAFF_LISTS))
def test_lists_of_staff(headings, keys):
    assert guess_kind(headings) is ImportKind.STAFF
    assert guess(ImportKind.STAFF, headings, {}) == dict(enumerate(keys))


def test_an_export_of_the_portal_is_known_again_in_every_column():
    pupils, staff = export_rows.PUPIL_HEADINGS, export_rows.STAFF_HEADINGS
    assert (guess_kind(pupils), guess_kind(staff)) == (ImportKind.PUPILS, ImportKind.STAFF)
    assert [at for at, key in guess(ImportKind.PUPILS, pupils, {}).items() if not key] == []
    assert [at for at, key in guess(ImportKind.STAFF, staff, {}).items() if not key] == []
    assert set(guess(ImportKind.STAFF, staff, {}).values()) == {field.key for field in FIELDS[ImportKind.STAFF]} - {
        "full_name"
    }


def test_what_the_school_chose_before_wins():
    given = ("Forename", "Surname", "Set", "Reg Group", "Notes")
    chosen = {"set": "class_name", "REG-GROUP": "", "Surname": "no such field"}
    assert guess(ImportKind.PUPILS, given, chosen) == {0: "first_name", 1: "last_name", 2: "class_name", 3: "", 4: ""}


def test_no_field_is_given_twice():
    given = ("Forename", "First name", "Preferred forename", "Known as")
    assert guess(ImportKind.STAFF, given, {}) == {0: "", 1: "", 2: "first_name", 3: ""}
    assert guess(ImportKind.STAFF, ("A", "B"), {"A": "role", "B": "role"}) == {0: "role", 1: ""}


def test_what_a_list_cannot_do_without():
    def keys(*held: str) -> list[str]:
        return [field.key for field in missing(ImportKind.PUPILS, dict(enumerate(held)))]

    assert keys() == ["first_name", "last_name"]
    assert keys("last_name") == ["first_name"]
    assert keys("legal_first_name", "last_name") == []
    assert keys("full_name") == []


def test_what_stays_out_is_named_with_its_column_and_why():
    given = ("Forename", "Middle names", "Medical notes", "Contract", "")
    findings = left_out(given, {0: "first_name", 1: "middle_names", 2: "", 3: "", 4: ""}, 3)
    assert [(one.row, one.column, one.code, one.value) for one in findings] == [
        (3, "B", "column_left_out", "Middle names"),
        (3, "C", "not_stored", "Medical notes"),
        (3, "D", "column_left_out", "Contract"),
    ]
    assert "Medical notes" in findings[1].words


@pytest.mark.parametrize("heading", ["Notes", "SEN", "SENStatus", "Pupil Premium", "GP surgery", "Looked after", "EAL"])
def test_what_is_never_stored(heading):
    assert not_stored(heading)


@pytest.mark.parametrize("heading", ["Sent on", "Surname", "Class", "Telephone", "Email", ""])
def test_what_may_be_stored(heading):
    assert not not_stored(heading)


def test_the_letters_of_columns():
    assert [letter(at) for at in (0, 8, 25, 26, 51, 52, 701, 702)] == ["A", "I", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_every_field_has_its_own_key_and_words():
    for fields in FIELDS.values():
        assert len({field.key for field in fields}) == len(fields) == len({str(field.words) for field in fields})
