"""``kill -9`` of worker, broker and PostgreSQL in the middle: nothing lost, nothing twice.

These are steps 2 and 6 of the main job.
"""

from __future__ import annotations

import random
import threading
from collections import Counter

import pytest

from tests.kill.client import Browser
from tests.kill.stack import Stack

pytestmark = [pytest.mark.kill, pytest.mark.xdist_group("kill")]

STAFF = 24
WORLD = f"""
import datetime as dt
from people import services as people, queries
from people.states import Role
from policies import services as policies
from signoffs import services as signoffs
since = dt.date(2020, 9, 1)
school = people.create_school(name="Fernhill", slug="fernhill", public_email="office@fernhill.example")
def add(first, role):
    person = people.add_person(school=school, first_name=first, last_name="Kill",
        email=first + "@fernhill.example", from_date=since)
    people.give_role(person=person, school=school, role=role, from_date=since)
    people.invite_staff(person=person, school=school)
    person.refresh_from_db()
    return person
head, chair, office = add("head", Role.HEADTEACHER), add("chair", Role.CHAIR), add("office", Role.OFFICE)
staff = [add(f"staff{{n}}", Role.TEACHER) for n in range({STAFF})]
act = lambda p: queries.actor_for(p, school)
text = b"Social media policy\\n\\n1 Rules\\n\\nBe kind online.\\n"
draft = policies.import_file(name="p.txt", data=text, by=act(office))
version = policies.propose(draft=draft, by=act(office))
for one in (chair, head):
    policies.approve(version=version, by=act(one))
policies.publish(version=version, by=act(office))
due = queries.school_days_after(school, school.today(), 20)
round = signoffs.open_round(version=version, audience="staff", due=due, by=act(office),
    statements=[{{"kind": "agreement", "text": "I will follow it"}}])
print(json.dumps({{"round": str(round.pk), "staff": [str(p.user.pk) for p in staff]}}))
"""
SESSIONS = """
from django.conf import settings
from django.test import Client
from people.models import User
def session(pk):
    client = Client()
    client.force_login(User.objects.get(pk=pk))
    return client.cookies[settings.SESSION_COOKIE_NAME].value
print(json.dumps([session(pk) for pk in {staff!r}]))
"""
DUPLICATES = "SELECT count(*) - count(DISTINCT ({what})) FROM {table}"


@pytest.fixture(scope="module")
def world(stack: Stack) -> dict:
    """A school whose staff are asked to sign, with web and worker running."""
    made: dict = stack.run(WORLD)
    stack.start_web()
    stack.start_worker()
    return made


def deliver_all(stack: Stack) -> None:
    """Let time pass until every message is out: leases of killed workers run out, the tick finds the rest."""
    waiting = "SELECT count(*) FROM notices_notice WHERE state IN ('waiting', 'sending')"
    for turn in range(40):
        if stack.rows(waiting) == [(0,)]:
            return
        # What was queued after hours waits for the school to open, after a week-end at the latest.
        stack.shift_clock(150 if turn < 20 else 4 * 3600)
        stack.run("from notices import services\nservices.deliver()")
    raise AssertionError(f"messages are still waiting: {stack.rows(waiting)}")


def to_a_school_day(stack: Stack) -> None:
    """Move the time on to the next morning of school, whatever day and hour it is: else nobody is written to."""
    ask = (
        "import datetime as dt\nfrom core import clock\nfrom people.models import School\nfrom people import queries\n"
        "s = School.objects.get(slug='fernhill')\nnow = clock.now()\n"
    )
    morning = (
        "m = (now + dt.timedelta(days=1)).replace(hour=9, minute=30)\nprint(json.dumps((m - now).total_seconds()))"
    )
    stack.shift_clock(stack.run(ask + morning))
    while not stack.run(ask + "print(json.dumps(queries.is_school_day(s, s.today())))"):
        stack.shift_clock(24 * 3600)


def assert_mail_is_right(stack: Stack, kind: str, most_twice: int) -> None:
    """Each notice of ``kind`` reached the server; twice only with the same Message-ID, at most once a kill."""
    rows = stack.rows(f"SELECT message_id, state FROM notices_notice WHERE kind = '{kind}'")
    assert {state for _id, state in rows} == {"sent"}
    sent = Counter(str(message["Message-ID"]) for message in stack.mail.messages)
    wanted = {message_id for message_id, _state in rows}
    assert wanted <= set(sent)
    assert sum(sent[message_id] - 1 for message_id in wanted) <= most_twice


def test_step_2_signing_while_everything_dies(stack: Stack, world: dict) -> None:
    """24 people sign, each until the portal has said so; meanwhile the worker, the broker and PostgreSQL are killed."""
    path = f"/s/fernhill/sign/{world['round']}/"
    # Made here: a sitting ends after a while, and the other test moves the time on by days.
    sessions = stack.run(SESSIONS.format(staff=world["staff"]))
    answered: list[str] = []
    chance = random.Random(7)

    def person(session: str) -> None:
        page = Browser(f"http://127.0.0.1:{stack.port}", session).insist(path, "/signed/")
        answered.append(page.url)

    threads = [threading.Thread(target=person, args=(session,)) for session in sessions]
    order = chance.sample(["worker", "Valkey", "PostgreSQL"], 3)
    for number, thread in enumerate(threads):
        thread.start()
        if number % 8 == 7:
            victim = order[number // 8]
            if victim == "worker":
                stack.kill("worker")
                stack.start_worker()
            else:
                stack.kill_service(victim)
                stack.start_services()
    for thread in threads:
        thread.join()

    assert len(answered) == STAFF
    assert stack.rows("SELECT count(*), count(DISTINCT person_id) FROM signoffs_signature") == [(STAFF, STAFF)]
    assert stack.rows("SELECT count(*), count(DISTINCT signature_id) FROM signoffs_signaturepart") == [(STAFF, STAFF)]
    assert stack.rows("SELECT count(*) FROM ledger_entry WHERE verb = 'signature.made'") == [(STAFF,)]
    assert "All chains verify" in stack.manage("verify_ledger")
    deliver_all(stack)
    assert stack.rows("SELECT count(*) FROM notices_notice WHERE kind = 'signed'") == [(STAFF,)]
    assert_mail_is_right(stack, "signed", most_twice=3)


def test_step_6_reminders_while_everything_dies(stack: Stack, world: dict) -> None:
    """A reminder tick is killed with worker, broker and database, and run again: one claim and one message each."""
    more = """
from people import services as people, queries
from people.models import School
from people.states import Role
import datetime as dt
school = School.objects.get(slug="fernhill")
for n in range(30):
    person = people.add_person(school=school, first_name=f"late{n}", last_name="Kill",
        email=f"late{n}@fernhill.example")
    people.give_role(person=person, school=school, role=Role.SUPPORT)
from signoffs import services
services.reminder_run()
"""
    to_a_school_day(stack)
    stack.run(more)
    stack.shift_clock(9 * 24 * 3600)
    to_a_school_day(stack)
    tick = "from schoolsocial.celery import app\napp.send_task('signoffs.reminder_run')"
    reminders = "SELECT count(*) FROM notices_notice WHERE kind = 'staff_reminder'"
    for victim in ("worker", "Valkey", "PostgreSQL"):
        before = stack.rows(reminders)
        stack.run(tick)
        stack.until(lambda: stack.rows(reminders) != before or stack.rows(reminders)[0][0] >= 30, limit=20)  # noqa: B023
        if victim == "worker":
            stack.kill("worker")
            stack.start_worker()
        else:
            stack.kill_service(victim)
            stack.start_services()
    for _ in range(2):
        stack.run("from signoffs import services\nservices.reminder_run()")

    unsigned = "SELECT count(DISTINCT person_id) FROM notices_notice WHERE kind = 'staff_reminder'"
    assert stack.rows(reminders) == stack.rows(unsigned)
    assert stack.rows(reminders)[0][0] >= 30
    assert stack.rows(DUPLICATES.format(what="kind, person_id, subject, due, step", table="notices_claim")) == [(0,)]
    deliver_all(stack)
    assert_mail_is_right(stack, "staff_reminder", most_twice=3)
    assert "All chains verify" in stack.manage("verify_ledger")
