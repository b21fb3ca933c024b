"""What the tests let another process do: each function runs by itself, as ``Stack.call`` starts it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.test import Client

from accounts.services import invitations
from core import clock
from core.sealing.data_keys import DataKey
from ledger.states import Confidentiality
from notices.services import outbox
from notices.services.delivery import sending
from people.models.accounts import User
from people.models.persons import Address, Person, PersonAtSchool
from people.models.roles import RoleAtSchool
from people.queries.acting import actor_for
from people.services import assignments, persons
from people.states.roles import Role
from policies.services import approving, drafts, publishing
from schools.models.schools import School
from schools.queries import calendar
from schools.services import schools
from schoolsocial.celery import app
from signoffs.services import reminders, rounds

SINCE = dt.date(2020, 9, 1)
TEXT = b"Social media policy\n\n1 Rules\n\nBe kind online.\n"


def make_world(teachers: int) -> dict[str, object]:
    """Make a school and ask its staff to sign. Returns the round and the accounts of the teachers."""
    school = schools.create_school(name="Fernhill", slug="fernhill", public_email="office@fernhill.example")

    def add(first: str, role: Role) -> Person:
        person = persons.add_person(
            school=school, first_name=first, last_name="Kill", email=f"{first}@fernhill.example", from_date=SINCE
        )
        assignments.give_role(person=person, school=school, role=role, from_date=SINCE)
        invitations.invite_staff(person=person, school=school)
        person.refresh_from_db()
        return person

    head, chair, office = add("head", Role.HEADTEACHER), add("chair", Role.CHAIR), add("office", Role.OFFICE)
    staff = [add(f"staff{number}", Role.TEACHER) for number in range(teachers)]
    clerk = actor_for(office, school)
    draft = drafts.import_file(name="p.txt", data=TEXT, by=clerk)
    version = approving.propose(draft=draft, by=clerk)
    for approver in (chair, head):
        approving.approve(version=version, by=actor_for(approver, school))
    publishing.publish(version=version, by=clerk)
    due = calendar.school_days_after(school, school.today(), 20)
    statements = [{"kind": "agreement", "text": "I will follow it"}]
    round = rounds.open_round(version=version, audience="staff", due=due, by=clerk, statements=statements)
    return {"round": str(round.pk), "staff": [str(person.user_id) for person in staff]}


def sign_in(users: list[str]) -> list[str]:
    """Return a session cookie for each account."""
    cookies = []
    for pk in users:
        client = Client()
        client.force_login(User.objects.get(pk=UUID(pk)))
        cookies.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return cookies


def deliver() -> None:
    """Send what is due."""
    sending.deliver()


def seconds_to_a_morning_of_school() -> float:
    """Return how far it is to half past nine on the next school day."""
    school, now = School.objects.get(slug="fernhill"), clock.now()
    morning = (now + dt.timedelta(days=1)).replace(hour=9, minute=30)
    while not calendar.is_school_day(school, morning.date()):
        morning += dt.timedelta(days=1)
    return (morning - now).total_seconds()


def add_late_staff(count: int) -> None:
    """Add staff after the round was opened, and run the reminders once."""
    school = School.objects.get(slug="fernhill")
    for number in range(count):
        email = f"late{number}@fernhill.example"
        person = persons.add_person(school=school, first_name=f"late{number}", last_name="Kill", email=email)
        assignments.give_role(person=person, school=school, role=Role.SUPPORT)
    reminders.reminder_run()


def hand_reminders_to_the_worker() -> None:
    """Ask the worker for a run of the reminders."""
    app.send_task("signoffs.reminder_run")


def run_reminders() -> None:
    """Run the reminders here."""
    reminders.reminder_run()


def queue_crowd(letters: int) -> float:
    """Queue one e-mail for each of so many people. Returns the seconds to the next morning of school."""
    email = "office@crowd.example"
    school = schools.create_school(name="Ten Thousand School", slug="ten-thousand", public_email=email)
    now = clock.now()
    day = calendar.school_days_after(school, school.today(), 1)
    morning = dt.datetime.combine(day, dt.time(9, 30), tzinfo=now.tzinfo)
    crowd = [Person(trust=school.trust) for _ in range(letters)]
    DataKey.objects.bulk_create([person.prepare_key() for person in crowd])
    Person.objects.bulk_create(crowd)
    PersonAtSchool.objects.bulk_create([PersonAtSchool(school=school, trust=school.trust, person=p) for p in crowd])
    Address.objects.bulk_create(
        Address(school=school, from_date=SINCE, person=person, kind="email", value=f"c{number}@crowd.example")
        for number, person in enumerate(crowd)
    )
    RoleAtSchool.objects.bulk_create(
        RoleAtSchool(school=school, from_date=SINCE, person=person, role="volunteer") for person in crowd
    )
    context = {"count": 2, "due": day + dt.timedelta(days=10), "minutes": 5}
    outbox.queue_many(
        outbox.Wanted(school, Confidentiality.EVERYDAY, "staff_request", person, "school:1", f"crowd:{number}", context)
        for number, person in enumerate(crowd)
    )
    return (morning - now).total_seconds()
