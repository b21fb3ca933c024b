"""What every service of this app shares: the right, the locked status, the proof, and the address in a message."""

from django.utils.translation import gettext as _

from core.errors import Refused
from ledger.witness import Witness
from people.queries.acting import Actor
from policies.models import Version, VersionStatus
from schools.models.schools import School


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
