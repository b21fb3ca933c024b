"""What a carer sees through a private link: their own children, and nothing of another adult."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from core.db.dated import in_force
from notices.models import LinkToken
from people.models.persons import Address, Person
from people.models.pupils import CarerLink
from people.queries import directory, families
from people.states.words import AddressKind
from schools.models.schools import School
from schools.queries import settings
from signoffs.models import Round, Signature
from signoffs.queries.audience import children_to_sign_for
from signoffs.queries.rounds import open_rounds
from signoffs.states import Audience, RoundState

if TYPE_CHECKING:
    from signoffs.queries.audience import Child

PURPOSE = "family"


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """What the family form shows. ``signed`` are this carer's own signatures; another carer's never appear here."""

    name: str
    to_sign: list[Child]
    signed: list[Signature]

    @property
    def total(self) -> int:
        """How many children the form is about."""
        return len(self.to_sign) + len(self.signed)


def family_link(pk: str) -> LinkToken | None:
    """Return the private link that a session was opened with, also when it has ended; None if there is none."""
    rows = LinkToken.objects.across_schools("a private link names its own school")
    return rows.filter(pk=pk, purpose=PURPOSE).select_related("school", "person__data_key").first()


def birthdays(person: Person, school: School) -> set[tuple[int, int]]:
    """Return (day, month) of the birthdays of the children for whom the carer may sign.

    Without a date: left out.
    """
    children = children_to_sign_for(person, school)
    return {(child.birth_date.day, child.birth_date.month) for child in children if child.birth_date}


def needs_second_check(person: Person, round: Round) -> bool:
    """Say whether the school asks a second question, and knows an answer to it."""
    return bool(settings.setting(round.school, "family_second_check")) and bool(birthdays(person, round.school))


def family_round(link: LinkToken) -> Round | None:
    """Return the round that a link opens.

    The one it names, or a newer open one of the same policy. None if it never was one.
    """
    rows = Round.objects.for_school(link.school_id).filter(agreement__audience=Audience.FAMILY)
    rows = rows.select_related("school", "agreement__policy", "version")
    named: Round | None = rows.filter(pk=link.ref).exclude(state=RoundState.DRAFT).first()
    if named is None or named.is_open:
        return named
    newer: Round | None = rows.filter(agreement__policy=named.agreement.policy_id, state=RoundState.OPEN).first()
    return newer or named


def family_page(round: Round, person: Person) -> FamilyPage:
    """Return the form of one carer in one round, as at today. Four queries, however many children."""
    children = children_to_sign_for(person, round.school)
    own = {child.pk for child in children}
    signed = [signature for signature in signed_by(round, person) if signature.pupil_id in own]
    done = {signature.pupil_id for signature in signed}
    return FamilyPage(
        name=directory.name_of(person, round.school),
        to_sign=[child for child in children if child.pk not in done],
        signed=signed,
    )


def signed_by(round: Round, person: Person) -> list[Signature]:
    """Return a carer's own signatures in a round, by child."""
    rows = Signature.objects.for_school(round.school_id).filter(round=round, person=person, pupil__isnull=False)
    return list(rows.select_related("pupil", "data_key").order_by("pupil__first_name", "pk"))


def receipt(round: Round, person: Person, batch: UUID | str) -> list[Signature]:
    """Return what a carer signed in one batch, by child; [] for anybody else's, and no child who is closed to them.

    A bar holds for what was signed before it, too.
    """
    own = {child.pk for child in families.children_of(person, round.school)}
    return [row for row in signed_by(round, person) if row.pupil_id in own and str(row.batch) == str(batch)]


def carers_at_address(email: str) -> list[tuple[Person, School]]:
    """Return (person, school) for each carer with this address who may sign for a child today, at any school."""
    rows = (
        Address.objects.across_schools("somebody who lost a link does not say at which school")
        .filter(kind=AddressKind.EMAIL, value__iexact=email.strip())
        .select_related("person", "school")
    )
    carers = []
    for row in rows:
        day = row.school.today()
        links = CarerLink.objects.for_school(row.school_id).filter(
            in_force(day), person=row.person_id, may_sign=True, may_contact=True, barred=False
        )
        if row.holds_on(day) and links.exists():
            carers.append((row.person, row.school))
    return carers


def open_family_rounds(school: School) -> list[Round]:
    """Return the family rounds that are open at a school, the soonest to close first."""
    return [round for round in open_rounds(school) if round.agreement.audience == Audience.FAMILY]
