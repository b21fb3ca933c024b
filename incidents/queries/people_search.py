"""Finding a person or pupil of the school by name, for the holder of a case only."""

from django.db.models import Q
from django.utils.translation import gettext as _

from core.db.dated import in_force
from incidents.models.cases import Case
from people.models.persons import SchoolRecord
from people.models.pupils import ClassPlace, Pupil

MOST = 12


def people_named(case: Case, name: str) -> list[tuple[str, str, str]]:
    """Return (key, name, hint) of people and pupils whose name holds these letters.

    Keys are "person:<id>" and "pupil:<id>".
    """
    school, today = case.school, case.school.today()
    parts = name.split()
    match = Q()
    for part in parts:
        match &= Q(first_name__icontains=part) | Q(last_name__icontains=part)
    records = (
        SchoolRecord.objects.for_school(school)
        .filter(in_force(today))
        .filter(match)
        .order_by("last_name", "first_name")
    )
    pupils = Pupil.objects.for_school(school).filter(match).order_by("last_name", "first_name")[:MOST]
    places = ClassPlace.objects.for_school(school).filter(in_force(today), pupil__in=list(pupils))
    classes = dict(places.values_list("pupil_id", "class_name"))
    people = [(f"person:{r.person_id}", r.full_name, _("An adult the school knows")) for r in records[:MOST]]
    return people + [(f"pupil:{p.pk}", str(p), _("Pupil") + f" {classes.get(p.pk, '')}".rstrip()) for p in pupils]
