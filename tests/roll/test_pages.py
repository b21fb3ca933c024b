"""The pages of an import: what is asked, what is said, and that nothing changes before somebody says so."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from ledger.models import Entry
from people.models.persons import Person
from people.models.pupils import CarerLink, Pupil
from people.queries import directory
from people.queries.families import pupils_at
from people.services import carers
from roll.forms.importing import UploadForm
from roll.models.imports import ImportLine, KnownColumn, PeopleImport
from roll.rules.reading import sheets
from roll.services.exporting import export_people
from signoffs.services import signing
from tests.people.carers import carers_of
from tests.signoffs.conftest import Desk

pytestmark = pytest.mark.django_db
NINE = dt.datetime(2026, 11, 23, 9, 0)
HEADINGS = "Adno,Forename,Surname,Year,Class,Date of Birth,Notes,Contact Forename,Contact Surname,Relationship,Email"
ROWS = (
    "7001,Asa,Holt,3,Elm,14/03/2019,,Rae,Holt,Mother,rae@family.example",
    "7001,Asa,Holt,3,Elm,14/03/2019,,Kit,Holt,Father,not known",
    "7002,Bea,Lund,5,Oak,31/02/2016,K,Ann,Lund,Mother,ann@family.example",
)
MOST = 12


@pytest.fixture(autouse=True)
def monday(clock: Any) -> None:
    clock.set(NINE)


@pytest.fixture
def office(cast: Any, client: Client, sign_in: Any) -> Client:
    return sign_in(client, cast.office)


def at(cast: Any, name: str, *args: object) -> str:
    return reverse(f"roll:{name}", args=[cast.school.slug, *args])


def upload(client: Client, cast: Any, *rows: str, headings: str = HEADINGS, name: str = "pupils.csv") -> Any:
    data = "\n".join((headings, *(rows or ROWS))).encode()
    return client.post(at(cast, "import"), {"file": SimpleUploadedFile(name, data)})


def newest(cast: Any) -> PeopleImport:
    found = PeopleImport.objects.for_school(cast.school).order_by("-made_at", "-pk").first()
    assert found is not None
    return found


def brought_in(client: Client, cast: Any, *rows: str, **kwargs: Any) -> PeopleImport:
    upload(client, cast, *rows, **kwargs)
    client.post(at(cast, "import_approve", newest(cast).pk))
    return newest(cast)


def page_text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return " ".join(answer.content.decode().split())


def roll(cast: Any) -> list[str]:
    return sorted(str(pupil) for pupil in pupils_at(cast.school))


FAMILY = ["Ivy Quill", "Ned Quill", "Una Quill"]


def test_nothing_changes_before_the_list_is_approved(cast, office):
    answer = upload(office, cast)
    assert answer.url == at(cast, "import_one", newest(cast).pk)
    page = page_text(office, answer.url)
    assert "Nothing has changed yet" in page
    assert "Import 5 people" in page
    assert "Notes: " in page  # named as not stored
    assert roll(cast) == FAMILY
    office.post(at(cast, "import_approve", newest(cast).pk))
    assert roll(cast) == ["Asa Holt", "Bea Lund", *FAMILY]
    office.post(at(cast, "import_approve", newest(cast).pk))  # a second press
    assert "5 people are in" in page_text(office, answer.url)
    assert roll(cast) == ["Asa Holt", "Bea Lund", *FAMILY]


def test_a_problem_is_named_with_the_row_the_column_the_cause_and_the_cure(cast, office):
    upload(office, cast)
    found = newest(cast)
    page = page_text(office, at(cast, "import_lines", found.pk, "problem"))
    assert "Row 3, column K" in page
    assert "31/02/2016" not in page  # one class at a time
    page = page_text(office, at(cast, "import_lines", found.pk, "problem") + "?kind=date_impossible")
    assert "Row 4, column F" in page
    assert "31/02/2016" in page  # the cause
    assert "18/10/2020" in page  # the cure


def test_a_damaged_workbook_is_named_as_such_with_its_cure(cast, office):
    damaged = SimpleUploadedFile("pupils.xlsx", b"PK\x03\x04 and no more")
    page = page_text(office, office.post(at(cast, "import"), {"file": damaged}).url)
    assert "The Excel file is damaged or has a password." in page
    assert "save it as a new .xlsx file" in page
    assert "our side" not in page


def test_a_fault_of_ours_is_answered_as_ours(cast, office, monkeypatch):
    monkeypatch.setattr(sheets, "find_headings", lambda rows: {}["a mistake of ours"])
    page = page_text(office, upload(office, cast).url)
    assert "Something went wrong on our side. Your file may be fine." in page
    assert "damaged" not in page


def test_the_whole_roll_is_never_shown_afterwards(cast, office):
    found = brought_in(office, cast)
    shown = {
        sort: office.get(at(cast, "import_lines", found.pk, sort)).status_code
        for sort in ("new", "changed", "match", "right", "left", "problem", "mention", "nonsense")
    }
    assert [sort for sort, code in shown.items() if code == 200] == ["problem", "mention"]
    assert "Asa Holt" not in page_text(office, at(cast, "import_one", found.pk))


def test_who_is_missing_stays_until_somebody_ticks_them(cast, office):
    upload(office, cast)
    found = newest(cast)
    gone = ImportLine.objects.for_school(cast.school).get(imported=found, title="Ned Quill")
    page = page_text(office, at(cast, "import_lines", found.pk, "left"))
    assert "Tick who has left" in page
    assert "checked" not in page
    office.post(at(cast, "import_lines", found.pk, "left"), {"end": [str(gone.pk)]})
    assert roll(cast) == FAMILY
    office.post(at(cast, "import_approve", found.pk))
    assert roll(cast) == ["Asa Holt", "Bea Lund", "Ivy Quill", "Una Quill"]


def test_all_who_are_missing_can_be_ended_at_once_and_not_by_a_stranger_to_the_list(cast, office):
    upload(office, cast)
    found = newest(cast)
    address = at(cast, "import_lines", found.pk, "left")
    refused = office.post(address, {"end": ["not-a-line"]})
    assert refused.status_code == 200
    assert "The list has changed" in refused.content.decode()
    office.post(address, {"all": "end"})
    office.post(at(cast, "import_approve", found.pk))
    assert roll(cast) == ["Asa Holt", "Bea Lund"]


def test_a_close_match_is_asked_and_left_out_without_an_answer(cast, office):
    brought_in(office, cast)
    upload(office, cast, "7901,Asa,Holt,3,Elm,14/03/2019,,Rae,Holt,Mother,rae@family.example")
    found = newest(cast)
    page = page_text(office, at(cast, "import_lines", found.pk, "match"))
    assert "Is it the same person?" in page
    assert "Admission number 7001" in page
    assert "One close match has no answer" in page_text(office, at(cast, "import_one", found.pk))
    line = ImportLine.objects.for_school(cast.school).get(imported=found, sort="match")
    office.post(at(cast, "import_lines", found.pk, "match"), {f"line_{line.pk.hex}": "same"})
    line.refresh_from_db()
    assert line.choice == "same"
    assert "1 of 1 decided" in page_text(office, at(cast, "import_one", found.pk))
    office.post(at(cast, "import_approve", found.pk))
    numbers = Pupil.objects.for_school(cast.school).filter(last_name="Holt").values_list("admission_number", flat=True)
    assert list(numbers) == ["7901"]


def test_the_office_ends_no_headteacher_by_a_list(cast, office):
    upload(
        office, cast, "AB1,Nia,New,Class teacher,nia@fernhill.example", headings="Staff code,First,Last,Role,Work email"
    )
    found = newest(cast)
    head = ImportLine.objects.for_school(cast.school).get(imported=found, sort="left", person_ref=cast.head.person.pk)
    assert "All 7 have left" not in page_text(office, at(cast, "import_lines", found.pk, "left"))
    office.post(at(cast, "import_lines", found.pk, "left"), {"all": "end"})
    assert not ImportLine.objects.for_school(cast.school).filter(imported=found, choice="end").exists()
    office.post(at(cast, "import_lines", found.pk, "left"), {"end": [str(head.pk)]})
    answer = office.post(at(cast, "import_approve", found.pk), follow=True)
    assert "Ask the headteacher or an administrator" in answer.content.decode()
    assert newest(cast).state == "review"
    assert directory.holders(cast.school, "headteacher") == [cast.head.person]


def test_a_right_is_lost_only_by_a_tick(cast, office):
    headings, row = f"{HEADINGS},May sign", "7001,Asa,Holt,3,Elm,14/03/2019,,Rae,Holt,Mother,rae@family.example,"
    brought_in(office, cast, row + "Yes", headings=headings)
    for ticked, signs in ((False, True), (True, False)):
        upload(office, cast, row + "No", headings=headings)
        found = newest(cast)
        address = at(cast, "import_lines", found.pk, "right")
        assert "Tick who loses it" in page_text(office, address)
        line = ImportLine.objects.for_school(cast.school).get(imported=found, sort="right")
        office.post(address, {"end": [str(line.pk)]} if ticked else {})
        office.post(at(cast, "import_approve", found.pk))
        link = CarerLink.objects.for_school(cast.school).filter(pupil__first_name="Asa", until_date=None).get()
        assert link.may_sign is signs


def test_undo_is_asked_first_and_takes_the_list_back(cast, office):
    found = brought_in(office, cast)
    page = page_text(office, at(cast, "import_undo", found.pk))
    assert "Nobody has done anything since" in page
    assert len(roll(cast)) == 5
    office.post(at(cast, "import_undo", found.pk))
    assert roll(cast) == FAMILY
    assert "This list is undone" in page_text(office, at(cast, "import_one", found.pk))


def test_who_has_signed_since_is_named_and_stays_with_the_child(cast, office):
    found = brought_in(office, cast)
    rae = Person.objects.get(children__pupil__first_name="Asa", children__relationship="mother")
    asa = Pupil.objects.for_school(cast.school).get(first_name="Asa")
    signing.sign_for_family(round=Desk(cast).family_round(), person=rae, children=[asa.pk], ticked=[0], name="Rae Holt")
    page = page_text(office, at(cast, "import_undo", found.pk))
    assert "One person stays" in page
    assert "Rae Holt: has signed" in page
    assert "Kit Holt" not in page
    office.post(at(cast, "import_undo", found.pk))
    assert roll(cast) == ["Asa Holt", *FAMILY]
    assert [directory.name_of(one, cast.school) for one in carers_of(asa)] == ["Rae Holt"]
    assert "Rae Holt: has signed" in page_text(office, at(cast, "import_one", found.pk))


def test_after_a_day_undo_is_over(cast, office, clock):
    found = brought_in(office, cast)
    clock.advance(hours=25)
    office.cookies.clear()
    from tests.cast import sign_in

    sign_in(office, cast.office)
    assert "Undo this list" not in page_text(office, at(cast, "import_one", found.pk))
    assert office.get(at(cast, "import_undo", found.pk)).url == at(cast, "import_one", found.pk)
    office.post(at(cast, "import_undo", found.pk))
    assert len(roll(cast)) == 5


def test_the_same_file_again_brings_nobody_and_names_the_same_problems(cast, office):
    brought_in(office, cast)
    before = page_text(office, at(cast, "import_problems"))
    upload(office, cast)
    page = page_text(office, at(cast, "import_one", newest(cast).pk))
    assert "There is nothing new to bring in" in page
    assert "Import " not in page.partition("<main")[2].partition("<footer")[0].replace("Import of", "")
    after = page_text(office, at(cast, "import_problems"))
    assert ("Row 4, column F" in before, "Row 3, column K" in before) == (True, True)
    assert ("Row 4, column F" in after, "Row 3, column K" in after) == (True, True)


def test_unknown_headings_are_asked_once_and_remembered(cast, office):
    headings = HEADINGS.replace("Forename,Surname,Year", "Vorname,Nachname,Year", 1)
    answer = upload(office, cast, headings=headings)
    found = newest(cast)
    page = office.get(answer.url, follow=True)
    assert page.redirect_chain[-1][0] == at(cast, "import_columns", found.pk)
    text = page.content.decode()
    assert "We did not find everything" in text
    assert "Column B: Vorname" in text
    chosen = {f"column_{index}": key for index, key in found.columns.items()}
    half = office.post(at(cast, "import_columns", found.pk), chosen | {"column_1": "first_name"})
    assert "Say which column holds" in half.content.decode()
    twice = office.post(
        at(cast, "import_columns", found.pk), chosen | {"column_1": "first_name", "column_2": "first_name"}
    )
    assert "is chosen for two columns" in twice.content.decode()
    office.post(at(cast, "import_columns", found.pk), chosen | {"column_1": "first_name", "column_2": "last_name"})
    assert "Import 5 people" in page_text(office, at(cast, "import_one", found.pk))
    assert KnownColumn.objects.for_school(cast.school).get(heading="Vorname").field == "first_name"
    upload(office, cast, headings=headings)
    assert "Import 5 people" in page_text(office, at(cast, "import_one", newest(cast).pk))


def test_a_dropped_list_changes_nobody_and_its_rows_are_gone(cast, office):
    upload(office, cast)
    found = newest(cast)
    office.post(at(cast, "import_drop", found.pk))
    assert "This list was not used" in page_text(office, at(cast, "import_one", found.pk))
    assert office.get(at(cast, "import_lines", found.pk, "problem")).status_code == 404
    assert office.post(at(cast, "import_approve", found.pk)).status_code == 302
    assert roll(cast) == FAMILY
    assert not ImportLine.objects.for_school(cast.school).filter(imported=found).exists()


def test_what_is_no_list_is_refused_in_words(cast, office):
    office.post(
        at(cast, "import"), {"file": SimpleUploadedFile("pupils.csv", b"\x89PNG\r\n\x1a\n" + b"\x00\xff" * 400)}
    )
    page = page_text(office, at(cast, "import_one", newest(cast).pk))
    assert "This file could not be read" in page
    assert "Choose another file" in page
    large = SimpleUploadedFile("pupils.csv", b"x")
    large.size = 100 * 1024 * 1024
    assert UploadForm({}, {"file": large}).errors == {"file": ["The file must be smaller than 50 MB"]}
    empty = office.post(at(cast, "import"), {})
    assert "Choose the file with the list" in empty.content.decode()


def test_a_page_that_waits_needs_no_scripts(cast, office):
    upload(office, cast)
    found = newest(cast)
    PeopleImport.objects.for_school(cast.school).filter(pk=found.pk).update(state="reading", done=400, total=1200)
    page = page_text(office, at(cast, "import_one", found.pk))
    assert "400 of 1,200 rows" in page
    assert "http-equiv" not in page
    assert "Look again" in page


def test_a_list_of_another_school_does_not_exist_here(cast, office, sign_in):
    upload(office, cast)
    found = newest(cast)
    stranger = sign_in(Client(), cast.stranger_head)
    for name, more in (("import_one", ()), ("import_columns", ()), ("import_undo", ()), ("import_lines", ("new",))):
        assert stranger.get(at(cast, name, found.pk, *more)).status_code == 404
        there = reverse(f"roll:{name}", args=[cast.other_school.slug, found.pk, *more])
        assert stranger.get(there).status_code == 404


def test_no_page_asks_more_of_the_database_for_many_rows(cast, office):
    def spent() -> list[int]:
        found = newest(cast)
        names = (("import", ()), ("import_problems", ()), ("import_one", (found.pk,)), ("import_columns", (found.pk,)))
        names += tuple(("import_lines", (found.pk, sort)) for sort in ("new", "left", "problem", "mention"))
        counted = []
        for name, args in names:
            with CaptureQueriesContext(connection) as seen:
                page_text(office, at(cast, name, *args))
            counted.append(len([one for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]]))
        return counted

    upload(office, cast)
    page_text(office, at(cast, "import"))
    few = spent()
    rows = [f"8{n:03},Cy{n},Moor,3,Elm,3{n % 2}/02/2019,,Di{n},Moor,Mother,not known" for n in range(60)]
    upload(office, cast, *rows)
    assert spent() == few
    assert max(few) <= MOST, few
    assert "Page 1 of" in page_text(office, at(cast, "import_lines", newest(cast).pk, "new"))


def test_the_samples_read_back_without_a_finding(cast, office):
    for kind in ("pupils", "staff"):
        answer = office.get(at(cast, "import_sample", kind))
        assert f"sample-{kind}.csv" in answer["Content-Disposition"]
        office.post(at(cast, "import"), {"file": SimpleUploadedFile("s.csv", answer.content)})
        found = newest(cast)
        assert (found.kind, found.state) == (kind, "review")
        findings = ImportLine.objects.for_school(cast.school).filter(imported=found, sort__in=("problem", "mention"))
        assert [line.words for line in findings] == []


def test_an_export_needs_a_reason_that_is_recorded(cast, office):
    brought_in(office, cast)
    Pupil.objects.for_school(cast.school).filter(first_name="Asa").update(first_name="=Asa")
    refused = office.post(at(cast, "export"), {"kind": "pupils", "shape": "csv", "reason": " "})
    assert "Say why you need the list" in refused.content.decode()
    assert not Entry.objects.filter(verb="people.exported").exists()
    answer = office.post(at(cast, "export"), {"kind": "pupils", "shape": "csv", "reason": "For the census"})
    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Disposition"] == 'attachment; filename="fernhill-pupils-2026-11-23.csv"'
    assert "rae@family.example" in text
    assert "'=Asa" in text
    entry = Entry.objects.get(verb="people.exported")
    assert (entry.facts["kind"], entry.facts["shape"], entry.facts["rows"]) == ("pupils", "csv", text.count("\r\n") - 1)
    assert "census" not in str(entry.facts)


def test_an_export_holds_no_other_adult_of_the_exporters_own_family(cast, office):
    ivy = cast.children[0]
    carers.link_carer(person=cast.office.person, pupil=ivy, relationship="other")
    found = {}
    for who in (cast.office, cast.admin):
        out = BytesIO()
        export_people(school=cast.school, kind="pupils", shape="csv", reason="Census", out=out, by=who.actor)
        lines = out.getvalue().decode("utf-8-sig").splitlines()
        found[who.name] = [line for line in lines if ",Ivy," in line]
        assert sum("pat.quill@" in line for line in lines) == (2 if who is cast.office else 3)
    assert len(found["Adam Ridley"]) == 3
    assert len(found["Olive Marsh"]) == 1
    assert "Olive,Marsh" in found["Olive Marsh"][0]


def test_staff_are_exported_as_excel(cast, office):
    answer = office.post(at(cast, "export"), {"kind": "staff", "shape": "xlsx", "reason": "For the census"})
    sheet = load_workbook(BytesIO(answer.content)).active
    names = [" ".join(str(cell) for cell in row if cell) for row in sheet.iter_rows(values_only=True)]
    assert any("Tess" in name and "Carver" in name for name in names)
    assert not any("Roe" in name for name in names)
