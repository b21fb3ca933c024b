"""Whatever a list says: taken out and brought in again it changes nothing, and nobody loses anything unasked."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.db.dated import in_force
from people.models.pupils import CarerLink
from people.models.roles import RoleAtSchool
from people.queries import families
from roll.models.imports import ImportStep, PeopleImport
from roll.queries.export_rows import export_rows
from roll.rules.writing import write_table
from roll.services.importing import lifecycle
from tests.roll.school import CARERS, PUPILS, STAFF, Place, as_csv

FEW = settings(
    max_examples=6,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# Few of each, so that names, numbers and addresses meet again: twins, namesakes, shared and changed addresses.
FIRST = st.sampled_from(["Zoë", "Ivy", "Łucja", "Jean-Luc", "?ucja", "O’Neil", "=Ann"])
LAST = st.sampled_from(["Nguyễn", "O'Connor", "St.John", "van der Berg", "Müller", ""])
NUMBER = st.sampled_from(["", "101", "102", "103", "0104"])
DAY = st.sampled_from(["", "04/05/2016", "05/04/2016", "29/02/2016", "31/02/2019"])
EMAIL = st.sampled_from(["", "a@x.example", "b@x.example", "c@x.example", "not known"])
PHONE = st.sampled_from(["", "07700 900123", "+44 7700 900123", "020 7946 0000"])
SAID = st.sampled_from(["", "Yes", "No"])
RELATION = st.sampled_from(["Mother", "Father", "Step-parent", "Carer", ""])
TITLE = st.sampled_from(["", "Mrs", "Dr"])
CLASS = st.sampled_from(["Acorn", "Fir", ""])
PUPIL_ROWS = st.lists(
    st.tuples(
        NUMBER,
        FIRST,
        LAST,
        DAY,
        st.sampled_from(["R", "Year 4", ""]),
        CLASS,
        TITLE,
        FIRST,
        LAST,
        RELATION,
        SAID,
        EMAIL,
        PHONE,
    ),
    min_size=1,
    max_size=7,
)
ROLE = st.sampled_from(["Class Teacher", "Teaching Assistant", "Headteacher", "Governor", "Astronaut", ""])
CODE = st.sampled_from(["", "AB1", "CD2", "EF3"])
MANAGER = st.sampled_from(["", "AB1", "Zoë Müller", "a@x.example", "ZZ9"])
START = st.sampled_from(["", "01/09/2019", "01/09/2030"])
STAFF_ROWS = st.lists(
    st.tuples(CODE, TITLE, FIRST, LAST, ROLE, EMAIL, EMAIL, MANAGER, START, st.just("")), min_size=1, max_size=6
)
PUPIL_HEAD = (*PUPILS.split(","), *CARERS.split(","))
STAFF_HEAD = tuple(STAFF.split(","))


def bring(place: Place, headings: Any, rows: Any, kind: str) -> PeopleImport:
    """Bring a list in and approve it without a single answer."""
    imported = place.upload(as_csv(headings, rows), kind=kind)
    if imported.state == "review":
        lifecycle.approve(imported=imported, by=place.admin)
        assert imported.state == "done"
    return imported


def exported(place: Place, kind: str, shape: str) -> tuple[bytes, list[tuple[str, ...]]]:
    """Return the list as a file, and its rows."""
    headings, rows = export_rows(place.school, kind)
    held = [tuple(row) for row in rows]
    out = io.BytesIO()
    write_table(shape, headings, held, out)
    return out.getvalue(), held


def rolls_back(place: Place, check: Any) -> None:
    """Run one example and leave the school as it was."""
    with transaction.atomic():
        check()
        transaction.set_rollback(True)


def stable(place: Place, kind: str, shape: str) -> None:
    """Take a list out and bring it in: nothing is done, nothing is asked, and taken out again it is the same."""
    data, rows = exported(place, kind, shape)
    if not rows:
        return
    upload = SimpleUploadedFile(f"list.{shape}", data)
    imported = lifecycle.start(school=place.school, kind=kind, upload=upload, by=place.admin)
    assert imported.state == "review", (imported.words, rows)
    told = place.lines(imported, "new", "changed", "match", "right", "left")
    assert [(line.sort, line.title, line.code, line.detail) for line in told] == [], rows
    lifecycle.approve(imported=imported, by=place.admin)
    assert not ImportStep.objects.for_school(place.school).filter(imported=imported).exists()
    assert exported(place, kind, shape)[1] == rows


@FEW
@given(rows=PUPIL_ROWS, shape=st.sampled_from(["csv", "xlsx"]))
def test_pupils_exported_and_imported_again_are_the_same(place: Place, rows: Any, shape: str) -> None:
    def check() -> None:
        bring(place, PUPIL_HEAD, rows, "pupils")
        stable(place, "pupils", shape)

    rolls_back(place, check)


@FEW
@given(rows=STAFF_ROWS, shape=st.sampled_from(["csv", "xlsx"]))
def test_staff_exported_and_imported_again_are_the_same(place: Place, rows: Any, shape: str) -> None:
    def check() -> None:
        bring(place, STAFF_HEAD, rows, "staff")
        stable(place, "staff", shape)

    rolls_back(place, check)


def rights(place: Place) -> tuple[set[Any], set[Any], set[Any]]:
    """Return who is on the roll, what each link allows, and who holds which role."""
    today: dt.date = place.school.today()
    roll = {pupil.pk for pupil in families.pupils_at(place.school)}
    links = set()
    for link in CarerLink.objects.for_school(place.school).filter(in_force(today)):
        for right in ("parental_responsibility", "may_sign", "may_contact"):
            if getattr(link, right):
                links.add((link.person_id, link.pupil_id, right))
        links.add((link.person_id, link.pupil_id, "link"))
    roles = RoleAtSchool.objects.for_school(place.school).exclude(until_date__lte=today)
    return roll, links, set(roles.values_list("person_id", "role"))


@FEW
@given(first=PUPIL_ROWS, second=PUPIL_ROWS, staff=STAFF_ROWS, later=STAFF_ROWS)
def test_no_list_takes_a_right_or_a_person_away_unasked(
    place: Place, first: Any, second: Any, staff: Any, later: Any
) -> None:
    def check() -> None:
        bring(place, PUPIL_HEAD, first, "pupils")
        bring(place, STAFF_HEAD, staff, "staff")
        before = rights(place)
        bring(place, PUPIL_HEAD, second, "pupils")
        bring(place, STAFF_HEAD, later, "staff")
        lost = [old - new for old, new in zip(before, rights(place), strict=True)]
        assert lost == [set(), set(), set()]

    rolls_back(place, check)


@FEW
@given(first=PUPIL_ROWS, second=PUPIL_ROWS)
def test_undoing_a_list_leaves_the_school_as_it_was(place: Place, first: Any, second: Any) -> None:
    def check() -> None:
        bring(place, PUPIL_HEAD, first, "pupils")
        before, listed = rights(place), exported(place, "pupils", "csv")[1]
        imported = bring(place, PUPIL_HEAD, second, "pupils")
        if imported.state != "done":
            return
        lifecycle.undo(imported=imported, by=place.admin)
        assert (imported.state, rights(place)) == ("undone", before)
        assert exported(place, "pupils", "csv")[1] == listed

    rolls_back(place, check)
