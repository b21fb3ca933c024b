"""Which address does a partner's word prove? Nothing here trusts more than the pinned issuer, tenant and domains."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

GOOGLE = "google"


@dataclass(frozen=True, slots=True)
class Partner:
    """What is pinned in the settings."""

    kind: str
    client_id: str
    issuer: str
    tenant: str
    domains: Collection[str]


@dataclass(frozen=True, slots=True)
class Proof:
    """The address that is proven, or "" and why not."""

    address: str
    why: str = ""


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def proven_address(partner: Partner, claims: Mapping[str, Any]) -> Proof:
    """Return the address that an ID token proves to be of the person who signs in.

    Google says by ``email_verified`` and ``hd`` that the address is of the school's own Workspace. Microsoft vouches
    for the name people sign in with (its domain belongs to the tenant), and for the ``email`` claim only where
    ``xms_edov`` says that the domain's owner is checked; guests of the tenant are not its people.
    """
    elsewhere = Proof("", _("That is not an account of the school. Choose your school account."))
    audience = claims.get("aud")
    if claims.get("iss") != partner.issuer or (audience != partner.client_id and audience != [partner.client_id]):
        return elsewhere
    if partner.kind == GOOGLE:
        address = str(claims.get("email") or "")
        home = str(claims.get("hd") or "").lower() in partner.domains
        verified = claims.get("email_verified") is True
    else:
        owned = claims.get("xms_edov") in (True, 1, "1", "true")
        address = str(claims.get("email" if owned else "preferred_username") or "")
        home = str(claims.get("tid") or "").lower() == partner.tenant and claims.get("acct", 0) in (0, "0")
        verified = claims.get("email_verified", True) is True and claims.get("idp") in (None, partner.issuer)
    if not home or _domain(address) not in partner.domains:
        return elsewhere
    if not verified or address.count("@") != 1:
        return Proof("", _("Your school account does not vouch for its address. Ask whoever looks after it."))
    return Proof(address.lower())
