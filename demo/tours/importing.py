"""Screens of an import, at each point of its life."""

from io import BytesIO
from typing import Any

from demo import stories
from demo.people import DemoSchool
from demo.screens import Screen, as_cast, send_empty
from people.queries import families
from roll.models.imports import PeopleImport
from roll.services.importing import lifecycle

HEADINGS = "Adno,Forename,Surname,Year,Class,Date of Birth,Notes,Contact Forename,Contact Surname,Relationship,Email"
ROWS = (
    "8001,Asa,Whitlow,3,Elm,14/03/2019,,Rae,Whitlow,Mother,rae.whitlow@family.example",
    "8001,Asa,Whitlow,3,Elm,14/03/2019,,Kit,Whitlow,Father,not known",
    "8002,Bea,Lindqvist-Fothergill,Year 5,Oak,31/02/2016,K,Ann,Lindqvist,Mother,ann@family.example",
)
UNKNOWN = HEADINGS.replace("Forename,Surname,Year", "Vorname,Nachname,Year", 1)


def _list(place: DemoSchool, name: str, headings: str, *rows: str) -> PeopleImport:
    """Bring a file in as the office does."""
    file: Any = BytesIO("\n".join((headings, *rows)).encode())
    file.name, file.size = name, len(file.getvalue())
    return lifecycle.start(school=place.school, upload=file, by=stories.actor(place, "office"))


def _close(place: DemoSchool) -> str:
    """Return a row that is close to a pupil of the school: the same name, and no date of birth."""
    known = families.pupils_at(place.school).exclude(first_name="").first()
    return f"8009,{known.first_name},{known.last_name},4,Fir,02/02/2018,,Jo,Neave,Father," if known else ""


def import_screens(place: DemoSchool) -> list[Screen]:
    """Return the screens from the upload to the list that was undone."""
    office = stories.actor(place, "office")
    review = _list(place, "pupils-september.csv", HEADINGS, *ROWS, _close(place))
    unnamed = _list(place, "pupils-by-hand.csv", UNKNOWN, *ROWS)
    done = lifecycle.approve(imported=_list(place, "pupils.csv", HEADINGS, *ROWS), by=office)
    undone = lifecycle.approve(imported=_list(place, "more.csv", HEADINGS, ROWS[0].replace("8001", "8003")), by=office)
    lifecycle.undo(imported=undone, by=office)
    told = (HEADINGS + ",May sign", ROWS[0].replace("Elm", "Oak") + ",No", ROWS[1] + ",Yes")
    changed = _list(place, "pupils-october.csv", *told)
    waits = _list(place, "pupils-of-the-trust.csv", HEADINGS, *ROWS, *[" " * 100] * 3000)
    failed = _list(place, "picture.csv", "\x00\x01\x02", "\x00")
    left = lifecycle.drop(imported=_list(place, "pupils.csv", HEADINGS, *ROWS), by=office)
    start, at = "people/import/", f"people/import/{review.pk}/"
    screens = [
        Screen("import", start),
        Screen("import-error", start, steps=(send_empty,)),
        Screen("import-review", at),
        *(Screen(f"import-{sort}", f"{at}rows/{sort}/") for sort in ("new", "match", "left", "problem", "mention")),
        Screen("import-columns", f"{start}{unnamed.pk}/columns/"),
        Screen("import-columns-error", f"{start}{unnamed.pk}/columns/", steps=(send_empty,)),
        *(Screen(f"import-{sort}", f"{start}{changed.pk}/rows/{sort}/") for sort in ("changed", "right")),
        Screen("import-waits", f"{start}{waits.pk}/"),
        Screen("import-done", f"{start}{done.pk}/"),
        Screen("import-undo", f"{start}{done.pk}/undo/"),
        Screen("import-undone", f"{start}{undone.pk}/"),
        Screen("import-failed", f"{start}{failed.pk}/"),
        Screen("import-not-used", f"{start}{left.pk}/"),
        Screen("import-problems", f"{start}problems/"),
        Screen("export", "people/export/"),
        Screen("export-error", "people/export/", steps=(send_empty,)),
    ]
    return as_cast(place, "office", screens)
