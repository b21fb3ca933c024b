"""Turns a failure into one sentence with its remedy, and keeps all that was said in a log that the sentence names."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from launcher import causes
from launcher.causes import CAUSES, Cause
from launcher.paths import VENV, opened, var
from launcher.say import Stop, warn

LOG = "portal.log"
LEAST = 500_000  # bytes that any step needs
MOST = 2_000_000  # bytes of the log, then a new one is started
TAIL = 20_000  # bytes of a server's log that may hold the cause
PASSWORD = re.compile(r"(\w+://[^/\s:@]*):[^@\s/]+@")
DETAIL = re.compile(r"^.*\bDETAIL: +(?:(?:Failing row contains|Key) \((?s:.*?)\)[^()\n]*\.$|.*)(?:\n\t.*)*\n?", re.M)
_watched: dict[Path, tuple[int, int]] = {}  # the servers' own logs: which file each was, and how long, as we began


def watch(*logs: Path) -> None:
    """A server that ends leaves its client only a broken line: the cause stands in the server's own log."""
    _watched.update({log: _state(log) for log in logs})


def from_servers() -> str:
    """What the watched servers have written since we began."""
    parts = []
    for log, before in _watched.items():
        with suppress(OSError), log.open("rb") as handle:
            file, length = _state(log)
            handle.seek(max(before[1] if before[0] == file else 0, length - TAIL))
            parts.append(handle.read().decode(errors="replace"))
    return "\n".join(parts)


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_ino, found.st_size


def failure(wrong: str, output: str, code: int = 1, *, where: object = "", known: tuple[Cause, ...] = CAUSES) -> Stop:
    """The failure of a step: its cause with the remedy, or the tool's last line, and where the whole output stands.

    `where` is what the step used, for output that names no path. `known` are the causes that the output may name.
    """
    servers = from_servers()
    log = keep(wrong, f"{output}\n{servers}")
    if cause := causes.of(output, known):
        return Stop(sentence(cause, wrong, causes.path_in(cause, output) or where), log, code)
    if cause := causes.of(servers) or (causes.FULL if _nearly_full() else None):
        return Stop(sentence(cause, wrong, causes.path_in(cause, servers)), log, code)
    lines = [line.strip() for line in masked(output).splitlines() if line.strip()]
    return Stop(f"{wrong}: {lines[-1] if lines else 'There was no output.'}", log, code)


def hint() -> None:
    """After a command whose own words went to the terminal: the cause that only the servers' logs name."""
    output = from_servers()
    if cause := causes.of(output):
        warn(f"{sentence(cause, 'This failed', causes.path_in(cause, output))}\n  {keep('The servers', output)}")


def sentence(cause: Cause, wrong: str, where: object = "") -> str:
    """One sentence: what went wrong, why, and what to do. `where` is not used for a full disk, which we look for."""
    if cause is causes.FULL:
        folder = fullest_folder()
        use = shutil.disk_usage(folder)
        because = cause.reason(folder, free=amount(use.free), size=amount(use.total))
    else:
        because = cause.reason(where)
    return f"{wrong}, because {because}: {cause.remedy}."


def amount(size: int) -> str:
    """A size on a disk as people say it."""
    return f"{size / 2**20:.0f} MB" if size >= 2**20 else f"{size / 2**10:.0f} kB"


def _nearly_full() -> bool:
    """Many tools do not say why they failed; a disk with less than this left is why."""
    return shutil.disk_usage(fullest_folder()).free < LEAST


def fullest_folder() -> Path:
    """Of the folders we write to, the one whose disk has the least space left."""
    folders = [var(), *(log.parent for log in _watched), VENV, Path("/tmp")]
    with suppress(OSError):
        folders.append(Path(tempfile.gettempdir()))
    standing = [next(each for each in (folder, *folder.parents) if each.is_dir()) for folder in folders]
    return min(standing, key=lambda folder: shutil.disk_usage(folder).free)


def masked(text: str) -> str:
    """A tool's output without passwords in addresses, and without PostgreSQL's DETAIL, which quotes rows."""
    return PASSWORD.sub(r"\1:***@", DETAIL.sub("", text))


def keep(what: str, said: str) -> str:
    """Adds to the log in the state folder, else to a new file in the temp folder; the words that say where it is."""
    entry = f"--- {time.strftime('%Y-%m-%d %H:%M:%S')}  {what}\n{masked(said).strip()}\n".encode(errors="replace")
    with suppress(OSError):
        log = var() / LOG
        if _state(log)[1] > MOST:
            log.replace(log.with_suffix(".old.log"))
        with opened(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND) as handle:
            _add(handle, entry)
        return f"The full output is in {log}"
    with suppress(OSError):
        handle, name = tempfile.mkstemp(prefix="portal-", suffix=".log")
        with os.fdopen(handle, "wb", buffering=0):
            _add(handle, entry)
        return f"The full output is in {name}"
    return "The output could not be kept: the temp folder cannot be written to either."


def _add(handle: int, entry: bytes) -> None:
    """Writes an entry whole or not at all, and never to somebody else's file: a full disk takes half of it."""
    details = os.fstat(handle)
    if details.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, "the log belongs to somebody else")
    try:
        while entry:
            entry = entry[os.write(handle, entry) :]
    except OSError:
        os.ftruncate(handle, details.st_size)
        raise


@contextmanager
def explained(wrong: str) -> Iterator[None]:
    """Turns an error that the machine caused into a Stop. An error that may be a fault of ours goes on as it is."""
    try:
        yield
    except OSError as error:
        cause = causes.of_error(error)
        if cause is None:
            raise
        log = keep(wrong, traceback.format_exc())
        named = error.filename if isinstance(error.filename, str | Path) else causes.path_in(cause, str(error))
        raise Stop(sentence(cause, wrong, named), log) from None
