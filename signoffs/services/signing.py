"""Signing for oneself, for a family, and recording what came on paper."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core import clock
from core.db.dated import in_force
from core.db.transactions import unit_of_work
from core.errors import Refused
from ledger.services import record_about
from ledger.states import Confidentiality
from ledger.witness import Witness
from notices.services import outbox
from people.models.persons import Person
from people.models.pupils import CarerLink
from people.queries.acting import Actor
from signoffs import rules
from signoffs.models import Opened, Round, Signature, batch_digest
from signoffs.queries import audience, rounds, signing
from signoffs.services.cancelling import cancel_teams, cancel_unneeded
from signoffs.services.signing_batch import Signer, SigningBatch, write
from signoffs.states import Audience, How, Permission


@unit_of_work()
def note_opened(*, round: Round, person: Person, now: dt.datetime | None = None) -> None:
    """Note when a person first opened what they are asked to sign (L4). A second time changes nothing."""
    row = Opened(school=round.school, round=round, person=person, first_opened_at=now or clock.now())
    Opened.objects.bulk_create([row], ignore_conflicts=True)


@unit_of_work()
def sign(*, round: Round, by: Actor, ticked: Collection[int], name: str, now: dt.datetime | None = None) -> Signature:
    """Sign a staff round for oneself; returns the signature, the first one if it was already signed.

    ``round`` comes with school, agreement, policy and version; ``ticked`` are places in its statements. Raises
    Refused when the round is closed or replaced, the actor is not asked, a box that must be ticked is not, or there
    is no name.
    """
    replaced = rounds.newer_version(round) is not None
    allowed = rules.may_sign(state=round.state, asked=audience.is_asked(round, by.roles), replaced=replaced)
    if not allowed and (before := signing.signature_in(round, by.person)) is not None:
        return before
    allowed.enforce()
    batch = SigningBatch(
        round=round,
        signer=Signer(by.person, rules.clean_name(name)),
        statements=rules.clean_statements(round.statements, ticked),
    )
    rows = _write(batch, "signature.made", by=by, now=now)
    if not rows:
        return round.signatures.select_related("school").get(person=by.person, pupil=None)
    _thank(rows, page=True, now=now)
    return rows[0]


@unit_of_work()
def sign_for_family(
    *,
    round: Round,
    person: Person,
    children: Collection[UUID],
    ticked: Collection[int],
    pictures: Mapping[UUID, str] | None = None,
    name: str,
    now: dt.datetime | None = None,
) -> list[Signature]:
    """Sign for several children at once; returns the new signatures, [] when all were signed before.

    ``children`` are ids of pupils; ``pictures`` answers yes or no for some of them. Raises Refused for a child who is
    not the person's to sign for today, for none, for a closed or replaced round, a missing tick or name. All or
    nothing.
    """
    own = {child.pk: child for child in audience.children_to_sign_for(person, round.school)}
    if not children:
        raise Refused(_("Tick each child you are signing for"))
    asked = round.agreement.audience == Audience.FAMILY and set(children) <= set(own)
    replaced = rounds.newer_version(round) is not None
    rules.may_sign(state=round.state, asked=asked, replaced=replaced).enforce()
    signer = Signer(person, rules.clean_name(name))
    batch = SigningBatch(
        round=round,
        signer=signer,
        pupils=[own[pk] for pk in own if pk in set(children)],
        statements=rules.clean_statements(round.statements, ticked),
        answers={pk: rules.clean_pictures(answer) for pk, answer in (pictures or {}).items()},
    )
    rows = _write(batch, "signature.family", by=signer, now=now)
    if rows:
        _thank(rows, page=False, now=now)
    return rows


@unit_of_work()
def record_paper(
    *,
    round: Round,
    person: Person,
    by: Actor,
    name: str,
    slip_day: dt.date,
    children: Collection[UUID] = (),
    ticked: Collection[int] | None = None,
    how: str = How.PAPER,
    now: dt.datetime | None = None,
) -> list[Signature]:
    """Record a form that came on paper, for a member of staff or for a carer's children; what was signed before stays.

    ``slip_day`` is the date on the slip. Returns the new signatures. Raises Refused without the right, for a day that
    lies ahead, a person who is not asked, or an agreement that is not ticked on the slip (``ticked`` None: all are).
    """
    if not by.may(Permission.PAPER_RECORD):
        raise Refused(_("Your role cannot record paper forms."))
    if slip_day > round.school.today():
        raise Refused(_("Enter the date on the slip"))
    missing = audience.outstanding(round, persons=[person.pk], each=True)
    open_for = {missed.pupil_id for missed in missing}
    pupils: set[UUID | None] = set(children) if round.agreement.audience == Audience.FAMILY else {None}
    rules.may_sign(state=round.state, asked=bool(pupils) and pupils <= open_for, replaced=False).enforce()
    own = {child.pk: child for child in audience.children_to_sign_for(person, round.school)} if children else {}
    boxes = range(len(round.statements)) if ticked is None else ticked
    batch = SigningBatch(
        round=round,
        signer=Signer(person, rules.clean_name(name)),
        pupils=[own[pk] for pk in own if pk in pupils] or [None],
        statements=rules.clean_statements(round.statements, boxes),
        how=how,
        recorded_by=by.person,
        slip_day=slip_day,
    )
    return _write(batch, "signature.recorded", by=by, now=now)


def _write(batch: SigningBatch, verb: str, *, by: Actor | Signer, now: dt.datetime | None) -> list[Signature]:
    """Write a batch with the one ledger entry that vouches for all of it, and stop what still asks for it.

    Stopped is what waits for the signer, for the other carers of a child, and for those who lead the signer.
    """
    rows = write(batch, now=now)
    if not rows:
        return []
    first, round = rows[0], batch.round
    facts: dict[str, Any] = {"children": len(rows)} if verb == "signature.family" else {}
    witness = Witness("signing_batch", str(first.batch), batch_digest(row.digest for row in rows))
    facts |= {"number": round.version.number}
    record_about(round, verb, by=by, now=now, witness=witness, reference=first.reference, **facts)
    pupils = [row.pupil_id for row in rows if row.pupil_id is not None]
    links = CarerLink.objects.for_school(round.school_id).filter(in_force(round.school.today()), pupil__in=pupils)
    beside = links.values_list("person_id", flat=True).distinct() if pupils else ()
    cancel_unneeded(round, {first.person_id, *beside})
    if not pupils:
        cancel_teams(round.school)
    return rows


def _thank(rows: Sequence[Signature], *, page: bool, now: dt.datetime | None) -> None:
    """Say thank you with the reference."""
    signature = rows[0]
    round = signature.round
    context: dict[str, object] = {"reference": signature.reference, "at": signature.signed_at}
    if page:
        context["page"] = signature.get_absolute_url()
    else:
        context["link"] = {"purpose": "family", "ref": str(round.pk)}
    outbox.queue(
        school=round.school,
        confidentiality=Confidentiality.EVERYDAY,
        kind="signed",
        person=signature.person,
        subject=round.label,
        key=f"{round.label}:{signature.person_id}:signed:{signature.reference}",
        context=context,
        now=now,
    )
