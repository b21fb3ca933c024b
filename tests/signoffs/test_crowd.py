"""A hundred people sign while a large change has begun and not ended: none waits for it, none is lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from core.db.transactions import unit_of_work
from ledger import services as ledger
from ledger.states import Confidentiality
from people.models.pupils import Pupil
from people.queries import acting
from people.services import assignments, persons
from people.states.roles import Role
from schools.queries import calendar
from signoffs.models import Signature
from signoffs.services import rounds, signing
from tests.access.world import publish
from tests.cast import SINCE, make_cast

CROWD, ROWS = 100, 5000


def test_a_hundred_signatures_while_a_change_of_5000_rows_is_open(committed) -> None:
    cast = make_cast()
    version = publish(cast)
    staff = []
    for number in range(CROWD):
        person = persons.add_person(school=cast.school, first_name="S", last_name=str(number), from_date=SINCE)
        assignments.give_role(person=person, school=cast.school, role=Role.TEACHER, from_date=SINCE)
        staff.append(person)
    due = calendar.school_days_after(cast.school, cast.school.today(), 5)
    said = [{"kind": "agreement", "text": "I will follow it"}]
    round = rounds.open_round(version=version, audience="staff", due=due, statements=said, by=cast.office.actor)
    written, signed = threading.Event(), threading.Event()

    def change() -> None:
        with unit_of_work():
            rows = [Pupil(school=cast.school, first_name="P", last_name=str(n)) for n in range(ROWS)]
            Pupil.objects.bulk_create(rows)
            ledger.record(
                school_id=cast.school.pk,
                confidentiality=Confidentiality.EVERYDAY,
                verb="school.created",
                subject="school:bulk",
                facts={"rows": ROWS},
            )
            written.set()
            assert signed.wait(60), "the signatures waited for the change"
        connection.close()

    def sign(person) -> None:
        who = acting.actor_for(person, cast.school)
        signing.sign(round=round, by=who, ticked=[0], name=who.name)
        connection.close()

    worker = threading.Thread(target=change)
    worker.start()
    assert written.wait(60)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(sign, staff))
    assert Signature.objects.for_school(cast.school).count() == CROWD
    assert Pupil.objects.for_school(cast.school).filter(first_name="P").count() == 0
    signed.set()
    worker.join()
    assert Pupil.objects.for_school(cast.school).filter(first_name="P").count() == ROWS
    assert ledger.verify(school_id=cast.school.pk) == []
