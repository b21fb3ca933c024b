"""Screens of staff and governors: the list, one person, posts, line managers and absence."""

import datetime as dt

from demo.people import DemoSchool
from demo.stops import Stop, as_cast, press, send_empty, tick, write
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


def staff_stops(place: DemoSchool, elsewhere: DemoSchool) -> list[Stop]:
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
        Stop("people-governors", "people/?group=governors"),
        Stop("people-left", "people/?group=left"),
        Stop("people-contractors", "people/?group=contractors"),
        Stop("people-found", "people/", steps=find),
        Stop("people-found-none", "people/", steps=nobody),
        Stop("person-add-known", "people/add/", steps=(*double, press("Add this person"))),
        Stop("person-away-now", f"people/{place.cast['support'].pk}/"),
        Stop("person-edit", f"{at}edit/"),
        Stop("person-edit-error", f"{at}edit/", steps=taken),
        Stop("person-same-find", f"{at}same/"),
        Stop("person-same-found", f"{at}same/", steps=twice),
        Stop("person-same", f"{at}same/?with={carer.pk}"),
        Stop("person-same-error", f"{at}same/?with={carer.pk}", steps=(press("Join these two"),)),
        Stop("person-manager", f"{at}manager/"),
        Stop("person-away", f"{at}away/"),
        Stop("person-away-error", f"{at}away/", steps=(write("Day", ""), press("Save the absence"))),
        Stop("line-managers", "people/line-managers/"),
        Stop("away-office", "people/away/"),
        Stop("away-back", f"people/away/{absence.pk}/"),
    ]
    return [*as_cast(place, "office", office), *_post_stops(place, elsewhere, lead)]


def _post_stops(place: DemoSchool, elsewhere: DemoSchool, lead: str) -> list[Stop]:
    admin = [
        Stop("person-leave", f"{lead}leave/"),
        Stop("person-leave-error", f"{lead}leave/", steps=(press("End everything here"),)),
        Stop("posts", "people/posts/"),
        Stop("post-change", "people/posts/dsl/"),
        Stop("post-change-error", "people/posts/dsl/", steps=(send_empty,)),
        Stop("post-vacant", "people/posts/senior_leader/"),
    ]
    colleague = [Stop("posts-colleague", "people/posts/"), Stop("away", "people/away/")]
    there = [Stop("home-cover", ""), Stop("posts-away", "people/posts/")]
    return [
        *as_cast(place, "admin", admin),
        *as_cast(place, "teacher", colleague),
        *as_cast(elsewhere, "deputy", there),
    ]
