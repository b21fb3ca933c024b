"""One of everything at the demo's first school, made through the services, for the tour of all screens."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from core import clock
from demo import stories, texts
from demo.people import CAST, TRUST_ADMIN, DemoSchool
from incidents.models.cases import Case
from notices.services import links as notices_links
from people.models.roles import RoleAtSchool
from people.queries import directory, families
from policies.models import Version
from policies.services import drafts
from registers.services import deciding, declaring
from schools.models.schools import School
from signoffs.models import Round, Signature
from signoffs.services import questions


def cast_of(slug: str) -> DemoSchool:
    """Return a school of the demo that was loaded earlier, with its cast found by name."""
    school = School.objects.get(slug=slug)
    found = {}
    for person in directory.staff_at(school):
        found[directory.name_of(person, school)] = person
    for row in RoleAtSchool.objects.for_school(school).select_related("person__data_key"):
        found.setdefault(directory.name_of(row.person, school), row.person)
    cast = {key: found[f"{first} {last}"] for key, _title, first, last, _roles in CAST if f"{first} {last}" in found}
    key, _title, first, last = TRUST_ADMIN
    if f"{first} {last}" in found:
        cast[key] = found[f"{first} {last}"]
    return DemoSchool(school, cast, carers=list(families.carers_at(school)))


@dataclass(frozen=True, slots=True)
class Things:
    """One of everything at Oakfield, by what it is."""

    place: DemoSchool
    current: Round
    family: Round
    waiting: Version
    draft: Any
    question: Any
    asked: Any
    decided: Any
    taken: Case
    new: Case
    signature: Signature
    link: str
    second_link: str


def prepare(place: DemoSchool) -> Things:
    """Add, through the services, what the demo's story leaves out: a draft, a version to approve, forms, links."""
    school, now = place.school, clock.now()
    rounds = Round.objects.for_school(school).select_related("version__policy", "agreement").filter(state="open")
    current = rounds.filter(agreement__audience="staff").order_by("-version__number", "opened_at")[0]
    family = rounds.filter(agreement__audience="family").order_by("pk")[0]
    office, teacher, head = (stories.actor(place, key) for key in ("office", "teacher", "head"))
    cases = Case.objects.for_school(school).order_by("opened_at")
    declared = [_declare(place, key, now) for key in ("teacher", "support")]
    deciding.decide(disclosure=declared[0], by=head, wanted=_conditions(), after=None, now=now)
    links = [
        notices_links.make_link(school=school, person=carer, purpose="family", ref=str(family.pk))
        for carer in place.carers[:2]
    ]
    data = texts.policy_file(texts.STAFF, school.name)
    return Things(
        place=place,
        current=current,
        family=family,
        waiting=stories.propose_only(place, texts.FAMILY, now=now),
        draft=drafts.import_file(name="draft.md", data=data, by=office, now=now),
        question=questions.ask_question(round=current, by=teacher, text="May I answer a parent in a chat?", now=now),
        asked=declared[1],
        decided=declared[0],
        taken=cases.filter(state="taken")[0],
        new=cases.filter(state="new", kind="child").first() or cases.filter(state="new")[0],
        signature=Signature.objects.for_school(school).filter(person=place.cast["office"]).order_by("pk")[0],
        link=_path(links[0]),
        second_link=_path(links[-1]),
    )


def _path(link: str) -> str:
    return "/f/" + link.split("/f/", 1)[1]


def _declare(place: DemoSchool, key: str, now: dt.datetime) -> Any:
    return declaring.declare(
        by=stories.actor(place, key),
        kind="old_friend",
        about="parent",
        before="yes",
        since="since school, about 2005",
        platforms="One app for pictures",
        who="The parent of a child in Year 4",
        plan="keep",
        limits="We do not talk about school there.",
        now=now,
    )


def _conditions() -> Any:
    return deciding.Wanted(
        outcome="conditions", conditions="No private messages with a pupil.", reasons="The rule allows it.", note=""
    )
