"""The causes outside the project that end a step, recognised in an error or in a tool's output."""

from __future__ import annotations

import errno
import platform
import re
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cause:
    """One cause: how it is recognised, why things failed, and what to do. `{where}` is a folder or a file."""

    name: str
    signs: re.Pattern[str]
    numbers: frozenset[int]
    because: str
    remedy: str
    unnamed: str = ""  # why things failed when no folder or file is known

    def reason(self, where: object = "", **figures: str) -> str:
        """Why things failed, with the folder or file if it is known."""
        return self.because.format(where=where, **figures) if where else self.unnamed or self.because


def _cause(
    name: str, signs: str, numbers: tuple[int, ...], because: str, remedy: str, *, unnamed: str = "", again: bool = True
) -> Cause:
    whole = f"{remedy} and run this again" if again else remedy
    return Cause(name, re.compile(signs), frozenset(numbers), because, whole, unnamed)


MACHINE = f"{platform.machine()}, Python {sys.version_info.major}.{sys.version_info.minor}"
CHANGED = _cause(
    "changed",
    r"DO NOT MATCH THE HASHES|[Hh]ash mismatch",
    (),
    "the package index sent a file that is not the one in the lock",
    "try again; if it happens twice, do not use this index",
    again=False,
)
FULL = _cause(
    "full",
    r"(?i)No space left|(not|n't have) enough (free )?space|could not extend file .*wrote only"
    r"|Check free disk space|disk is full|disk quota exceeded|No usable temporary directory|MISCONF .*(AOF|RDB)",
    (errno.ENOSPC, errno.EDQUOT),
    "the disk that holds {where} is full ({size} in all, {free} free now)",
    "free some space (200 MB for the data, up to 700 MB for the packages)",
)
READ_ONLY = _cause(
    "read-only",
    r"Read-only file system",
    (errno.EROFS,),
    "the disk that holds {where} is read-only",
    "make it writable, or name another state folder with PORTAL_VAR=/some/folder",
    unnamed="the disk is read-only",
)
NETWORK = _cause(
    "network",
    r"connection broken by|Temporary failure (in name resolution|resolving)|Failed to establish a new connection"
    r"|Max retries exceeded|Could not (resolve|connect to)|Network is unreachable|dns error|error sending request",
    (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN),
    "the network or the package index does not answer",
    "connect this computer to the internet, or name an index that it can reach with PIP_INDEX_URL",
)
MACHINE_KIND = _cause(
    "machine",
    r"Exec format error|wrong ELF class|is not a supported wheel|cannot execute( binary file|: required file)"
    r"|version [`']GLIBC\S* not found|ld-linux\S*: No such file",
    (errno.ENOEXEC,),
    f"{{where}} was made for another kind of machine than this one ({MACHINE})",
    "use Linux with glibc (Debian, Ubuntu, Fedora) on x86_64 or arm64, or name servers of your own "
    "with DATABASE_URL and REDIS_URL",
    unnamed=f"a program was made for another kind of machine than this one ({MACHINE})",
)
RIGHTS = _cause(
    "rights",
    r"Permission denied|Operation not permitted",
    (errno.EACCES, errno.EPERM),
    "you do not have permission to use {where}",
    "use the account it belongs to, or name another state folder with PORTAL_VAR=/some/folder",
    unnamed="you do not have permission to do this",
)
NO_PACKAGE = _cause(
    "no package",
    r"No matching distribution found|Could not find a version",
    (),
    f"the package index has no version that fits this machine ({MACHINE})",
    "use Python 3.11 to 3.14 on Linux with glibc, x86_64 or arm64, or another index with PIP_INDEX_URL",
)
CAUSES = (FULL, READ_ONLY, MACHINE_KIND, RIGHTS)  # of any program
# A changed file comes before all else, also when a connection was tried again; a missing package only follows from the
# causes before it. A database whose name does not resolve is not the package index, so only installers are read so.
INSTALLER_CAUSES = (CHANGED, FULL, READ_ONLY, NETWORK, MACHINE_KIND, RIGHTS, NO_PACKAGE)

REFUSALS = r"(?:Permission denied|Operation not permitted|Read-only file system)"
PATH = re.compile(rf"""{REFUSALS}: ['"]([^'"\n]+)['"]|["'‘]([^"'’\n]+)["'’]: {REFUSALS}""")


def of(text: str, known: tuple[Cause, ...] = CAUSES) -> Cause | None:
    """The cause that a tool's output names."""
    return next((cause for cause in known if cause.signs.search(text)), None)


def path_in(cause: Cause, text: str) -> str:
    """The folder or file that a tool's output names with this cause, or an empty text."""
    matches = (match for line in text.splitlines() if cause.signs.search(line) for match in PATH.finditer(line))
    return next((match[1] or match[2] for match in matches), "")


def of_error(error: OSError) -> Cause | None:
    """The cause of an error, None for what may be a fault of ours."""
    if error.errno == errno.ENOENT and error.filename and Path(error.filename).is_file():
        return MACHINE_KIND  # the program is there, and the loader that it asks for is not
    numbered = next((cause for cause in INSTALLER_CAUSES if error.errno in cause.numbers), None)
    # Python itself gives no number, or one that misleads, when no temporary folder can be written or a library loaded.
    return numbered or (of(str(error)) if error.filename is None else None)
