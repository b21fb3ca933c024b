"""What every service of this app shares: the entry in the ledger, the right, and the address in a message."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Refused
from ledger.services import record
from ledger.states import Confidentiality
from ledger.witness import Witness
from people.queries.acting import Actor
from policies.models import Draft, Policy, Version, VersionStatus
from schools.models.schools import School


def label(thing: Policy | Version | Draft) -> str:
    """Return the label of the stream in which the story of this thing stands: its policy's, once there is one."""
    if isinstance(thing, Policy):
        return f"policy:{thing.pk}"
    return f"policy:{thing.policy_id}" if thing.policy_id else f"policy_draft:{thing.pk}"


def note(
    verb: str,
    thing: Policy | Version | Draft,
    by: Actor,
    now: dt.datetime | None,
    witness: Witness | None = None,
    **facts: Any,
) -> None:
    """Record one change in the everyday chain of the school; ``facts`` hold no name."""
    record(
        school_id=thing.school_id,
        confidentiality=Confidentiality.EVERYDAY,
        verb=verb,
        subject=label(thing),
        actor=by,
        facts=facts,
        witness=witness,
        now=now,
    )


def must_be_allowed(by: Actor, permission: str) -> None:
    """Raise Refused unless the actor has this right."""
    if not by.may(permission):
        raise Refused(_("Your role cannot do this."))


def page_of(version: Version, school: School) -> str:
    """Return the path of a version's page for a message."""
    return f"/s/{school.slug}/policies/{version.policy.slug}/versions/{version.number}/"


def locked_status(version: Version, by: Actor) -> VersionStatus:
    """Return where a version stands, locked so that two who decide go one after the other."""
    return VersionStatus.objects.for_school(by.school).select_for_update().get(version=version)


def proof_of(version: Version) -> Witness:
    """Return what the ledger vouches for."""
    return Witness("policy_version", str(version.pk), version.digest)
