"""What has happened at the demo's schools by the time somebody opens them: all of it through the services."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings

from core import clock
from demo import texts
from demo.people import DemoSchool
from incidents.services import case_record, case_states, reports
from incidents.states.workflow import FromKind
from ledger import services as ledger
from notices.models import Bounce, Notice
from notices.services import bounces
from notices.services.delivery import sending
from notices.states.outbox import BounceType
from people.models.persons import Person
from people.queries import acting, directory, families
from policies.models import Policy, Version
from policies.services import approving, drafts, publishing
from registers.services import declaring
from schools.queries import calendar
from signoffs.models import Round
from signoffs.services import rounds, signing


def actor(place: DemoSchool, key: str) -> acting.Actor:
    """Return one of the cast as acting today."""
    return acting.actor_for(place.cast[key], place.school)


def publish(place: DemoSchool, file: str, *, now: dt.datetime, policy: Policy | None = None) -> Version:
    """Bring a file in, look it over, have it approved by everybody the school asks, and publish it."""
    office = actor(place, "office")
    data = texts.policy_file(file, place.school.name)
    draft = drafts.import_file(name=file, data=data, by=office, policy=policy, now=now)
    changes: dict[str, Any] = {"in_short": texts.IN_SHORT.get(file, texts.IN_SHORT[texts.SOCIAL_NEW])}
    if policy is not None:
        changes["changes"] = texts.CHANGES
    draft = drafts.save_draft(draft=draft, changes=changes, revision=draft.revision, by=office, now=now)
    version = approving.propose(draft=draft, by=office, now=now)
    for person in _approvers(version):
        approving.approve(version=version, by=acting.actor_for(person, place.school), now=now)
    publishing.publish(version=version, by=office, now=now)
    return version


def _approvers(version: Version) -> list[Person]:
    return list(
        Person.objects.filter(pk__in={person for _role, person in version.status.signers}).select_related("data_key")
    )


def propose_only(place: DemoSchool, file: str, *, now: dt.datetime) -> Version:
    """Bring a file in and leave it waiting for its approvals."""
    office = actor(place, "office")
    draft = drafts.import_file(name=file, data=texts.policy_file(file, place.school.name), by=office, now=now)
    return approving.propose(draft=draft, by=office, now=now)


def open_staff_round(place: DemoSchool, version: Version, *, days: int, now: dt.datetime) -> Round:
    """Ask all staff to sign within so many school days."""
    due = calendar.school_days_after(place.school, place.school.today(), days)
    office = actor(place, "office")
    return rounds.open_round(
        version=version, audience="staff", due=due, statements=texts.STAFF_STATEMENTS, by=office, now=now
    )


def open_family_round(place: DemoSchool, version: Version, *, days: int, now: dt.datetime) -> Round:
    """Ask all families to sign within so many school days."""
    due = calendar.school_days_after(place.school, place.school.today(), days)
    return rounds.open_round(
        version=version,
        audience="family",
        due=due,
        statements=texts.FAMILY_STATEMENTS,
        by=actor(place, "office"),
        asks_pictures=True,
        now=now,
    )


def staff_sign(place: DemoSchool, round: Round, *, but: tuple[str, ...], now: dt.datetime) -> int:
    """Let most staff sign; those named in ``but`` and every fifth of the others leave it. Returns how many signed.

    Whoever plays a part signs unless named: the database gives people back in an order that differs from day to day.
    """
    left = {place.cast[key].pk for key in but}
    known = {person.pk for person in place.cast.values()}
    others = 0
    signed = 0
    for person in directory.staff_at(place.school):
        others += person.pk not in known
        later = person.pk in left or (person.pk not in known and others % 5 == 0)
        if not later:
            who = acting.actor_for(person, place.school)
            signing.sign(round=round, by=who, ticked=[0, 1], name=who.name, now=now)
            signed += 1
    return signed


def families_sign(place: DemoSchool, round: Round, *, now: dt.datetime) -> int:
    """Let two thirds of the carers sign for all their children; the first carer is left for the reader of the demo."""
    signed = 0
    for number, carer in enumerate(place.carers):
        children = [pupil.pk for pupil in families.children_of(carer, place.school)]
        if number < 2 or number % 3 == 2 or not children:
            continue
        name = directory.name_of(carer, place.school)
        signing.sign_for_family(round=round, person=carer, children=children, ticked=[0], name=name, now=now)
        signed += 1
    return signed


def report_concerns(place: DemoSchool, *, now: dt.datetime) -> list[Any]:
    """Send the reports of the story over two hours; the safeguarding lead takes the first and adds to its record."""
    sent = []
    ago = [now - dt.timedelta(minutes=minutes) for minutes in (110, 80, 60, 35)]
    for at, (kind, from_kind, story, more) in zip(ago, texts.REPORTS, strict=True):
        answers = {"about_kind": kind, "story": story, **more}
        by = actor(place, "teacher") if from_kind == "staff" else None
        sent.append(
            reports.send_report(school=place.school, answers=answers, from_kind=FromKind(from_kind), by=by, now=at)
        )
    dsl = actor(place, "dsl")
    case = case_states.take(case=sent[0].case, by=dsl, now=ago[1])
    case_states.record_view(case=case, by=dsl, now=ago[1])
    case_record.add_entry(
        case=case,
        by=dsl,
        happened="Spoke with the family by telephone for ten minutes. They will leave the chat and keep the pictures.",
        why="Behaviour policy, section 4: families are told at once.",
        decided="Meet both families on Thursday.",
        told="The class teacher.",
        next_step="Ask the platform about the pictures",
        next_due=calendar.school_days_after(place.school, place.school.today(), 1),
        now=ago[2],
    )
    return sent


def declare_a_friend(place: DemoSchool, *, now: dt.datetime) -> None:
    """Let a colleague declare an old friend whose child came to the school; the headteacher has it to decide."""
    declaring.declare(
        by=actor(place, "support"),
        kind="old_friend",
        about="parent",
        before="yes",
        since="About 2015, long before I worked here",
        platforms="One photo app",
        who="A friend from school days. Her son is in Cedar class.",
        plan="keep",
        limits="We talk about our families. Never about school.",
        now=now,
    )


def complete(place: DemoSchool) -> None:
    """Do what follows the load and stands outside its transaction, if it is not done yet."""
    written = {head["school"] for head in ledger.read_heads(Path(settings.HEADS_FILE))}
    if str(place.school.pk) not in written:
        write_heads()
    if not Bounce.objects.for_school(place.school).filter(event_id="demo").exists():
        an_email_comes_back(place)


def write_heads() -> None:
    """Write the heads of the chains outside the database for the first time."""
    ledger.write_heads(settings.HEADS_FILE)


def moment() -> dt.datetime:
    """Return the present moment, for those who tell a story by hand."""
    return clock.now()


def an_email_comes_back(place: DemoSchool) -> None:
    """Send what may leave at any hour, and let a family's letter come back as a mail service would tell it."""
    sending.deliver()
    thanks = Notice.objects.for_school(place.school).filter(kind="signed", state="sent", person__in=place.carers)
    letter = thanks.order_by("person").first()
    if letter is not None:
        to = directory.email_of(letter.person_id, place.school) if letter.person_id else None
        now = clock.now()
        bounces.record_bounce(
            notice=letter, bounce_type=BounceType.BOUNCED, code="bounced", event_id="demo", at=now, to=to or ""
        )
