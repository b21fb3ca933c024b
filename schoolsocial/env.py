"""Readers of the environment that shout with the remedy in the message."""

from typing import cast
from urllib.parse import urlparse

import environ
from django.core.exceptions import ImproperlyConfigured

MODES = ("production", "demo", "development", "test")
DEFAULT_SECRETS = ("", "insecure", "changeme", "change-me", "secret")


def mode(env: environ.Env) -> str:
    """Return PORTAL_MODE; production when nothing is said, so that nobody runs a demo by mistake."""
    value: str = env.str("PORTAL_MODE", "production") or "production"
    if value not in MODES:
        raise ImproperlyConfigured(f"PORTAL_MODE is {value!r}; it must be one of: {', '.join(MODES)}.")
    return value


def must(env: environ.Env, name: str, remedy: str) -> str:
    """Return a variable that has no default."""
    value: str = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {remedy}")
    return value


def between(env: environ.Env, name: str, default: int, low: int, high: int) -> int:
    """Return a whole number of the environment. Raises ImproperlyConfigured, with the bounds, for any other."""
    value: int = env.int(name, default)
    if not low <= value <= high:
        raise ImproperlyConfigured(f"{name} is {value}; it must be from {low} to {high}. Without it {default} is used.")
    return value


def production_faults(values: dict[str, object]) -> list[str]:
    """Return why these settings may not serve a real school; empty when they may."""
    faults = []
    if values.get("DEMO_MODE"):
        faults.append("Demo mode is on: a real school never runs with it.")
    if values.get("DEBUG"):
        faults.append("DEBUG is on: remove DEBUG from the environment.")
    secret = str(values.get("SECRET_KEY", ""))
    if secret.lower() in DEFAULT_SECRETS or secret.startswith("django-insecure") or len(secret) < 40:
        faults.append("SECRET_KEY is a default or shorter than 40 characters: make a new random one.")
    keys = values.get("FIELD_KEYS") or {}
    index = values.get("INDEX_KEYS") or {}
    for name, ring in (("FIELD_KEYS", keys), ("INDEX_KEYS", index)):
        if not ring or any(len(set(key)) < 8 for key in ring.values()):  # type: ignore[attr-defined]
            faults.append(f"{name} is missing or not random: see SECURITY.md, 'Keys'.")
    if values.get("CLOCK_FILE"):
        faults.append("CLOCK_FILE is set: only tests may move the clock.")
    base = urlparse(str(values.get("PORTAL_BASE_URL", "")))
    if base.scheme != "https" or not base.hostname:
        faults.append("PORTAL_BASE_URL must be the https address that people open.")
    faults += cast(list[str], values.get("SIGN_IN_FAULTS") or [])
    faults += cast(list[str], values.get("MAIL_FAULTS") or [])
    if "DemoMailbox" in str(values.get("EMAIL_BACKEND", "")):
        faults.append("EMAIL_URL is not set, nor EMAIL_PROVIDER: without a mail server nobody is told of anything.")
    return faults
