"""A school, people with addresses, a real mail server, and a real worker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.notices.mailserver import MailServer
from tests.notices.mailservice import MailService, use
from tests.notices.worker import Beat, Program, Worker, wait_until

MONDAY = dt.datetime(2026, 9, 7, 8, 14)


@dataclass
class House:
    """A school and the people who get its mail."""

    school: Any
    people: list[Any]

    @property
    def person(self) -> Any:
        """The first of them."""
        return self.people[0]


def make_person(school: Any, number: int, *, first: str = "Ada", last: str = "Bell", email: str | None = None) -> Any:
    """Make somebody whom the school knows, with an address unless ``email`` is empty."""
    from people.models.persons import Address, Person, PersonAtSchool, SchoolRecord

    since = dt.date(2024, 9, 1)
    person = Person(trust=school.trust)
    person.save()
    PersonAtSchool.objects.create(school=school, trust=school.trust, person=person)
    SchoolRecord.objects.create(
        school=school, person=person, title="Mrs", first_name=first, last_name=last, from_date=since
    )
    address = f"person{number}@families.example" if email is None else email
    if address:
        Address.objects.create(school=school, person=person, kind="email", value=address, from_date=since)
    return person


def make_house(size: int = 1, *, slug: str = "oak", **named: Any) -> House:
    """Make a school with ``size`` people."""
    from schools.models.schools import School, Trust

    trust = Trust.objects.create(name="Oak", slug=slug, stands_alone=True)
    given = {"name": "Oak Lane School", "phone": "01632 960 001", "office_hours": "8am to 4pm"} | named
    school = School.objects.create(trust=trust, slug=slug, public_email="office@oak.example", **given)
    return House(school, [make_person(school, n) for n in range(size)])


@pytest.fixture
def house(db, clock) -> House:
    """Oak Lane School on a Monday in September, in a transaction that is rolled back."""
    clock.set(MONDAY)
    return make_house()


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """A real SMTP server on loopback, named in the settings."""
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 5
    yield server
    server.stop()


@pytest.fixture
def demo_mailbox(settings) -> None:
    """Mail is kept in the demo's table, as where no mail server is named (the test runner puts its own backend in)."""
    settings.EMAIL_BACKEND = "notices.backends.DemoMailbox"


@pytest.fixture
def broker(settings, redis_url: str) -> Iterator[str]:
    """The broker of this test process, emptied before and after."""
    import redis

    def empty() -> None:
        client = redis.Redis.from_url(redis_url)
        client.flushdb()
        client.close()

    settings.CELERY_BROKER_URL = redis_url
    empty()
    yield redis_url
    empty()


@pytest.fixture
def programs(committed: None, broker: str, database_name: str) -> Iterator[Callable[..., Any]]:
    """Start real processes that share this test's database, broker, clock and mail server; they end with the test."""
    started: list[Program] = []

    def start(sort: type[Program], **environment: str) -> Program:
        program = sort(database_name=database_name, broker=broker, **environment)
        started.append(program)
        return program

    yield start
    for program in started:
        program.stop()


@pytest.fixture
def celery_worker(programs: Callable[..., Any]) -> Callable[..., Worker]:
    """Start real worker processes."""
    return lambda **environment: programs(Worker, **environment)


@pytest.fixture
def celery_beat(programs: Callable[..., Any], tmp_path: Path) -> Callable[..., Beat]:
    """Start real beats, with a folder of their own; each has looked at the clock when it is handed out."""
    alive = tmp_path / "beat" / "schedule.alive"
    alive.parent.mkdir()

    def start(**environment: str) -> Beat:
        alive.unlink(missing_ok=True)
        beat: Beat = programs(Beat, PORTAL_VAR=str(tmp_path), **environment)
        wait_until(alive.exists)
        return beat

    return start


@pytest.fixture
def mail_service() -> Iterator[MailService]:
    """A stand-in for a mail service abroad, on loopback."""
    service = MailService()
    yield service
    service.stop()


@pytest.fixture
def postmark(settings, mail_service: MailService) -> MailService:
    """The settings of Postmark, and Postmark's end of the line."""
    use(settings, "postmark", mail_service.url)
    return mail_service


@pytest.fixture
def sent(house: House, postmark: MailService) -> Any:
    """A message that Postmark took."""
    from notices.services.delivery import sending
    from tests.notices.messages.test_outbox import ask

    notice = ask(house)
    assert sending.deliver().sent == 1
    notice.refresh_from_db()
    return notice
