"""Screens of staff and governors: the list, one person, posts, line managers and absence."""

import datetime as dt

from demo.people import DemoSchool
from demo.screens import Screen, as_cast, press, send_empty, tick, write
from people.models.roles import Absence
from people.queries import directory
from people.services import absence as people_absence
from people.services import assignments, colleagues


def _away(place: DemoSchool, who: str, cover: str, *, days: int) -> Absence:
    today = place.school.today()
    return people_absence.record_absence(
        person=place.cast[who],
        school=place.school,
        from_date=today,
        until_date=today + dt.timedelta(days=days),
        cover=place.cast[cover],
    )


def _someone_left(place: DemoSchool) -> None:
    person = colleagues.add_colleague(
        school=place.school, first_name="Greta", last_name="Lunn", role="teacher", email="greta@family.example"
    )
    assignments.end_role(person=person, school=place.school, role="teacher", on=place.school.today())
    began = place.school.today() - dt.timedelta(days=300)
    assignments.give_role(
        person=person, school=place.school, role="volunteer", from_date=began, until_date=place.school.today()
    )


def staff_screens(place: DemoSchool, elsewhere: DemoSchool) -> list[Screen]:
    """Return the screens at ``place``; somebody who hears concerns is away ``elsewhere``."""
    _someone_left(place)
    absence = _away(place, "support", "teacher", days=3)
    _away(elsewhere, "dsl", "deputy", days=5)
    teacher, dsl, carer = place.cast["teacher"], place.cast["dsl"], place.carers[0]
    assignments.set_line_manager(person=teacher, manager=place.cast["deputy"], school=place.school)
    at, lead = f"people/{teacher.pk}/", f"people/{dsl.pk}/"
    names = directory.name_of(teacher, place.school).split()
    double = (write("First name", names[0]), write("Last name", names[-1]), tick("Support staff"))
    find = (write("Find by name", "whit"), press("Find"))
    nobody = (write("Find by name", "Zzyzx"), press("Find"))
    taken = (write("E-mail address", directory.email_of(dsl, place.school) or ""), press("Save"))
    twice = (write("Name", directory.name_of(carer, place.school)), press("Find the other entry"))
    office = [
        Screen("people-governors", "people/?group=governors"),
        Screen("people-left", "people/?group=left"),
        Screen("people-contractors", "people/?group=contractors"),
        Screen("people-found", "people/", steps=find),
        Screen("people-found-none", "people/", steps=nobody),
        Screen("person-add-known", "people/add/", steps=(*double, press("Add this person"))),
        Screen("person-away-now", f"people/{place.cast['support'].pk}/"),
        Screen("person-edit", f"{at}edit/"),
        Screen("person-edit-error", f"{at}edit/", steps=taken),
        Screen("person-same-find", f"{at}same/"),
        Screen("person-same-found", f"{at}same/", steps=twice),
        Screen("person-same", f"{at}same/?with={carer.pk}"),
        Screen("person-same-error", f"{at}same/?with={carer.pk}", steps=(press("Join these two"),)),
        Screen("person-manager", f"{at}manager/"),
        Screen("person-away", f"{at}away/"),
        Screen("person-away-error", f"{at}away/", steps=(write("Day", ""), press("Save the absence"))),
        Screen("line-managers", "people/line-managers/"),
        Screen("away-office", "people/away/"),
        Screen("away-back", f"people/away/{absence.pk}/"),
    ]
    return [*as_cast(place, "office", office), *_post_screens(place, elsewhere, lead)]


def _post_screens(place: DemoSchool, elsewhere: DemoSchool, lead: str) -> list[Screen]:
    admin = [
        Screen("person-leave", f"{lead}leave/"),
        Screen("person-leave-error", f"{lead}leave/", steps=(press("End everything here"),)),
        Screen("posts", "people/posts/"),
        Screen("post-change", "people/posts/dsl/"),
        Screen("post-change-error", "people/posts/dsl/", steps=(send_empty,)),
        Screen("post-vacant", "people/posts/senior_leader/"),
    ]
    colleague = [Screen("posts-colleague", "people/posts/"), Screen("away", "people/away/")]
    there = [Screen("home-cover", ""), Screen("posts-away", "people/posts/")]
    return [
        *as_cast(place, "admin", admin),
        *as_cast(place, "teacher", colleague),
        *as_cast(elsewhere, "deputy", there),
    ]
