"""Production refuses what would harm a school."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = {
    "PORTAL_MODE": "production",
    "PORTAL_BASE_URL": "https://portal.example.sch.uk",
    "EMAIL_URL": "smtp+tls://user:pw@mail.example:587",
    "SECRET_KEY": "k7Q!xv0s" * 8,
    "CLOCK_FILE": "",
    "DEBUG": "",
}


def start(**changed: str) -> tuple[int, str]:
    """Start Django with these settings, as gunicorn would; returns (exit code, what it said)."""
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "schoolsocial.settings"} | GOOD | changed,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr


def test_production_starts_with_good_settings() -> None:
    code, said = start()
    assert code == 0, said


@pytest.mark.parametrize(
    ("changed", "remedy"),
    [
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY is a default"),
        ({"SECRET_KEY": "django-insecure-" + "x" * 60}, "SECRET_KEY is a default"),
        ({"FIELD_KEYS": "k1:" + "A" * 43 + "="}, "FIELD_KEYS is missing or not random"),
        ({"FIELD_KEYS": ""}, "FIELD_KEYS is not set"),
        ({"CLOCK_FILE": "/tmp/clock"}, "CLOCK_FILE is set"),
        ({"PORTAL_BASE_URL": "http://portal.example.sch.uk"}, "must be the https address"),
        ({"EMAIL_URL": ""}, "EMAIL_URL is not set, nor EMAIL_PROVIDER"),
        ({"PORTAL_MODE": "live"}, "PORTAL_MODE is 'live'"),
        ({"DATABASE_URL": "sqlite:///x.db"}, "must name a PostgreSQL database"),
    ],
)
def test_production_refuses_and_says_the_remedy(changed: dict[str, str], remedy: str) -> None:
    code, said = start(**changed)
    assert (code, remedy in said) == (1, True), said


def test_a_moved_clock_is_refused_in_demo_mode_too() -> None:
    code, said = start(PORTAL_MODE="demo", CLOCK_FILE="/tmp/clock")
    assert (code, "for tests only" in said) == (1, True)
