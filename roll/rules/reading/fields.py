"""What a column may hold, and the headings that the usual systems and hand-made lists give it.

Headings are written as :func:`roll.rules.reading.headings.plain` leaves them: small letters, no punctuation, and
without the words that only say whose it is ("pupil", "contact 2"). The first is the best: where two columns fit one
field, the better one is taken.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from roll.rules.reading.types import Field
from roll.states import ImportKind

CARERS = (1, 2, 3)
Words = str | Promise


_FIRST = (
    "preferred forename, preferred first name, known as, chosen name, chosen first name, forename, first name, "
    "firstname, forenames, first names, given name, given names, christian name, first"
)
_LAST = (
    "preferred surname, preferred last name, chosen surname, chosen last name, surname, last name, lastname, "
    "family name, second name, legal surname, legal last name, legal family name, last"
)
_WHOLE = (
    "full name, name, preferred name, display name, legal name, legal full name, forename surname, surname "
    "forename, first name surname, name in full, names, fullname,"
)
_EMAIL = (
    "primary email, email, e mail, email address, e mail address, main email, home email, personal email, default "
    "email, email primary, email 1, mail"
)
_PHONE = (
    "mobile, mobile phone, mobile number, mobile telephone, mobile no, mobile tel, primary phone, primary mobile, "
    "default telephone number, telephone, telephone number, phone, phone number, tel, tel no, tel number, contact "
    "number, contact no, number, no, main phone, cell, home phone, home telephone, home tel, home number, "
    "landline, day telephone, work phone"
)
_TITLE = "title, salutation, prefix, mr mrs"

_PUPIL: tuple[Field, ...] = (
    Field(
        "admission_number",
        _("Admission number"),
        "admission number, admission no, adno, ad no, adm no, admno, admissions number, adm number, admission, id, "
        "number, no, roll number, school id, mis id, arbor id, bromcom id, ref",
    ),
    Field("first_name", _("Pupil's first name"), _FIRST, True, ("full_name", "legal_first_name")),
    Field("last_name", _("Pupil's last name"), _LAST, True, ("full_name", "legal_last_name")),
    Field("full_name", _("Pupil's whole name, in one column"), _WHOLE),
    Field(
        "legal_first_name",
        _("Pupil's legal first name, for where the first name is empty"),
        "legal forename, legal first name, legal forenames, legal first names, legal given name, legal given "
        "names, official first name, forename, first name",
    ),
    Field(
        "legal_last_name",
        _("Pupil's legal last name, for where the last name is empty"),
        "legal surname, legal last name, legal family name, legal second name, official surname, surname, last name",
    ),
    Field(
        "middle_names",
        _("Pupil's middle names (looked at, not kept)"),
        "middle names, middle name, middlename, middle names s, legal middle names, middle initial",
    ),
    Field(
        "birth_date",
        _("Date of birth"),
        "date of birth, dob, do b, d o b, birth date, birthdate, birthday, born, date birth",
    ),
    Field(
        "year_group",
        _("Year group"),
        "year group, year, nc year, ncyear, nc year actual, national curriculum year, yr, yeargroup, current "
        "year, year taught in, yr grp, curriculum year, year group name, yr group, current nc year",
    ),
    Field(
        "class_name",
        _("Class"),
        "class, reg group, registration group, reg, registration form, form, tutor group, class name, "
        "registration, form group, reg grp, current class, main class, registration class, tutor, group, "
        "house class, teaching group, current registration form, form name, regform",
    ),
)


def _carer(number: int) -> tuple[Field, ...]:
    """Return the fields of the first, second or third carer of a row."""
    whose: dict[int, Words] = {1: _("Carer"), 2: _("Second carer"), 3: _("Third carer")}
    key = "carer" if number == 1 else f"carer{number}"

    def field(name: str, words: Words, headings: str) -> Field:
        return Field(f"{key}_{name}", format_lazy("{}: {}", whose[number], words), headings)

    return (
        field("title", _("title"), _TITLE),
        field("first_name", _("first name"), f"{_FIRST}, legal forename, legal first name, initials, initial"),
        field("last_name", _("last name"), _LAST),
        field("full_name", _("whole name"), _WHOLE),
        field(
            "relationship",
            _("relationship to the pupil"),
            "relationship, relation, relationship to pupil, relationship to student, relationship to child, "
            "relation to pupil, relationship type, relationship name, type, relation to student",
        ),
        field(
            "parental_responsibility",
            _("parental responsibility"),
            "parental responsibility, pr, has parental responsibility, parental resp, parental "
            "responsability, legal responsibility, has pr, parental rights",
        ),
        field(
            "priority",
            _("priority"),
            "priority, contact priority, contact order, order, priority number, call order, ranking, rank, "
            "contact priority number",
        ),
        field("email", _("e-mail"), _EMAIL),
        field("phone", _("phone"), _PHONE),
        field("may_sign", _("may sign"), "may sign, can sign, signs, signatory, consent giver, gives consent"),
        field(
            "may_contact",
            _("may be contacted"),
            "may be contacted, may contact, can contact, can be contacted, receives correspondence, "
            "correspondence, receive correspondence, mail merge, school comms, communications",
        ),
    )


_STAFF: tuple[Field, ...] = (
    Field(
        "staff_code",
        _("Staff code"),
        "staff code, code, staff id, employee number, employee no, payroll number, payroll no, employee id, "
        "employee code, staff no, staff number, teacher code, initials code, id, staff ref, personnel number, "
        "initials, arbor id, bromcom id, number",
    ),
    Field("title", _("Title"), _TITLE),
    Field("first_name", _("First name"), f"{_FIRST}, legal forename, legal first name", True, ("full_name",)),
    Field("last_name", _("Last name"), _LAST, True, ("full_name",)),
    Field("full_name", _("Whole name, in one column"), f"{_WHOLE}, staff, employee, member of staff"),
    Field(
        "role",
        _("Role"),
        "role, job title, post, position, job, post title, job role, main role, business role, roles, job "
        "description, occupation, staff type, staff role, category, staff category, type",
    ),
    Field(
        "work_email",
        _("Work e-mail"),
        "work email, work e mail, school email, school e mail, work email address, email work, school email "
        "address, business email, email, e mail, email address, primary email, main email, e mail address, "
        "default email, office email, mail",
    ),
    Field(
        "personal_email",
        _("Personal e-mail"),
        "personal email, home email, personal e mail, home e mail, private email, email home, personal email "
        "address, home email address, email personal, other email, alternative email",
    ),
    Field("phone", _("Phone"), _PHONE),
    Field(
        "manager",
        _("Line manager"),
        "line manager, manager, reports to, line managed by, managed by, line manager code, line manager "
        "name, line manager email, supervisor, appraiser, team leader, linemanager",
    ),
    Field(
        "from_date",
        _("First day"),
        "start date, date started, started, start, first day, employment start date, date of arrival, arrival "
        "date, date joined, joined, joining date, from, contract start date, contract start, employment "
        "start, date of joining, start of employment, from date, service start date",
    ),
    Field(
        "until_date",
        _("Last day"),
        "leaving date, date of leaving, date left, leave date, end date, last day, left, finish date, "
        "leaving, employment end date, employment end, contract end date, contract end, to, until, departure "
        "date, date of departure, leaver date, termination date, end, finished",
    ),
)

FIELDS: dict[ImportKind, tuple[Field, ...]] = {
    ImportKind.PUPILS: _PUPIL + tuple(field for number in CARERS for field in _carer(number)),
    ImportKind.STAFF: _STAFF,
}


class NotStored(NamedTuple):
    """What is not the portal's business: parts of a heading as whole words, and what they are about."""

    parts: str
    about: Words


NOT_STORED = (
    NotStored(
        "notes, note, comments, comment, remarks, free text, other information, additional information",
        _("notes often hold special educational needs, health or family matters"),
    ),
    NotStored(
        "sen, send, sen status, sen need, ehcp, ehc, special needs, special educational needs, sen code, "
        "provision, disability, disabilities, disabled, iep, k code",
        _("special educational needs"),
    ),
    NotStored(
        "medical, health, allergy, allergies, condition, conditions, doctor, gp, surgery, nhs, nhs number, "
        "medication, dietary, diet, blood, sickness, absence reason",
        _("health"),
    ),
    NotStored(
        "fsm, free school meals, free meals, pupil premium, pp, ppi, fsm6, ever 6, benefit",
        _("money in the family"),
    ),
    NotStored(
        "ethnicity, ethnic, ethnic group, ethnic origin, race, nationality, country of birth, asylum, first "
        "language, home language, mother tongue, eal, language, passport, visa, immigration",
        _("origin and language"),
    ),
    NotStored("religion, faith, belief, denomination, baptised, parish", _("religion")),
    NotStored(
        "in care, looked after, lac, cla, child protection, cp plan, safeguarding, social services, adopted, "
        "child in need, cin, young carer, court order, care status, post looked after",
        _("care and protection"),
    ),
    NotStored(
        "national insurance, ni number, ni no, nino, salary, pay, pay scale, bank, sort code, account number, "
        "pension, dbs, dbs number, right to work, marital status, sexual orientation, trade union, union",
        _("employment papers"),
    ),
    NotStored(
        "behaviour, attendance, exclusion, exclusions, suspensions, attainment, sats",
        _("behaviour, attendance or results"),
    ),
)
