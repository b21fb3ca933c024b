"""A list of pupils and carers: looked over, brought in, brought in again, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.contributions.people import ActivityTrace
from core.db.dated import in_force
from core.errors import Refused, StaleWrite
from ledger.models import Entry
from people.models.persons import Address
from people.models.pupils import CarerLink, ClassPlace, Pupil
from people.queries import acting, directory
from people.services import assignments, carers
from people.services import persons as people_persons
from people.services import pupils as people_pupils
from roll.models.imports import ImportStep, PeopleImport
from roll.queries import imports
from roll.services.importing import lifecycle, worker
from schools.services import schools
from tests.contributing import contributed
from tests.roll.school import CARERS, PUPILS, Place, table

FILES = Path(__file__).resolve().parent.parent / "fixtures" / "people"
HEAD = f"{PUPILS},{CARERS}"
IVY = "101,Ivy,Quill,04/05/2016,5,Acorn"
NED = "102,Ned,Quill,01/02/2018,3,Cedar"
PAT = "Ms,Pat,Quill,Mother,Yes,pat@quill.example,07700 900123"
ROB = "Mr,Rob Adam,Quill,Father,No,rob@quill.example,"
FAMILY = table(HEAD, f"{IVY},{PAT}", f"{IVY},{ROB}", f"{NED},{PAT}", f"{NED},{ROB}")


def nothing_done(imported: PeopleImport) -> bool:
    """Whether an import that is done did nothing at all."""
    return not ImportStep.objects.for_school(imported.school).filter(imported=imported).exists()


def test_a_review_changes_nothing_and_the_approved_list_is_all_there(place: Place) -> None:
    imported = place.upload(FAMILY)
    assert (imported.state, imported.kind) == ("review", "pupils")
    assert place.titles(imported, "new") == ["Ivy Quill", "Pat Quill", "Rob Adam Quill", "Ned Quill"]
    assert place.roll() == {}
    lifecycle.approve(imported=imported, by=place.office)
    assert imported.state == "done"
    assert place.roll() == {"Ivy Quill": "Acorn", "Ned Quill": "Cedar"}
    pat, rob = (place.carers("Ned Quill")[name] for name in ("Pat Quill", "Rob Adam Quill"))
    assert (pat.relationship, pat.parental_responsibility, pat.may_sign) == ("mother", True, True)
    assert (rob.relationship, rob.parental_responsibility, rob.may_sign) == ("father", False, False)
    assert pat.person_id == place.carers("Ivy Quill")["Pat Quill"].person_id
    assert directory.email_of(pat.person, place.school) == "pat@quill.example"
    assert directory.phone_of(pat.person, place.school) == "07700 900123"


def test_one_ledger_entry_holds_the_checksum_of_all_that_was_done(place: Place) -> None:
    imported = place.import_list(FAMILY)
    entry = Entry.objects.get(school_id=place.school.pk, verb="import.applied")
    assert (entry.subject, entry.actor_id) == (f"import:{imported.pk}", place.admin.person.pk)
    assert (entry.facts["new"], entry.facts["same"], len(entry.facts["change_set"])) == (4, 0, 64)
    assert "Quill" not in str(entry.facts)


def test_the_same_file_again_changes_nothing_and_lists_the_same_problems(place: Place) -> None:
    text = table(
        HEAD, f"{IVY},{PAT}", f"103,Una,Quill,31/02/2019,R,Fir,{ROB}", "104,Max,Quill,1/2/19,R,Fir,Mr,X,Y,,,none,"
    )
    first = place.import_list(text)
    problems = [(line.row, line.column, line.code) for line in place.lines(first, "problem")]
    assert problems == [(3, "D", "date_impossible")]
    again = place.upload(text)
    assert place.titles(again, "new", "changed", "match", "right", "left") == []
    assert [(line.row, line.column, line.code) for line in place.lines(again, "problem")] == problems
    lifecycle.approve(imported=again, by=place.admin)
    assert nothing_done(again)
    assert [line.row for line in imports.open_problems(place.school)] == [3]


def test_another_class_and_a_better_name_close_the_old_and_open_the_new(place: Place, clock) -> None:
    place.import_list(FAMILY)
    clock.advance(days=3)
    text = FAMILY.replace("5,Acorn", "6,Birch").replace("Ms,Pat,Quill", "Mrs,Pat,Quill")
    imported = place.import_list(text)
    assert [(line.title, line.changes) for line in place.lines(imported, "changed")] == [
        ("Ivy Quill", [["Class", "Acorn", "Birch"], ["Year", "5", "6"]]),
        ("Pat Quill", [["Name", "Ms Pat Quill", "Mrs Pat Quill"]]),
    ]
    today = place.school.today()
    ivy = Pupil.objects.for_school(place.school).get(first_name="Ivy")
    places = ClassPlace.objects.for_school(place.school).filter(pupil=ivy).order_by("from_date")
    assert [(p.class_name, p.until_date) for p in places] == [("Acorn", today), ("Birch", None)]
    assert place.roll() == {"Ivy Quill": "Birch", "Ned Quill": "Cedar"}


def test_without_a_number_name_and_date_of_birth_tell_who_it_is(place: Place) -> None:
    people_pupils.add_pupil(school=place.school, first_name="Ivy", last_name="Quill", birth_date=dt.date(2016, 5, 4))
    imported = place.import_list(FAMILY)
    assert Pupil.objects.for_school(place.school).filter(first_name="Ivy").count() == 1
    assert Pupil.objects.for_school(place.school).get(first_name="Ivy").admission_number == "101"
    assert imported.counts["new_pupils"] == 2


@pytest.mark.parametrize("answer, pupils", [("", 1), ("same", 1), ("new", 2)])
def test_a_close_match_is_asked_and_without_an_answer_left_out(place: Place, answer: str, pupils: int) -> None:
    people_pupils.add_pupil(
        school=place.school, first_name="Ivy", last_name="Marsh", birth_date=dt.date(2016, 5, 4), class_name="Fir"
    )
    text = table(PUPILS, IVY)
    imported = place.upload(text)
    assert [(line.title, line.code) for line in place.lines(imported, "match")] == [("Ivy Quill", "other_last_name")]
    lifecycle.choose_all(imported=imported, category="match", choice=answer, by=place.admin)
    lifecycle.approve(imported=imported, by=place.admin)
    found = {"": {"Ivy Marsh": "Fir"}, "same": {"Ivy Quill": "Acorn"}}
    assert place.roll() == found.get(answer, {"Ivy Marsh": "Fir", "Ivy Quill": "Acorn"})
    assert Pupil.objects.for_school(place.school).count() == pupils
    assert place.titles(place.upload(text), "match") == (["Ivy Quill"] if not answer else [])


def test_who_is_missing_stays_until_somebody_says_that_they_left(place: Place) -> None:
    place.import_list(FAMILY)
    only_ivy = table(HEAD, f"{IVY},{PAT}")
    kept = place.import_list(only_ivy)
    assert place.titles(kept, "left") == ["Ned Quill", "Rob Adam Quill"]
    assert nothing_done(kept)
    assert [(line.title, line.choice) for line in place.lines(kept, "left")] == [
        ("Ned Quill", ""),
        ("Rob Adam Quill", ""),
    ]
    ended = place.import_list(only_ivy, left="end")
    assert place.roll() == {"Ivy Quill": "Acorn"}
    assert (sorted(place.carers("Ivy Quill")), sorted(place.carers("Ned Quill"))) == (["Pat Quill"], [])
    lifecycle.undo(imported=ended, by=place.admin)
    assert place.roll() == {"Ivy Quill": "Acorn", "Ned Quill": "Cedar"}
    assert sorted(place.carers("Ivy Quill")) == ["Pat Quill", "Rob Adam Quill"]


def test_a_lost_letter_never_overwrites_a_better_spelling_and_is_mended_by_one(place: Place) -> None:
    good = table(HEAD, "101,Łucja,Nguyễn,04/05/2016,5,Acorn,Mrs,Zoë,Nguyễn,Mother,Yes,z@x.example,")
    lossy = table(HEAD, "101,?ucja,Nguy?n,04/05/2016,5,Acorn,Mrs,Zo?,Nguy?n,Mother,Yes,z@x.example,")
    place.import_list(lossy)
    assert place.roll() == {"?ucja Nguy?n": "Acorn"}
    place.import_list(good)
    assert place.roll() == {"Łucja Nguyễn": "Acorn"}
    again = place.import_list(lossy)
    assert nothing_done(again)
    assert {line.code for line in place.lines(again, "problem")} == {"letter_lost"}
    assert list(place.carers("Łucja Nguyễn")) == ["Zoë Nguyễn"]


def test_a_right_goes_only_where_somebody_says_so(place: Place) -> None:
    place.import_list(FAMILY)
    text = FAMILY.replace("Mother,Yes", "Mother,No").replace("Father,No", "Father,Yes")
    imported = place.import_list(text)
    assert [(line.title, line.code) for line in place.lines(imported, "right")] == [("Pat Quill", "responsible")] * 2
    held = {name: link.parental_responsibility for name, link in place.carers("Ivy Quill").items()}
    assert held == {"Pat Quill": True, "Rob Adam Quill": True}
    place.import_list(text, right="end")
    held = {name: link.parental_responsibility for name, link in place.carers("Ivy Quill").items()}
    assert held == {"Pat Quill": False, "Rob Adam Quill": True}


def test_a_barred_link_stays_barred_and_no_second_spelling_gets_around_it(place: Place) -> None:
    place.import_list(FAMILY)
    ivy = Pupil.objects.for_school(place.school).get(first_name="Ivy")
    rob = place.carers("Ivy Quill")["Rob Adam Quill"].person
    carers.link_carer(person=rob, pupil=ivy, relationship="father", barred=True)
    barred = place.carers("Ivy Quill")["Rob Adam Quill"]
    again = place.import_list(FAMILY.replace("Father,No,rob@", "Father,Yes,new@"))
    assert place.titles(again, "match", "right", "left") == []
    assert place.carers("Ivy Quill")["Rob Adam Quill"] == barred
    other = table(HEAD, f"{IVY},{PAT}", f"{IVY},Mr,Robert,Quill,Father,Yes,rob@quill.example,")
    asked = place.import_list(other)
    assert [(line.title, line.code) for line in place.lines(asked, "match")] == [("Robert Quill", "barred")]
    assert sorted(place.carers("Ivy Quill")) == ["Pat Quill", "Rob Adam Quill"]
    place.import_list(other, match="same")
    assert place.carers("Ivy Quill")["Rob Adam Quill"] == barred


def test_an_address_of_two_people_is_for_contact_only_for_both(place: Place) -> None:
    place.import_list(table(HEAD, f"{IVY},{PAT}"))
    place.import_list(FAMILY.replace("rob@quill", "pat@quill"))
    today = place.school.today()
    rows = Address.objects.for_school(place.school).filter(in_force(today), value="pat@quill.example")
    assert sorted(rows.values_list("shared", flat=True)) == [True, True]


def test_undoing_ends_what_came_and_gives_back_what_was(place: Place, clock) -> None:
    place.import_list(FAMILY)
    clock.advance(days=2)
    text = (
        FAMILY.replace("5,Acorn", "6,Birch").replace("101,Ivy", "101,Ivy Rose")
        + f"105,Una,Vale,02/02/2019,1,Fir,{PAT}\n"
    )
    imported = place.import_list(text)
    assert place.roll() == {"Ivy Rose Quill": "Birch", "Ned Quill": "Cedar", "Una Vale": "Fir"}
    lifecycle.undo(imported=imported, by=place.office)
    assert (imported.state, imported.kept) == ("undone", [])
    assert place.roll() == {"Ivy Quill": "Acorn", "Ned Quill": "Cedar"}
    again = place.upload(text)
    assert place.titles(again, "new") == ["Una Vale"]
    lifecycle.approve(imported=again, by=place.admin)
    assert Pupil.objects.for_school(place.school).filter(first_name="Una").count() == 1


@pytest.fixture
def acted() -> Iterator[set]:
    """Who has signed, as a higher app says."""
    persons: set = set()
    with contributed(ActivityTrace("test", "has signed", lambda school, asked, since: persons & set(asked))):
        yield persons


def test_who_has_acted_since_and_what_was_changed_since_stays(place: Place, clock, acted: set) -> None:
    imported = place.import_list(FAMILY)
    clock.advance(hours=5)
    pat = place.carers("Ivy Quill")["Pat Quill"].person
    acted.add(pat.pk)
    ned = Pupil.objects.for_school(place.school).get(first_name="Ned")
    people_pupils.move_pupil(pupil=ned, class_name="Elm", by=place.office)
    assert imports.would_stay(imported) == [("Pat Quill", "has signed")]
    lifecycle.undo(imported=imported, by=place.admin)
    acted.clear()
    assert imported.kept == [["Pat Quill", "has signed"]]
    assert place.roll() == {"Ivy Quill": "Acorn", "Ned Quill": "Elm"}
    assert list(place.carers("Ivy Quill")) == ["Pat Quill"]
    assert directory.name_of(pat, place.school) == "Pat Quill"


def test_after_a_day_nothing_can_be_undone(place: Place, clock) -> None:
    imported = place.import_list(FAMILY)
    clock.advance(hours=24, minutes=1)
    with pytest.raises(Refused, match="24 hours"):
        lifecycle.undo(imported=imported, by=place.admin)
    assert place.roll() == {"Ivy Quill": "Acorn", "Ned Quill": "Cedar"}


def test_a_list_of_people_that_has_changed_since_the_review_is_looked_at_again(place: Place) -> None:
    place.import_list(FAMILY)
    imported = place.upload(FAMILY.replace("5,Acorn", "6,Birch"))
    ivy = Pupil.objects.for_school(place.school).get(first_name="Ivy")
    people_pupils.move_pupil(pupil=ivy, class_name="Elm", by=place.office)
    lifecycle.approve(imported=imported, by=place.admin)
    assert (imported.state, imported.approved_by) == ("review", None)
    assert imported.words.startswith("The list of people has changed")
    assert place.roll()["Ivy Quill"] == "Elm"
    lifecycle.approve(imported=imported, by=place.admin)
    assert (imported.state, place.roll()["Ivy Quill"]) == ("done", "Birch")


def test_nothing_is_done_twice(place: Place) -> None:
    imported = place.upload(FAMILY)
    lifecycle.approve(imported=imported, by=place.admin)
    assert (worker.apply(imported.pk), worker.read(imported.pk), worker.run_waiting()) == (False, False, 0)
    with pytest.raises(StaleWrite):
        lifecycle.approve(imported=imported, by=place.admin)
    with pytest.raises(StaleWrite):
        lifecycle.choose_all(imported=imported, category="left", choice="end", by=place.admin)
    assert CarerLink.objects.for_school(place.school).count() == 4


def test_only_those_who_keep_the_list_may(place: Place) -> None:
    with pytest.raises(Refused):
        place.upload(FAMILY, by=place.teacher)
    imported = place.upload(FAMILY, by=place.office)
    for attempt in (lifecycle.approve, lifecycle.undo, lifecycle.drop):
        with pytest.raises(Refused):
            attempt(imported=imported, by=place.teacher)
    assert (imported.state, place.roll()) == ("review", {})


def test_columns_named_once_are_remembered_for_the_school(place: Place) -> None:
    text = table("Adno,Wombat,Quokka,Date of birth,Class", "1,Ivy,Quill,,Acorn", "2,Ned,Quill,,Fir")
    imported = place.upload(text, kind="pupils")
    assert imported.state == "columns"
    named = {0: "admission_number", 1: "first_name", 2: "last_name", 3: "", 4: "class_name"}
    lifecycle.set_columns(imported=imported, columns=named, by=place.office)
    assert (imported.state, place.titles(imported, "new")) == ("review", ["Ivy Quill", "Ned Quill"])
    again = place.upload(text, kind="pupils")
    assert (again.state, again.columns) == ("review", imported.columns)


def test_a_file_that_is_none_is_refused_in_words(place: Place) -> None:
    imported = place.upload("\x00\x01\x02" * 50)
    assert (imported.state, bool(imported.words), bool(imported.cure)) == ("failed", True, True)


def test_a_dropped_list_and_an_old_one_leave_no_file_behind(place: Place, clock) -> None:
    dropped, done = place.upload(FAMILY), place.import_list(FAMILY)
    lifecycle.drop(imported=dropped, by=place.office)
    assert (dropped.state, dropped.file.data_key.is_forgotten, dropped.file.path.exists()) == ("dropped", True, False)
    assert place.lines(dropped) == []
    clock.advance(days=31)
    assert (worker.forget_old(), worker.forget_old()) == (1, 0)
    done.refresh_from_db()
    assert (done.state, done.file.path.exists(), place.lines(done)) == ("done", False, [])
    assert not ImportStep.objects.for_school(place.school).exists()
    assert place.roll() == {"Ivy Quill": "Acorn", "Ned Quill": "Cedar"}


def test_a_large_file_waits_for_the_worker_and_a_dead_broker_fails_nothing(
    place: Place, settings, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr("core.wakeup._broken_until", 0.0)
    monkeypatch.setattr("roll.services.importing.lifecycle.AT_ONCE", 10)
    monkeypatch.setattr("roll.services.importing.lifecycle.AT_ONCE_ROWS", 1)
    with django_capture_on_commit_callbacks(execute=True) as called:
        imported = place.upload(FAMILY)
    assert (imported.state, len(called)) == ("reading", 1)
    assert worker.run_waiting() == 1
    imported.refresh_from_db()
    lifecycle.approve(imported=imported, by=place.admin)
    assert (imported.state, place.roll()) == ("applying", {})
    assert worker.run_waiting() == 1
    assert place.roll() == {"Ivy Quill": "Acorn", "Ned Quill": "Cedar"}


def test_a_father_and_a_son_of_one_name_are_two_people(place: Place) -> None:
    text = table(HEAD, f"{IVY},Mr,Adam,Quill,Father,Yes,a@x.example,", f"{IVY},Mr,Adam,Quill,Other,No,b@x.example,")
    place.import_list(text)
    assert CarerLink.objects.for_school(place.school).count() == 2
    assert nothing_done(place.import_list(text))


def test_somebody_whom_another_school_of_the_trust_knows_is_the_same_person(db) -> None:
    trust = schools.create_trust(name="Two Rivers")
    one, two = (schools.create_school(name=name, trust=trust) for name in ("North", "South"))
    head = people_persons.add_person(school=one, first_name="Pat", last_name="Quill", email="pat@quill.example")
    boss = people_persons.add_person(school=two, first_name="Ann", last_name="Boss")
    assignments.give_role(person=boss, school=two, role="administrator")
    there = Place(two, *[acting.actor_for(boss, two)] * 3)
    there.import_list(table(HEAD, f"{IVY},{PAT}"))
    assert there.carers("Ivy Quill")["Pat Quill"].person_id == head.pk
    assert directory.name_of(head, two) == "Pat Quill"


def test_the_three_pupil_files_of_one_school_give_the_same_pupils_and_the_same_links(place: Place) -> None:
    """Whichever comes first, the others change nothing but mend what was lost; nothing is asked."""
    names = ("pupils-utf8.csv", "pupils-windows.csv", "pupils.xlsx")
    steps = []
    for name in names:
        upload = SimpleUploadedFile(name, (FILES / name).read_bytes())
        imported = lifecycle.start(school=place.school, upload=upload, by=place.admin)
        assert place.titles(imported, "match", "right", "left") == []
        lifecycle.approve(imported=imported, by=place.admin)
        steps.append(imported.counts["steps"])
    assert (steps[0] > 0, steps[1:]) == (True, [0, 0])
    assert len(place.roll()) == 6
    links = CarerLink.objects.for_school(place.school).filter(in_force(place.school.today()))
    assert links.count() == 9


def test_a_bar_outlives_its_link_and_no_list_lifts_it(place: Place, clock) -> None:
    place.import_list(FAMILY)
    ivy = Pupil.objects.for_school(place.school).get(first_name="Ivy")
    carers.link_carer(person=place.carers("Ivy Quill")["Rob Adam Quill"].person, pupil=ivy, barred=True)
    clock.advance(days=2)
    people_pupils.end_place(pupil=ivy, by=place.admin)
    clock.advance(days=2)
    place.import_list(FAMILY.replace("Father,No,rob@", "Father,Yes,new@"))
    back = place.carers("Ivy Quill")["Rob Adam Quill"]
    assert (back.barred, back.may_sign, back.may_contact) == (True, False, False)
    assert place.carers("Ned Quill")["Rob Adam Quill"].barred is False
    asked = place.upload(table(HEAD, f"{IVY},Mr,R,Quill,Father,Yes,,"))
    assert [(line.title, line.code) for line in place.lines(asked, "match")] == [("R Quill", "barred")]
