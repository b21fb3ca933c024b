"""`./portal check`: a table of named checks, each pass or fail, with what failed below it."""

from __future__ import annotations

import os
import secrets
import subprocess
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launcher import django, packages, say
from launcher.checks import modules, pages, picture, records, sizes
from launcher.checks.files import own_files
from launcher.paths import ROOT, VENV
from launcher.say import Stop
from launcher.servers.embedded import Services
from launcher.testing import suite
from schoolsocial import APPS

Result = tuple[bool, str]  # passed, and what to say
Surroundings = dict[str, str]


@dataclass(frozen=True)
class Check:
    """One named check. `about` is for the table."""

    name: str
    about: str
    run: Callable[[Surroundings], Result]


def _tool(*words: str | Path) -> Callable[[Surroundings], Result]:
    """A check that is a command: it passes with exit code 0."""

    def run(told: Surroundings) -> Result:
        done = subprocess.run(
            [str(word) for word in words], cwd=ROOT, env=told, capture_output=True, text=True, check=False
        )
        return done.returncode == 0, (done.stdout + done.stderr).strip()

    return run


def _module(*words: str) -> Callable[[Surroundings], Result]:
    return _tool(*django.python("-m", *words))


def _manage(name: str, *words: str) -> Callable[[Surroundings], Result]:
    command = _tool(*django.python("manage.py", name, *words))

    def run(told: Surroundings) -> Result:
        return command(told | {"DATABASE_URL": told["DATABASE_OWNER_URL"]})

    return run


def _list(find: Callable[[], list[str]]) -> Callable[[Surroundings], Result]:
    """A check of ours: it passes when it finds nothing."""

    def run(told: Surroundings) -> Result:
        faults = find()
        return not faults, "\n".join(faults)

    return run


def _sizes(told: Surroundings) -> Result:
    faults, figures = sizes.check()
    return not faults, "\n".join(faults) or figures


def _layers(told: Surroundings) -> Result:
    return _tool(*django.python("-c", "from importlinter.cli import lint_imports_command as c; c()"))(told)


def _deploy(told: Surroundings) -> Result:
    """Django's own check of settings, in production mode with made-up but sound values. Warnings fail."""
    ring = f"k1:{b64encode(secrets.token_bytes(32)).decode()}"
    sound = {
        "PORTAL_MODE": "production",
        "PORTAL_BASE_URL": "https://portal.school.example",
        "EMAIL_URL": "smtp+tls://user:word@mail.school.example:587",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FIELD_KEYS": ring,
        "INDEX_KEYS": ring.replace("k1:", "k2:"),
    }
    return _tool(*django.python("manage.py", "check", "--deploy", "--fail-level", "WARNING"))(told | sound)


def _templates(told: Surroundings) -> Result:
    if not any(own_files(".html", root=ROOT / "templates")):
        return True, "no templates yet"
    return _module("djlint", "templates", "--lint", "--quiet")(told)


def _dockerfile(told: Surroundings) -> Result:
    linter = VENV / "bin" / "hadolint"
    return _tool(linter, "--failure-threshold", "info", "Dockerfile")(told)


CODE = [*APPS, "launcher", "tests"]
CHECKS = [
    Check("style", "ruff: faults and bad habits", _module("ruff", "check", "--quiet", ".")),
    Check("format", "ruff: layout of the code", _module("ruff", "format", "--check", "--quiet", ".")),
    Check("types", "mypy: strict on core, services, queries, rules, states", _module("mypy")),
    Check("templates", "djlint: faults in templates", _templates),
    Check("inline", "no inline style or script in templates", _list(pages.inline)),
    Check("width", "template lines at most 140 characters", _list(pages.too_wide)),
    Check("layers", "import-linter: each app imports only from apps below", _layers),
    Check("modules", "each module imports only from modules to its left", _list(modules.check)),
    Check("sizes", "files, functions, packages and apps are not too large", _sizes),
    Check("migrations", "every change of a model has its migration", _manage("makemigrations", "--check", "--dry-run")),
    Check("deploy", "Django's check of production settings", _deploy),
    Check("diagrams", "diagrams and the table of permissions are up to date", _manage("reference_pages", "--check")),
    Check("lock", "every dependency and extra is locked by exact version", _module("launcher.checks.lock")),
    Check("picture", "the picture of the apps is as the imports say", _list(picture.check)),
    Check("adrs", "docs/adr: each record is in the index and has its parts", _list(records.check)),
    Check("contributions", "what apps contribute is used, and nothing else is asked for", _manage("contributions")),
    Check("dockerfile", "hadolint: the container recipe", _dockerfile),
    Check(
        "compose",
        "docker-compose.yml against the published schema",
        _module("check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"),
    ),
    Check(
        "workflow",
        "the public CI's file against the published schema",
        _module("check_jsonschema", "--builtin-schema", "vendor.github-workflows", ".github/workflows/ci.yml"),
    ),
    Check("workplace", "no file names the machine it was written on", _list(pages.workplace)),
]
# These run Django, so they need the database. The others are the quick ones.
WITH_DATABASE = {"types", "migrations", "deploy", "diagrams", "contributions"}
PLAIN = {"NO_COLOR": "1", "COLUMNS": "120"}


def command(arguments: list[str]) -> int:
    """Runs the named checks, or all, or with `--quick` those that need no database. 0 when every one passes."""
    if arguments == ["--quick"]:
        packages.ensure(dev=True)
        return report([check for check in CHECKS if check.name not in WITH_DATABASE], os.environ | PLAIN)
    chosen = [check for check in CHECKS if not arguments or check.name in arguments]
    unknown = set(arguments) - {check.name for check in CHECKS}
    if unknown:
        names = ", ".join(check.name for check in CHECKS)
        raise Stop(f"There is no check named {', '.join(sorted(unknown))}.", f"Say one of: {names}", code=2)
    with suite.ready() as services:
        return report(chosen, surroundings(services))


def surroundings(services: Services) -> Surroundings:
    """What the checks run in: test mode, nothing of the person's own."""
    return suite.surroundings(services) | PLAIN


def report(chosen: list[Check], told: Surroundings) -> int:
    """Prints the table while the checks run, then what failed."""
    say.line()
    failed = []
    for check in chosen:
        began = time.monotonic()
        passed, words = check.run(told)
        mark = say.colour("pass", "green") if passed else say.colour("FAIL", "red")
        say.line(f"{mark}  {check.name:11} {check.about:58} {time.monotonic() - began:5.1f} s")
        if not passed:
            failed.append((check, words))
    for check, words in failed:
        say.line(f"\n{say.colour(check.name, 'bold')}: {check.about}\n{words}")
    say.line(f"\n{len(chosen) - len(failed)} of {len(chosen)} checks passed.")
    return 1 if failed else 0
