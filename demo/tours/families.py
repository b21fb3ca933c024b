"""Screens of children, their carers, court orders and September."""

from demo import stories
from demo.people import DemoSchool
from demo.screens import Screen, as_cast, press, send_empty, tick, write
from people.models.pupils import CarerLink, Pupil
from people.queries import directory
from people.services import contact_restrictions, persons
from roll.queries.rollover import plan
from roll.rules.rollover import Move, first_of_september
from roll.services import rollover


def _two_carers(place: DemoSchool) -> tuple[Pupil, CarerLink, CarerLink]:
    """Return a child with two adults, the second of whom is barred and reads the first one's address."""
    rows = CarerLink.objects.for_school(place.school).filter(until_date=None, relationship="father", barred=False)
    second = rows.select_related("person__data_key", "pupil__school").order_by("pupil__last_name", "pk")[0]
    child = second.pupil
    links = CarerLink.objects.for_school(place.school).filter(until_date=None, pupil=child).exclude(pk=second.pk)
    first = links.select_related("person").order_by("pk")[0]
    email = directory.email_of(first.person, place.school) or "both@family.example"
    for link in (first, second):
        persons.set_address(person=link.person, school=place.school, kind="email", value=email, shared=True)
    contact_restrictions.restrict_contact(
        person=second.person, pupil=child, seen="Order of the family court", by=stories.actor(place, "office")
    )
    return child, first, second


def _moved_up(place: DemoSchool) -> None:
    """Let a school have planned and done its September."""
    day = first_of_september(place.school.today())
    office = stories.actor(place, "office")
    moves = {
        row.group: row.move if row.move.decided else Move("Chestnut", row.move.next_year)
        for row in plan(place.school, day)
    }
    rollover.plan_classes(school=place.school, moves=moves, by=office)
    rollover.roll_over(school=place.school, day=day, by=office)


def family_screens(place: DemoSchool, elsewhere: DemoSchool) -> list[Screen]:
    """Return the screens at ``place``; September that is done stands at ``elsewhere``."""
    child, first, second = _two_carers(place)
    _moved_up(elsewhere)
    check = f"pupils/september/check/?day={first_of_september(place.school.today()).isoformat()}"
    done = [
        Screen("september-done", "pupils/september/"),
        Screen("september-check-done", check),
        Screen("september-undo", "pupils/september/undo/"),
    ]
    office = [*_children(child), *_carers(place, child, first, second)]
    office += [Screen("september", "pupils/september/"), Screen("september-check", check)]
    head = [Screen("carer-bar-lift", f"pupils/{child.pk}/carers/{second.person_id}/bar/")]
    return [*as_cast(place, "office", office), *as_cast(place, "head", head), *as_cast(elsewhere, "office", done)]


def _children(child: Pupil) -> list[Screen]:
    at = f"pupils/{child.pk}/"
    found = (write("Name of a child or carer", child.last_name), press("Find the family"))
    nobody = (write("Name of a child or carer", "Zzyzx"), press("Find the family"))
    return [
        Screen("pupils", "pupils/"),
        Screen("pupils-to-come", "pupils/?state=to_come"),
        Screen("pupils-found", "pupils/", steps=found),
        Screen("pupils-found-none", "pupils/", steps=nobody),
        Screen("pupils-found-error", "pupils/", steps=(press("Find the family"),)),
        Screen("pupil", at),
        Screen("pupil-add", "pupils/add/"),
        Screen("pupil-add-error", "pupils/add/", steps=(send_empty,)),
        Screen("pupil-correct", f"{at}correct/"),
        Screen("pupil-move", f"{at}class/"),
        Screen("pupil-leave", f"{at}leave/"),
        Screen("pupil-leave-error", f"{at}leave/", steps=(press("Record the last day"),)),
    ]


def _carers(place: DemoSchool, child: Pupil, first: CarerLink, second: CarerLink) -> list[Screen]:
    at, carer = f"pupils/{child.pk}/carers/", f"carers/{first.person_id}/"
    forms = f"families/{first.person_id}/"
    name = directory.name_of(first.person_id, place.school).split()
    names = (write("First name", name[0]), write("Last name", name[-1]))
    other = Pupil.objects.for_school(place.school).exclude(carers__person=first.person_id).order_by("pk")[0]
    known = (*names, tick("Guardian"), press("Add this carer"))
    return [
        Screen("carer", carer),
        Screen("carer-details", f"{carer}details/"),
        Screen("carer-add", f"{at}add/"),
        Screen("carer-add-error", f"{at}add/", steps=(send_empty,)),
        Screen("carer-add-known", f"pupils/{other.pk}/carers/add/", steps=known),
        Screen("carer-link", f"{at}{first.person_id}/"),
        Screen("carer-link-barred", f"{at}{second.person_id}/"),
        Screen("carer-bar", f"{at}{first.person_id}/bar/"),
        Screen("carer-bar-not-lifted", f"{at}{second.person_id}/bar/"),
        Screen("carer-forms", forms),
        Screen("carer-letter", forms, steps=(press("Print a letter"),)),
    ]
