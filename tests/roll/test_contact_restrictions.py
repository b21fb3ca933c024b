"""A child who left comes back with a list: the court order that stood still stands."""

from __future__ import annotations

import datetime as dt

from people.models.pupils import Pupil
from people.services import contact_restrictions, pupils
from roll.services.importing import lifecycle
from tests.roll.school import Place
from tests.roll.test_engine import FAMILY


def test_a_child_who_left_and_comes_back_with_a_list_is_barred_as_before(place: Place, clock) -> None:
    lifecycle.approve(imported=place.upload(FAMILY), by=place.office)
    rob = place.carers("Ivy Quill")["Rob Adam Quill"].person
    ivy = Pupil.objects.for_school(place.school).get(first_name="Ivy")
    contact_restrictions.restrict_contact(person=rob, pupil=ivy)
    pupils.end_place(pupil=ivy, on=place.school.today() + dt.timedelta(days=1))
    clock.advance(days=40)
    assert place.carers("Ivy Quill") == {}
    lifecycle.approve(imported=place.upload(FAMILY), by=place.office)
    again = place.carers("Ivy Quill")
    assert (again["Rob Adam Quill"].barred, again["Rob Adam Quill"].may_contact) == (True, False)
    assert (again["Pat Quill"].barred, again["Pat Quill"].may_sign) == (False, True)
