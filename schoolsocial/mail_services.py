"""Mail services in place of a mail server: one setting names the service, one holds its keys, one guards its answers.

``EMAIL_PROVIDER="postmark"``, ``EMAIL_PROVIDER_KEYS="SERVER_TOKEN=…"`` and ``MAIL_WEBHOOK_SECRET="name:long text"``.
Only services that tell us, with proof that it is they, which message came back: others work as a mail server.
"""

import re
from dataclasses import dataclass, field
from typing import Any

SECRET_LENGTH = 24
ANYWAY = "Any other service works as a mail server: set EMAIL_URL to its SMTP address."
_PAIR = re.compile(r"([A-Z][A-Z_]*)=(\S+)")
_SECRET = re.compile(rf"[^\s:,]+:[^\s:,]{{{SECRET_LENGTH},}}")
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


@dataclass(frozen=True, slots=True)
class Service:
    """A mail service: the keys it needs, the one that proves its word, and what it lets us write into a letter's head.

    Without ``proof`` it shows the name and password of ``MAIL_WEBHOOK_SECRET`` with each call. ``keeps`` are the
    headers of ours that it takes over as they are; most write their own Message-ID and refuse another.
    """

    view: str
    needs: tuple[str, ...]
    proof: str = ""
    may: tuple[str, ...] = ("API_URL",)
    keeps: tuple[str, ...] = ("Auto-Submitted",)
    adds: dict[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that it must have."""
        return self.needs + ((self.proof,) if self.proof else ())


SERVICES = {
    "brevo": Service("BrevoTracking", ("API_KEY",)),
    "mailersend": Service("MailerSendTracking", ("API_TOKEN",), "SIGNING_SECRET", keeps=()),
    "mailgun": Service(
        "MailgunTracking",
        ("API_KEY",),
        "WEBHOOK_SIGNING_KEY",
        may=("API_URL", "SENDER_DOMAIN"),
        keeps=("Auto-Submitted", "Message-ID"),
    ),
    "mailjet": Service("MailjetTracking", ("API_KEY", "SECRET_KEY")),
    "mailtrap": Service("MailtrapTracking", ("API_TOKEN",), "TRACKING_SECRET"),
    "mandrill": Service("MandrillCombined", ("API_KEY",), "WEBHOOK_KEY", may=("API_URL", "WEBHOOK_URL")),
    "postal": Service("PostalTracking", ("API_KEY", "API_URL"), "WEBHOOK_KEY", may=()),
    "postmark": Service(
        "PostmarkTracking",
        ("SERVER_TOKEN",),
        may=("API_URL", "MESSAGE_STREAM"),
        keeps=("Auto-Submitted", "Message-ID"),
        adds={"X-PM-KeepID": "true"},
    ),
    "resend": Service("ResendTracking", ("API_KEY",)),
    "sparkpost": Service("SparkPostTracking", ("API_KEY",), may=("API_URL", "SUBACCOUNT")),
}


def _read_keys(name: str, service: Service, text: str) -> tuple[dict[str, str], list[str]]:
    """Return the keys of ``EMAIL_PROVIDER_KEYS`` and what is wrong with it; no fault repeats a key's value."""
    form = f"EMAIL_PROVIDER_KEYS reads, with blanks between: {' '.join(f'{key}=…' for key in service.keys)}"
    form += f" (and, if you like, {' '.join(f'{key}=…' for key in service.may)})." if service.may else "."
    parts = [_PAIR.fullmatch(part) for part in text.split()]
    if not all(parts):
        return {}, [f"EMAIL_PROVIDER_KEYS has a part that is not NAME=value. {form}"]
    given = {part[1]: part[2] for part in parts if part}
    faults = [f"{name} needs its key {key}. {form}" for key in service.keys if key not in given]
    strange = sorted(given.keys() - {*service.keys, *service.may})
    return given, faults + [f"{key} is no key of {name}. {form}" for key in strange]


def _secrets(service: Service, text: str) -> tuple[list[str], list[str]]:
    secrets = [part.strip() for part in text.split(",") if part.strip()]
    form = (
        f"name:secret, the secret at least {SECRET_LENGTH} characters (openssl rand -hex 32), "
        "several joined by commas while you change it"
    )
    if not secrets and not service.proof:
        return [], [f"MAIL_WEBHOOK_SECRET is not set: anybody could tell us that mail came back. It reads {form}."]
    if not all(_SECRET.fullmatch(secret) for secret in secrets):
        return [], [f"MAIL_WEBHOOK_SECRET reads {form}."]
    return secrets, []


def _domain_faults(domain: str) -> list[str]:
    if not domain or _DOMAIN.fullmatch(domain):
        return []
    return [f"MAIL_SENDING_DOMAIN is {domain!r}; it must be a domain such as mail.school.org.uk."]


def read(provider: str, keys: str = "", secret: str = "", domain: str = "") -> tuple[dict[str, Any], list[str]]:
    """Return the settings of the chosen service and what is wrong with the choice; without a service neither.

    The settings are ``EMAIL_BACKEND``, ``ANYMAIL``, ``MAIL_HOOK_VIEW``, ``MAIL_HEADERS`` (what is handed over of a
    letter's head), ``MAIL_EXTRA_HEADERS`` and ``MAIL_SENDING_DOMAIN``.
    """
    if not provider:
        stray = [name for name, value in (("EMAIL_PROVIDER_KEYS", keys), ("MAIL_WEBHOOK_SECRET", secret)) if value]
        faults = [f"{name} is set without EMAIL_PROVIDER: name the service, or remove it." for name in stray]
        return {"MAIL_SENDING_DOMAIN": domain.lower()}, faults + _domain_faults(domain.lower())
    service = SERVICES.get(provider)
    if service is None:
        return {}, [f"EMAIL_PROVIDER is {provider!r}; it must be one of: {', '.join(SERVICES)}. {ANYWAY}"]
    given, faults = _read_keys(provider, service, keys)
    secrets, wrong = _secrets(service, secret)
    via = (domain or given.get("SENDER_DOMAIN", "")).lower()
    values = {
        "EMAIL_BACKEND": f"anymail.backends.{provider}.EmailBackend",
        "ANYMAIL": {f"{provider.upper()}_{key}": value for key, value in given.items()}
        | {"WEBHOOK_SECRET": secrets, "REQUESTS_TIMEOUT": 15},
        "MAIL_HOOK_VIEW": f"anymail.webhooks.{provider}.{service.view}WebhookView",
        "MAIL_HEADERS": service.keeps,
        "MAIL_EXTRA_HEADERS": service.adds,
        "MAIL_SENDING_DOMAIN": via,
    }
    return values, faults + wrong + _domain_faults(via)


def clashes(provider: str, mode: str, email_url: str) -> list[str]:
    """Return why a mail service may not be used here."""
    faults = []
    if provider and mode == "demo":
        faults.append("EMAIL_PROVIDER is set: the demo writes to nobody. Remove it, or run for real.")
    if provider and email_url:
        faults.append("EMAIL_URL and EMAIL_PROVIDER are both set: keep the one that shall send.")
    return faults
