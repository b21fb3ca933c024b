"""Where things lie: the project, its virtual environment, and the folder of everything that is not in git."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher import causes
from launcher.say import Stop

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"


def var() -> Path:
    """The state folder: PORTAL_VAR, else `var/` of the project."""
    named = os.environ.get("PORTAL_VAR", "").strip()
    return Path(named).expanduser().resolve() if named else ROOT / "var"


def make_var() -> Path:
    """The state folder, made if missing and proved writable and ours. Raises Stop for a read-only or a full disk.

    Root's servers run as `nobody`, who must be able to enter it; everybody else's run as themselves.
    """
    folder = var()
    try:
        folder.mkdir(mode=0o755 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        _check_owner(folder)
        probe = folder / f".probe-{os.getpid()}"
        try:
            probe.write_bytes(b"x" * 4096)
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        cause = causes.of_error(error)
        if cause is causes.FULL:
            raise  # named with its numbers where all failures are (launcher/failures.py)
        if cause:
            because = cause.reason(folder)
            raise Stop(f"The state folder cannot be used, because {because}: {cause.remedy}.") from None
        raise Stop(
            f"The state folder {folder} cannot be written to: {error.strerror}.",
            "Free some space or correct its permissions, or name another folder:  PORTAL_VAR=/some/folder ./portal run",
        ) from None
    return folder


def _check_owner(folder: Path) -> None:
    """Raises Stop when somebody else could read or replace what lies in the folder: keys, data and logs."""
    details = folder.stat()
    remedy = "or name another folder:  PORTAL_VAR=/some/folder ./portal run"
    if details.st_uid not in (0, os.geteuid()):
        raise Stop(f"The state folder {folder} belongs to another user.", f"Use the account it belongs to, {remedy}")
    if details.st_mode & stat.S_IWOTH:
        raise Stop(f"Everybody can write to the state folder {folder}.", f"Run  chmod o-w {folder}  {remedy}")


@contextmanager
def opened(path: Path, flags: int = os.O_RDONLY, mode: int = 0o600) -> Iterator[int]:
    """An open handle of exactly this file or folder. Raises OSError when it is a link, which may lead anywhere."""
    handle = os.open(path, flags | os.O_NOFOLLOW, mode)
    try:
        yield handle
    finally:
        os.close(handle)


def write_whole(path: Path, text: str, mode: int = 0o644, owner: tuple[int, int] | None = None) -> None:
    """Writes a file whole or not at all, never wider than its mode. What stood there stays when the disk is full."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as handle:
            handle.write(text)
            if owner:
                os.fchown(handle.fileno(), *owner)
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def short_hash(folder: Path) -> str:
    return hashlib.sha256(str(folder).encode()).hexdigest()[:10]


def venv_python() -> Path:
    return VENV / "bin" / "python"


def site_packages() -> list[str]:
    """Where packages may lie: the project's virtual environment first, then the Python that runs this."""
    found = [str(folder) for folder in sorted(VENV.glob("lib/python3*/site-packages"))]
    return [*found, *(entry for entry in sys.path if entry.endswith(("site-packages", "dist-packages")))]
