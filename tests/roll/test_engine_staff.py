"""A list of staff: roles from and until, codes, addresses, line managers, and who may give what."""

from __future__ import annotations

import datetime as dt

import pytest

from core.db.dated import in_force
from core.errors import Refused
from people.models.persons import Address
from people.models.roles import RoleAtSchool
from people.queries import directory, same_person
from people.services import assignments, persons
from roll.services.importing import lifecycle
from tests.roll.school import STAFF, Place, table
from tests.roll.test_engine import nothing_done

ANN = "AB1,Ms,Ann,Bell,Class Teacher,a.bell@fernhill.example,ann@home.example,CD2,01/09/2019,"
CAL = "CD2,Mr,Cal,Dodd,Headteacher,c.dodd@fernhill.example,,,01/09/2015,"
EVE = "EF3,Mrs,Eve,Fox,Teaching Assistant,,eve@home.example,Cal Dodd,01/09/2020,"
TEAM = table(STAFF, ANN, CAL, EVE)


def role(place: Place, name: str, role: str) -> RoleAtSchool:
    """Return the newest row of one role."""
    rows = RoleAtSchool.objects.for_school(place.school).filter(person=place.person(name), role=role)
    found: RoleAtSchool = rows.order_by("-from_date").first()
    return found


def emails(place: Place, name: str) -> dict[str, bool]:
    """Return {address: shared} of somebody today."""
    rows = Address.objects.for_school(place.school).filter(in_force(place.school.today()), person=place.person(name))
    return dict(rows.filter(kind="email").values_list("value", "shared"))


def test_staff_come_with_roles_codes_addresses_and_managers(place: Place) -> None:
    imported = place.import_list(TEAM)
    assert place.titles(imported, "new") == ["Ann Bell", "Cal Dodd", "Eve Fox"]
    assert place.titles(imported, "problem") == []
    staff = place.staff()
    assert (staff["Ann Bell"], staff["Cal Dodd"], staff["Eve Fox"]) == ({"teacher"}, {"headteacher"}, {"support"})
    assert role(place, "Ann Bell", "teacher").from_date == dt.date(2019, 9, 1)
    assert emails(place, "Ann Bell") == {"a.bell@fernhill.example": False}
    assert emails(place, "Eve Fox") == {"eve@home.example": False}
    cal = place.person("Cal Dodd")
    assert same_person.line_manager(place.person("Ann Bell"), place.school) == cal
    assert same_person.line_manager(place.person("Eve Fox"), place.school) == cal
    again = place.import_list(TEAM)
    assert nothing_done(again)
    assert place.titles(again, "new", "changed", "match", "right") == []


def test_a_manager_whom_only_the_school_knows_is_found(place: Place) -> None:
    place.import_list(TEAM)
    only = place.import_list(
        table(STAFF, "GH4,Ms,Gay,Hill,Class Teacher,,,CD2,01/09/2020,", "IJ5,Ms,Ida,Joy,Class Teacher,,,ZZ9,,")
    )
    assert [(line.row, line.code) for line in place.lines(only, "problem")] == [(3, "manager_unknown")]
    assert same_person.line_manager(place.person("Gay Hill"), place.school) == place.person("Cal Dodd")


def test_the_office_gives_no_role_that_opens_people_or_cases(place: Place) -> None:
    imported = place.upload(TEAM, by=place.office)
    assert [(line.row, line.code) for line in place.lines(imported, "problem")] == [(3, "role_not_given")]
    lifecycle.approve(imported=imported, by=place.office)
    assert place.staff()["Cal Dodd"] == {"support"}
    again = place.upload(TEAM, by=place.office)
    assert [(line.row, line.code) for line in place.lines(again, "problem")] == [(3, "role_not_given")]
    assert place.titles(again, "new", "changed") == []


def test_the_office_does_not_approve_what_only_an_administrator_may_give(place: Place) -> None:
    imported = place.upload(TEAM)
    with pytest.raises(Refused):
        lifecycle.approve(imported=imported, by=place.office)
    lifecycle.approve(imported=imported, by=place.admin)
    assert place.staff()["Cal Dodd"] == {"headteacher"}


def test_a_named_leaving_date_ends_the_work_and_not_the_governor(place: Place) -> None:
    place.import_list(TEAM)
    assignments.give_role(person=place.person("Ann Bell"), school=place.school, role="governor")
    last = place.school.today() + dt.timedelta(days=30)
    text = TEAM.replace("01/09/2019,", f"01/09/2019,{last:%d/%m/%Y}")
    imported = place.import_list(text)
    assert role(place, "Ann Bell", "teacher").last_day == last
    assert role(place, "Ann Bell", "governor").until_date is None
    assert [line.title for line in place.lines(imported, "changed")] == ["Ann Bell"]
    assert nothing_done(place.import_list(text))
    assert nothing_done(place.import_list(TEAM))
    assert role(place, "Ann Bell", "teacher").last_day == last


def test_without_a_leaving_date_a_role_ends_only_where_somebody_says_so(place: Place) -> None:
    place.import_list(TEAM)
    other = TEAM.replace("Class Teacher", "Deputy Headteacher")
    kept = place.import_list(other)
    assert [(line.title, line.changes) for line in place.lines(kept, "right")] == [
        ("Ann Bell", [["Role", "class teacher", ""]])
    ]
    assert place.staff()["Ann Bell"] == {"teacher", "senior_leader"}
    left = place.import_list(table(STAFF, ANN, CAL))
    assert place.titles(left, "left") == ["Eve Fox", "Adam Marsh", "Olive Marsh", "Tess Marsh"]
    assert place.staff()["Eve Fox"] == {"support"}
    line = next(line for line in place.lines(place.upload(table(STAFF, ANN, CAL)), "left") if line.title == "Eve Fox")
    lifecycle.choose(imported=line.imported, line=line, choice="end", by=place.office)
    lifecycle.approve(imported=line.imported, by=place.office)
    assert "Eve Fox" not in place.staff()
    assert directory.name_of(role(place, "Tess Marsh", "teacher").person, place.school) == "Tess Marsh"


def test_the_last_who_can_configure_the_portal_is_never_ended(place: Place) -> None:
    place.import_list(table(STAFF, ANN), left="end")
    assert sorted(place.staff()) == ["Adam Marsh", "Ann Bell"]
    assert place.staff()["Adam Marsh"] == {"administrator"}


def test_a_shared_work_address_is_for_contact_and_the_personal_one_signs_in(place: Place) -> None:
    text = table(STAFF, ANN, EVE.replace(",,eve@home", ",a.bell@fernhill.example,eve@home"))
    imported = place.import_list(text)
    assert {line.code for line in place.lines(imported, "problem")} == {"work_email_shared", "manager_unknown"}
    assert emails(place, "Ann Bell") == {"a.bell@fernhill.example": True, "ann@home.example": False}
    assert emails(place, "Eve Fox") == {"a.bell@fernhill.example": True, "eve@home.example": False}
    assert nothing_done(place.import_list(text))


def test_a_name_alone_is_asked_and_a_code_is_sure(place: Place) -> None:
    ann = persons.add_person(school=place.school, first_name="Ann", last_name="Bell", email="other@x.example")
    assignments.give_role(person=ann, school=place.school, role="teacher")
    asked = place.import_list(TEAM)
    assert [(line.title, line.code) for line in place.lines(asked, "match")] == [("Ann Bell", "name_only")]
    assert place.person("Ann Bell") == ann
    place.import_list(TEAM, match="same")
    assert emails(place, "Ann Bell") == {"a.bell@fernhill.example": False}
    married = place.import_list(TEAM.replace("Ann,Bell", "Ann,Carr"))
    assert place.titles(married, "match", "new") == []
    assert place.person("Ann Carr").pk == ann.pk


def test_who_left_before_today_and_is_not_known_is_left_out(place: Place) -> None:
    imported = place.import_list(table(STAFF, ANN.replace("01/09/2019,", "01/09/2019,31/08/2020"), EVE))
    assert place.titles(imported, "new") == ["Eve Fox"]
    assert "Ann Bell" not in place.staff()


def test_undoing_a_list_of_staff_takes_their_access_away_again(place: Place) -> None:
    before = place.staff()
    imported = place.import_list(TEAM)
    lifecycle.undo(imported=imported, by=place.admin)
    assert place.staff() == before
