"""A hundred people sign while a change of 5,000 rows runs: how long the slowest waits, and whether any is lost."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

from bench import load
from bench.load import Shot
from bench.world import World


def _people(school: Any, rows: int) -> None:
    """Add many members of staff in bulk: their names, roles and addresses."""
    from core.sealing.data_keys import DataKey
    from people.models.persons import Address, Person, PersonAtSchool, SchoolRecord
    from people.models.roles import RoleAtSchool

    since = school.today() - dt.timedelta(days=10)
    people = [Person(trust=school.trust) for _ in range(rows)]
    DataKey.objects.bulk_create([person.prepare_key() for person in people])
    Person.objects.bulk_create(people)
    PersonAtSchool.objects.bulk_create([PersonAtSchool(school=school, trust=school.trust, person=p) for p in people])
    common = {"school": school, "from_date": since}
    SchoolRecord.objects.bulk_create(
        [SchoolRecord(person=p, first_name="Crowd", last_name=str(n), **common) for n, p in enumerate(people)]
    )
    Address.objects.bulk_create(
        [Address(person=p, kind="email", value=f"c{n}@crowd.example", **common) for n, p in enumerate(people)]
    )
    RoleAtSchool.objects.bulk_create([RoleAtSchool(person=p, role="volunteer", **common) for p in people])


def measure(bench: Any, port: int, world: World) -> None:
    """Open a round for 5,000 people (5,000 messages queued, one ledger entry) while a hundred others sign."""
    from django.db import connection

    from ledger import services as ledger
    from people.queries.acting import actor_for
    from people.queries.directory import holders
    from policies.models import Version
    from schools.models.schools import School
    from schools.queries.calendar import school_days_after
    from signoffs.models import Signature
    from signoffs.services import rounds

    rows, crowd = bench.sizes.crowd_rows, bench.sizes.crowd
    school = School.objects.get(slug=world.slug)
    _people(school, rows)
    version = Version.objects.for_school(school).filter(status__state="published", title__icontains="social").first()
    office = actor_for(holders(school, "office")[0], school)
    before = Signature.objects.for_school(school).count()
    errors: list[BaseException] = []

    def change() -> None:
        try:
            due = school_days_after(school, school.today(), 9)
            said = [{"kind": "agreement", "text": "I will follow it"}]
            rounds.open_round(
                version=version, audience="staff", due=due, statements=said, by=office, groups=("helpers",)
            )
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    worker = threading.Thread(target=change)
    worker.start()
    fields = [("statement_0", "on"), ("statement_1", "on"), ("name", "Signer")]
    path = f"/s/{world.slug}/sign/{world.round}/"
    measured = load.run(port, lambda n: Shot("POST", path, world.signers[n - crowd], fields, 302), crowd, 10)
    still = worker.is_alive()
    worker.join()
    if errors:
        raise errors[0]
    lost = crowd - (Signature.objects.for_school(school).count() - before)
    ended = "" if still else " (it ended before the last signature)"
    how = f"10 clients; a round for {rows} people being opened meanwhile{ended}"
    spread = {"low": measured.low, "high": measured.high}
    bench.add("crowd_slowest_signature", measured.worst, "ms", how, goal=1000, n=crowd, **spread)
    bench.add("crowd_lost_signatures", float(lost), "signatures", how, goal=0, n=crowd)
    broken = float(len(ledger.verify(school_id=school.pk)))
    bench.add("crowd_broken_chains", broken, "findings", "verify afterwards", goal=0)
