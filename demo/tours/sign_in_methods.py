"""Screens of the ways in: codes on paper, another address, where one is signed in, and a session that has ended."""

from typing import Any

from django.http import QueryDict

from accounts.services import addresses, printed_codes, sessions
from demo import stories
from demo.people import DemoSchool
from demo.screens import Screen, as_cast, press, send_empty, write
from people.services import assignments, persons
from people.states.roles import Role

_OVER = "/signed-out/?why="


def _without_address(place: DemoSchool) -> Any:
    """Return a colleague whom no e-mail reaches, with a code that is out."""
    school = place.school
    person = persons.add_person(school=school, first_name="Wanda", last_name="Birch")
    assignments.give_role(person=person, school=school, role=Role.SUPPORT)
    printed_codes.print_code(person=person, school=school, by=stories.actor(place, "office"))
    return person


def sign_in_screens(place: DemoSchool) -> list[Screen]:
    """Return the screens at ``place``: the office asks for a new address of the support colleague."""
    colleague, moved, head = _without_address(place), place.cast["support"], place.cast["head"]
    office = stories.actor(place, "office")
    addresses.ask_for_address(person=moved, school=place.school, email="sam@moved.example", by=office)
    sent = QueryDict("story=I+heard+two+pupils+talk+about+a+group+chat.")
    path = f"/s/{place.school.slug}/concern/"
    assert head.user is not None, "the cast has accounts"  # noqa: S101
    sessions.keep_form(user=head.user, actor=stories.actor(place, "head"), path=path, sent=sent)
    code, address = f"people/{colleague.pk}/code/", f"people/{moved.pk}/address/"
    free = f"people/{place.cast['teacher'].pk}/address/"
    asked = (write("New e-mail address", "new@moved.example"), press("Change the address"))
    return [
        *_doors(place),
        *_own(place, asked),
        *as_cast(
            place,
            "office",
            [
                Screen("code-print", code),
                Screen("code-print-error", code, steps=(send_empty_until,)),
                Screen("code-sheet", code, steps=(press("Make the sheet"),)),
                Screen("address-ask", free),
                Screen("address-ask-error", free, steps=(send_empty,)),
                Screen("address-asked", address),
            ],
        ),
        *as_cast(place, "head", [Screen("address-confirm", address), Screen("kept", "kept/")]),
    ]


def send_empty_until(page: Any) -> None:
    """Choose a last day and leave it out."""
    page.get_by_label("Until a day").check()
    for label in ("Day", "Month", "Year"):
        page.get_by_label(label, exact=True).fill("")
    send_empty(page)


def _doors(place: DemoSchool) -> list[Screen]:
    door = f"/s/{place.school.slug}/staffroom/"
    wrong = (write("Your name", "Wanda Birch"), write("Your code", "BBBB-BBBB"), press("Sign in"))
    return [
        Screen("staffroom", door),
        Screen("staffroom-error", door, steps=(press("Sign in"),)),
        Screen("staffroom-wrong", door, steps=wrong),
        Screen("signed-out-idle", f"{_OVER}idle&minutes=30&kept=1&next=/s/{place.school.slug}/kept/"),
        Screen("signed-out-alone", f"{_OVER}idle&minutes=30"),
        Screen("signed-out-day", f"{_OVER}whole&minutes=720"),
        Screen("school-account-cancelled", "/accounts/3rdparty/login/cancelled/"),
        Screen("school-account-error", "/accounts/3rdparty/login/error/", status=401),
    ]


def _own(place: DemoSchool, asked: tuple[Any, ...]) -> list[Screen]:
    user = place.cast["teacher"].user
    return [
        Screen("own-sign-in", "/accounts/", user=user),
        Screen("own-sessions", "/accounts/sessions/", user=user),
        Screen("own-address", "/accounts/email/", user=user),
        Screen("own-address-error", "/accounts/email/", user=user, steps=(send_empty,)),
        Screen("own-address-codes", "/accounts/email/", user=user, steps=asked),
    ]
