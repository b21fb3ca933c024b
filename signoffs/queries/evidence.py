"""Finding signatures again, by person and by policy (C10), and proving them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from core.sealing.fields import context_of
from ledger.witness import sha256
from people.models.persons import Person
from people.models.pupils import CarerLink
from people.queries import pupils, same_person
from people.queries.acting import Actor
from policies.models import Policy, Version
from schools.models.schools import School
from signoffs.models import Round, Signature, SignaturePart, batch_digest
from signoffs.queries.rounds import newer_version
from signoffs.states import Permission


@dataclass(frozen=True, slots=True)
class Certificate:
    """All that one press of the button signed: one reference, one signer, one or several signatures."""

    signatures: list[Signature]
    parts: list[SignaturePart]
    newer: Version | None
    is_intact: bool

    @property
    def first(self) -> Signature:
        """The signature that stands for the batch."""
        return self.signatures[0]

    @property
    def round(self) -> Round:
        """The round that was signed in."""
        return self.first.round

    @property
    def version(self) -> Version:
        """The version that was signed."""
        return self.first.round.version

    @property
    def children(self) -> list[str]:
        """First names of the children signed for; [] when somebody signed for themself."""
        return [signature.pupil.first_name for signature in self.signatures if signature.pupil]

    @property
    def fingerprints(self) -> list[str]:
        """The fingerprint of each text, in groups of eight so that it can be read aloud and breaks on a phone."""
        return [" ".join(part.digest[at : at + 8] for at in range(0, 64, 8)) for part in self.parts]


def _with_related(rows: QuerySet[Signature]) -> QuerySet[Signature]:
    return rows.select_related("data_key", "pupil", "person", "school", "round__agreement__policy", "round__version")


def signatures_for(actor: Actor) -> QuerySet[Signature]:
    """Return the signatures that somebody may look at: their own, and all of the school for those who run rounds.

    Who runs rounds and is a carer here sees nothing of the other adults of their own children.
    """
    rows = _with_related(Signature.objects.for_school(actor.school))
    if Permission.ROUND_OPEN not in actor.permissions:
        return rows.filter(person=actor.person)
    family = CarerLink.objects.for_school(actor.school).filter(pupil__in=pupils.own_children(actor))
    others = family.exclude(person__in=same_person.same_person(actor.person))
    return rows.exclude(pupil__isnull=False, person__in=others.values("person"))


def signatures_of(person: Person, school: School) -> QuerySet[Signature]:
    """Return what one person has signed at a school, newest first (C10)."""
    return _with_related(Signature.objects.for_school(school).filter(person=person)).order_by("-signed_at", "pupil_id")


def signatures_under(policy: Policy) -> QuerySet[Signature]:
    """Return every signature under one policy, newest first (C10)."""
    rows = Signature.objects.for_school(policy.school_id).filter(round__agreement__policy=policy)
    return _with_related(rows).order_by("-signed_at", "pk")


def certificate(rows: QuerySet[Signature], reference: str) -> Certificate | None:
    """Return the certificate with a reference among ``rows``, or None. Three queries."""
    signatures = list(rows.filter(reference=reference).order_by("pupil__first_name", "pk"))
    if not signatures:
        return None
    parts = _parts_by_signature(SignaturePart.objects.for_school(signatures[0].school_id), signatures)
    distinct = {part.version_id: part for some in parts.values() for part in some}
    return Certificate(
        signatures,
        list(distinct.values()),
        newer_version(signatures[0].round),
        all(signature.digest == digest_of(signature, parts[signature.pk]) for signature in signatures),
    )


def _parts_by_signature(rows: QuerySet[SignaturePart], signatures: list[Signature]) -> dict[UUID, list[SignaturePart]]:
    parts: dict[UUID, list[SignaturePart]] = defaultdict(list)
    for part in rows.filter(signature__in=signatures):
        parts[part.signature_id].append(part)
    return parts


def digest_of(signature: Signature, parts: Iterable[SignaturePart]) -> str:
    """Return the digest of a signature made again from its columns; the sealed name counts through its commitment."""
    content = signature.content(parts)
    if not signature.data_key.is_forgotten:
        content["name"] = signature.data_key.commit(signature.name, context=context_of(signature, "name"))
    return sha256(content)


def digest_of_batch(ref: str) -> str | None:
    """Return the digest of a batch as its rows give it, or None when they are gone (for the check of the chain)."""
    rows = Signature.objects.across_schools("the check of the chain walks every school")
    signatures = list(rows.filter(batch=UUID(ref)).select_related("data_key"))
    parts = _parts_by_signature(SignaturePart.objects.across_schools("as above"), signatures)
    if not signatures:
        return None
    return batch_digest(digest_of(signature, parts[signature.pk]) for signature in signatures)


def last_signed(person: Person, policy: Policy, *, before: UUID) -> Signature | None:
    """Return the last signature of a person under a policy, not in the round ``before``; None for the first time."""
    rows = Signature.objects.for_school(policy.school_id).filter(person=person, round__agreement__policy=policy)
    return rows.exclude(round=before).select_related("round__version").order_by("-signed_at").first()


def signed_since(school: School, persons: Collection[UUID], since: dt.datetime) -> Iterable[UUID]:
    """Return those of ``persons`` whose signature came in since, on screen or on paper. One query."""
    rows = Signature.objects.for_school(school).filter(person__in=persons, signed_at__gte=since)
    return list(rows.values_list("person_id", flat=True))
