"""What people do in the year: a moment in London, who does what in words, and the deed itself.

What is done on the screen goes through the services, as the person who does it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.services import invitations
from incidents.services import case_states, reports
from incidents.states.workflow import FromKind
from notices.models import Notice
from notices.services.office_actions import retry
from people.services import assignments, leaving, persons
from people.states.roles import Role
from policies.services import approving, publishing
from registers.services import deciding, declaring
from registers.services.deciding import Wanted
from signoffs.services import questions, reminders, rounds, signing
from signoffs.states import Audience, Group
from tests.stories.year.world import World, draft

Deed = Callable[[World], Any]


@dataclass(frozen=True)
class Act:
    """One deed of the year; ``also`` are minutes after it at which the machine is looked at again."""

    at: dt.datetime
    words: str
    do: Deed
    also: tuple[int, ...] = ()


DOWN = "The worker stops. Nobody notices."
UP = "The worker is started again."


def _act(day: str, time: str, words: str, do: Deed, also: tuple[int, ...] = ()) -> Act:
    return Act(dt.datetime.fromisoformat(f"{day}T{time}"), words, do, also)


def open_round(name: str, title: str, due: str, audience: str = Audience.STAFF) -> Deed:
    words = "I have read the rules with my child" if audience == Audience.FAMILY else "I will follow this policy"

    def do(world: World) -> None:
        world.rounds[name] = rounds.open_round(
            version=world.version(title),
            audience=audience,
            groups=[Group.STAFF],
            due=dt.date.fromisoformat(due),
            statements=[{"kind": "agreement", "text": words}],
            by=world.by("olive"),
        )

    return do


def sign(who: str, name: str) -> Deed:
    return lambda world: signing.sign(round=world.round(name), by=world.by(who), ticked=[0], name=who.title())


def _sign_family(who: str, name: str, *children: str) -> Deed:
    return lambda world: signing.sign_for_family(
        round=world.round(name),
        person=world.people[who],
        children=[world.children[child].pk for child in children],
        ticked=[0],
        name=who.title(),
    )


def _paper(who: str, name: str, *children: str) -> Deed:
    return lambda world: signing.record_paper(
        round=world.round(name),
        person=world.people[who],
        by=world.by("olive"),
        name=who.title(),
        slip_day=world.school.today(),
        children=[world.children[child].pk for child in children],
    )


def report(name: str) -> Deed:
    answers = {"about_kind": "child", "about": [], "story": "Unkind words about a child in a class chat"}

    def do(world: World) -> None:
        world.kept[name] = reports.send_report(school=world.school, answers=answers, from_kind=FromKind.NO_NAME).case

    return do


def _take(who: str, name: str) -> Deed:
    return lambda world: case_states.take(case=world.kept[name], by=world.by(who))


def declare(world: World) -> None:
    world.kept["disclosure"] = declaring.declare(
        by=world.by("tess"),
        kind="old_friend",
        about="parent",
        before="yes",
        plan="keep",
        who="The parent of a child in Year 4",
        since="since school",
        platforms="One app for pictures",
        limits="We do not talk about school there",
    )


def _decide(world: World) -> None:
    wanted = Wanted("conditions", reasons="A friend since school", conditions="No private messages with a pupil.")
    deciding.decide(disclosure=world.kept["disclosure"], by=world.by("helen"), wanted=wanted)


def ask(world: World) -> None:
    world.kept["question"] = questions.ask_question(
        round=world.round("staff"), by=world.by("lena"), text="And the choir?"
    )


def answer(world: World) -> None:
    questions.answer_question(question=world.kept["question"], by=world.by("helen"), text="The choir too.")


def _correct_rory(world: World) -> None:
    persons.set_address(
        person=world.people["rory"], school=world.school, kind="email", value="rory.finch@fernhill.example"
    )
    for notice in Notice.objects.for_school(world.school).filter(person=world.people["rory"], state="failed"):
        retry(notice=notice, by=world.by("olive"))


def _nina_is_added(world: World) -> None:
    nina = world.add("nina", "Ms", "Nina", "New", "teacher")
    first_day = dt.date(2026, 11, 9)
    assignments.give_role(person=nina, school=world.school, role=Role.TEACHER, from_date=first_day)
    assignments.set_line_manager(person=nina, manager=world.people["lena"], school=world.school)
    invitations.invite_staff(person=nina, school=world.school)


def _lars_goes(world: World) -> None:
    leaving.end_person(person=world.people["lars"], school=world.school, on=dt.date(2027, 3, 4), by=world.by("olive"))


def _propose(world: World) -> None:
    policy = world.version("Phones and cameras").policy
    made = draft(world, "Phones and cameras", "Autumn 2028", policy=policy)
    world.kept["version"] = approving.propose(draft=made, by=world.by("olive"))


def _approve(who: str) -> Deed:
    return lambda world: approving.approve(version=world.kept["version"], by=world.by(who))


def _publish(world: World) -> None:
    publishing.publish(version=world.kept["version"], by=world.by("helen"))


def _review_done(title: str, review: str, lead: str) -> Deed:
    def do(world: World) -> None:
        made = draft(world, title, review, lead, policy=world.version(title).policy)
        version = approving.propose(draft=made, by=world.by("olive"))
        for name in ("cora", "helen"):
            approving.approve(version=version, by=world.by(name))
        publishing.publish(version=version, by=world.by("olive"))

    return do


def _close(name: str) -> Deed:
    return lambda world: rounds.close_round(round=world.round(name), by=world.by("olive"))


def _remind(name: str) -> Deed:
    return lambda world: reminders.remind(round=world.round(name), by=world.by("olive"))


def _nothing(world: World) -> None:
    pass


AUTUMN = (
    _act(
        "2026-09-07",
        "09:00",
        "Olive asks the staff to sign Social media by 30 September.",
        open_round("staff", "Social media", "2026-09-30"),
    ),
    _act("2026-09-07", "15:40", "Helen signs.", sign("helen", "staff")),
    _act("2026-09-07", "16:30", "Dina signs.", sign("dina", "staff")),
    _act(
        "2026-09-08",
        "10:00",
        "Olive signs, and asks the families to sign Phones and cameras by 2 October.",
        lambda world: (
            sign("olive", "staff")(world),
            open_round("families", "Phones and cameras", "2026-10-02", Audience.FAMILY)(world),
        ),
    ),
    _act("2026-09-09", "18:40", "Lena asks a question in place of signing.", ask),
    _act(
        "2026-09-09",
        "19:30",
        "Pat signs for Ivy in the evening; so Robin need not.",
        _sign_family("pat", "families", "ivy"),
    ),
    _act("2026-09-10", "21:30", "Helen answers Lena, late.", answer),
    _act("2026-09-11", "08:30", "Lena signs.", sign("lena", "staff")),
    _act("2026-09-11", "12:10", "Tess signs.", sign("tess", "staff")),
    _act("2026-09-15", "20:15", "Joy signs for both children.", _sign_family("joy", "families", "ada", "ben")),
    _act("2026-09-17", "09:20", "Olive corrects Rory's address and sends again what failed.", _correct_rory),
    _act(
        "2026-09-18",
        "18:30",
        "Somebody reports that a child is at risk, on a Friday evening. Nobody opens it.",
        report("friday"),
        (58, 61, 90, 125, 300),
    ),
    _act("2026-09-21", "08:15", "Dina takes it on Monday.", _take("dina", "friday")),
    _act("2026-09-21", "10:30", "Olive reminds the families by hand.", _remind("families")),
    _act("2026-09-21", "11:00", "Rory signs.", sign("rory", "staff")),
    _act(
        "2026-09-22",
        "09:00",
        "Olive records the paper forms of Sid and of Len.",
        lambda world: (_paper("sid", "staff")(world), _paper("len", "families", "zoe")(world)),
    ),
    _act("2026-09-28", "07:40", "Tom signs at last.", sign("tom", "staff")),
    _act("2026-10-01", "07:30", "Lars signs, a day late.", sign("lars", "staff")),
    _act("2026-10-01", "14:00", "Olive closes the families' round; Mae has not signed.", _close("families")),
    _act("2026-10-08", "15:50", "Tess declares a friend who is a parent.", declare),
    _act("2026-10-14", "11:00", "Another report comes in.", report("wednesday")),
    _act("2026-10-14", "11:05", "Dina takes it at once.", _take("dina", "wednesday"), (70,)),
    _act("2026-10-21", "22:00", "Helen decides on the form of Tess, late in the evening.", _decide),
    _act("2026-10-29", "11:00", "In the half-term Olive adds Nina, who starts on 9 November.", _nina_is_added),
    _act("2026-11-16", "12:00", "Nina signs.", sign("nina", "staff")),
    _act("2026-11-23", "15:00", "Olive sends a new version of Phones and cameras for approval.", _propose),
    _act("2026-11-24", "10:00", "Cora approves it.", _approve("cora")),
    _act("2026-11-24", "21:50", "Helen approves it, late in the evening.", _approve("helen")),
    _act("2026-11-24", "22:00", "Helen publishes it at ten at night.", _publish),
)
SPRING = (
    _act(
        "2027-01-29",
        "10:00",
        "Olive asks the staff to sign Online safety by 5 March.",
        open_round("online", "Online safety", "2027-03-05"),
    ),
    _act("2027-01-29", "10:30", "Helen signs.", sign("helen", "online")),
    _act("2027-01-29", "11:00", "Olive signs.", sign("olive", "online")),
    _act("2027-02-02", "09:00", "Dina signs.", sign("dina", "online")),
    _act("2027-02-08", "17:00", DOWN, _nothing),
    _act("2027-02-10", "12:00", "Tess signs: web works without the worker.", sign("tess", "online")),
    _act("2027-02-12", "10:00", UP, _nothing),
    _act("2027-02-12", "13:00", "Lena signs.", sign("lena", "online")),
    _act("2027-02-22", "09:30", "Nina signs.", sign("nina", "online")),
    _act("2027-02-23", "09:30", "Olive notes that Lars leaves: his last day is 3 March.", _lars_goes),
    _act("2027-02-24", "16:30", "Rory signs.", sign("rory", "online")),
    _act("2027-02-26", "09:00", "Olive records the paper form of Sid.", _paper("sid", "online")),
    _act(
        "2027-03-09",
        "09:00",
        "A new version of Online safety comes into force: its review is done.",
        _review_done("Online safety", "Spring 2029", "dina"),
    ),
)
SUMMER = (
    _act(
        "2027-05-18",
        "14:00",
        "A new version of Social media comes into force: its review is done.",
        _review_done("Social media", "Summer 2029", "lena"),
    ),
)
DIARY = (*AUTUMN, *SPRING, *SUMMER)
