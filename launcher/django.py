"""Hands work to manage.py with the environment it needs, and remembers what need not be done again."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse

from launcher.failures import failure
from launcher.paths import ROOT, venv_python, write_whole
from launcher.servers.embedded import Services

OWNERS_WORK = (
    "migrate",
    "createcachetable",
    "grant_roles",
    "makemigrations",
    "sqlmigrate",
    "showmigrations",
    "flush",
    "pgtrigger",
)


def has_command(name: str) -> bool:
    """Does one of our apps bring this command? A look at the files, because asking Django costs a second."""
    return any(ROOT.glob(f"*/management/commands/{name}.py"))


def python(*words: str | Path) -> list[str]:
    return [str(venv_python()), *map(str, words)]


def surroundings(services: Services, mode: str = "", owner: bool = False) -> dict[str, str]:
    """The whole environment of a Django process. As `owner` it may change tables, else it is the web role."""
    environment = os.environ | services.environment(mode) | {"PYTHONUNBUFFERED": "1"}
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):  # else each of our processes would compile everything itself
        environment["PYTHONPYCACHEPREFIX"] = str(services.var / "pycache")
    if owner:
        environment["WEB_ROLE"] = urlparse(environment["DATABASE_URL"]).username or "portal_web"
        environment["DATABASE_URL"] = environment["DATABASE_OWNER_URL"]
    return environment


def quietly(command: list[str], told: dict[str, str], doing: str) -> str:
    """Runs a command whose output is only of interest when it fails. Raises Stop with the cause."""
    done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise failure(f"{doing} failed", f"{done.stdout}\n{done.stderr}")
    return done.stdout


def digest(paths: Iterable[Path], more: str = "") -> str:
    """A fingerprint of these files' names and contents."""
    total = hashlib.sha256(more.encode())
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


class Stamps:
    """What was done last time, so that it is skipped when nothing has changed. Kept in the state folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def holds(self, name: str, mark: str) -> bool:
        path = self.folder / name
        return path.exists() and path.read_text() == mark

    @contextmanager
    def renewing(self, name: str, mark: str) -> Iterator[None]:
        """Forgets the old mark before the work and puts the new one after it: half done counts as not done."""
        (self.folder / name).unlink(missing_ok=True)
        yield
        self.put(name, mark)

    def put(self, name: str, mark: str) -> None:
        write_whole(self.folder / name, mark)

    def get(self, name: str) -> str:
        path = self.folder / name
        return path.read_text() if path.exists() else ""
