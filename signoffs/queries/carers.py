"""What the office sees of one carer's family forms: what is open, what they signed, and how they were reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from notices.models import Notice
from notices.states.outbox import State
from people.queries import directory, pupils
from people.queries.acting import Actor
from schools.models.schools import School
from signoffs.models import Opened, Round, Signature
from signoffs.queries.audience import children_to_sign_for
from signoffs.queries.family import open_family_rounds

if TYPE_CHECKING:
    from signoffs.queries.audience import Child

LETTERS = ("family_request", "family_link", "family_reminder")


@dataclass(frozen=True, slots=True)
class CarerForm:
    """One open round as it stands with one carer. ``last_letter``: the last message with a link, or None."""

    round: Round
    left: list[Child]
    signed: list[Child]
    last_letter: Notice | None
    opened: bool

    @property
    def failed(self) -> bool:
        """Say whether the last message did not get through."""
        return self.last_letter is not None and self.last_letter.state in (State.FAILED, State.BOUNCED)


def carer_forms(actor: Actor, person: UUID) -> dict[str, Any] | None:
    """Return the family forms of a carer; None for a stranger and for the other adult of the reader's own family.

    ``email`` is "" where letters go on paper or are not wanted at all.
    """
    page = pupils.carer_page(actor, person)
    if page is None:
        return None
    school = actor.school
    children = children_to_sign_for(page.person, school)
    rounds = open_family_rounds(school) if children else []
    signed = _signed(school, person, rounds)
    last_letters = _last_letters(school, person, rounds)
    opened = set(Opened.objects.for_school(school).filter(person=person).values_list("round_id", flat=True))
    forms = [
        CarerForm(
            round=round,
            left=[child for child in children if child.pk not in signed.get(round.pk, set())],
            signed=[child for child in children if child.pk in signed.get(round.pk, set())],
            last_letter=last_letters.get(round.label),
            opened=round.pk in opened,
        )
        for round in rounds
    ]
    day = school.today()
    may_write = any(link.may_contact and link.holds_on(day) for link in page.links)
    email = (directory.email_of(page.person, school) or "") if may_write else ""
    name = page.record.full_name
    return {"person": page.person, "name": name, "email": email, "may_write": may_write, "forms": forms}


def _signed(school: School, person: UUID, rounds: list[Round]) -> dict[UUID, set[UUID]]:
    rows = Signature.objects.for_school(school).filter(person=person, round__in=rounds, pupil__isnull=False)
    signed: dict[UUID, set[UUID]] = {}
    for round, pupil in rows.values_list("round_id", "pupil_id"):
        signed.setdefault(round, set()).add(pupil)
    return signed


def _last_letters(school: School, person: UUID, rounds: list[Round]) -> dict[str, Notice]:
    rows = Notice.objects.for_school(school).filter(
        person=person, kind__in=LETTERS, subject__in=[round.label for round in rounds]
    )
    return {row.subject: row for row in rows.order_by("queued_at")}
