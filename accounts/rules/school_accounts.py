"""Signing in with the school's own accounts: their settings, and which address the word of such a partner proves.

``GOOGLE_SIGN_IN="<client id> <client secret> <domain>"`` and
``MICROSOFT_SIGN_IN="<client id> <client secret> <tenant id> <domain>"``; several domains are joined by commas. Nothing
here trusts more than the pinned issuer, tenant and domains.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse
from uuid import UUID

from django.utils.translation import gettext as _

GOOGLE, MICROSOFT = "google", "microsoft"
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_FORMS = {
    GOOGLE: ("GOOGLE_SIGN_IN", "client id, client secret, domain"),
    MICROSOFT: ("MICROSOFT_SIGN_IN", "client id, client secret, tenant id, domain"),
}


def _domains(text: str) -> list[str]:
    return [part.strip().lower() for part in text.split(",") if part.strip()]


def _app(kind: str, parts: list[str]) -> dict[str, Any]:
    tenant = parts[2].lower() if kind == MICROSOFT else ""
    issuer = f"https://login.microsoftonline.com/{tenant}/v2.0" if tenant else "https://accounts.google.com"
    return {
        "provider_id": kind,
        "name": "Microsoft 365" if tenant else "Google",
        "client_id": parts[0],
        "secret": parts[1],
        "settings": {
            "kind": kind,
            "server_url": issuer,
            "issuer": issuer,
            "tenant": tenant,
            "domains": _domains(parts[-1]),
            # What the partner says when it hands over the code, and no second document of another age.
            "fetch_userinfo": False,
            "oauth_pkce_enabled": True,
            # On a shared machine nobody comes in by the account of who sat there before.
            "auth_params": {"prompt": "select_account"},
        },
    }


def _faults(kind: str, parts: list[str]) -> list[str]:
    name, form = _FORMS[kind]
    wanted = form.count(",") + 1
    if len(parts) != wanted:
        return [f"{name} is half set: it has {len(parts)} of {wanted} parts. It reads, with blanks between: {form}."]
    faults = []
    bad = [domain for domain in _domains(parts[-1]) if not _DOMAIN.fullmatch(domain)]
    if bad or not _domains(parts[-1]):
        faults.append(f"{name}: {', '.join(bad) or parts[-1]} is not a domain such as school.org.uk.")
    if kind == MICROSOFT:
        try:
            UUID(parts[2])
        except ValueError:
            faults.append(f"{name}: the tenant id is the directory's id (32 letters and digits), never 'common'.")
    return faults


def read(google: str, microsoft: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the partners that are set in full, as allauth's apps, and what is wrong with the others."""
    apps, faults = [], []
    for kind, text in ((GOOGLE, google), (MICROSOFT, microsoft)):
        if not text.strip():
            continue
        wrong = _faults(kind, text.split())
        faults += wrong
        if not wrong:
            apps.append(_app(kind, text.split()))
    return apps, faults


def origins(apps: list[dict[str, Any]]) -> list[str]:
    """Return where a press on their buttons leads, for the content policy.

    Browsers follow a form's redirect only to where ``form-action`` allows.
    """
    return ["{0.scheme}://{0.netloc}".format(urlparse(app["settings"]["server_url"])) for app in apps]


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
    if not home or address.rpartition("@")[2].lower() not in partner.domains:
        return elsewhere
    if not verified or address.count("@") != 1:
        return Proof("", _("Your school account does not vouch for its address. Ask whoever looks after it."))
    return Proof(address.lower())
