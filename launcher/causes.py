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


def _cause(name: str, signs: str, numbers: tuple[int, ...], because: str, remedy: str) -> Cause:
    return Cause(name, re.compile(signs), frozenset(numbers), because, remedy)


MACHINE = f"{platform.machine()}, Python {sys.version_info.major}.{sys.version_info.minor}"
FULL = _cause(
    "full",
    r"(?i)No space left|(not|n't have) enough (free )?space|could not extend file .*wrote only"
    r"|Check free disk space|disk is full|disk quota exceeded|No usable temporary directory|MISCONF .*(AOF|RDB)",
    (errno.ENOSPC, errno.EDQUOT),
    "the disk of {where} ran full ({size} in all, {free} free now)",
    "make room there (200 MB for the data, up to 700 MB for the packages)",
)
READ_ONLY = _cause(
    "read-only",
    r"Read-only file system",
    (errno.EROFS,),
    "the disk of {where} is read-only",
    "make it writable, or name another state folder with PORTAL_VAR=/some/folder",
)
NETWORK = _cause(
    "network",
    r"connection broken by|Temporary failure (in name resolution|resolving)|Failed to establish a new connection"
    r"|Max retries exceeded|Could not (resolve|connect to)|Network is unreachable|dns error|error sending request",
    (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN),
    "the network or the package index does not answer",
    "connect this machine, or name an index that it can reach with PIP_INDEX_URL",
)
MACHINE_KIND = _cause(
    "machine",
    r"Exec format error|wrong ELF class|is not a supported wheel|cannot execute( binary file|: required file)"
    r"|version [`']GLIBC\S* not found|ld-linux\S*: No such file",
    (errno.ENOEXEC,),
    f"{{where}} was made for another kind of machine than this one ({MACHINE})",
    "use Linux with glibc (Debian, Ubuntu, Fedora) on x86_64 or arm64, or name servers of your own "
    "with DATABASE_URL and REDIS_URL",
)
RIGHTS = _cause(
    "rights",
    r"Permission denied|Operation not permitted",
    (errno.EACCES, errno.EPERM),
    "a permission is missing for {where}",
    "use the account it belongs to, or name another state folder with PORTAL_VAR=/some/folder",
)
NO_PACKAGE = _cause(
    "no package",
    r"No matching distribution found|Could not find a version",
    (),
    f"the package index has no version that fits this machine ({MACHINE})",
    "use Python 3.11 to 3.14 on Linux with glibc, x86_64 or arm64, or another index with PIP_INDEX_URL",
)
# A tool names the first that is in its way; what follows from it (a missing package) comes last.
CAUSES = (FULL, READ_ONLY, NETWORK, MACHINE_KIND, RIGHTS, NO_PACKAGE)


def of(text: str) -> Cause | None:
    """The cause that a tool's output names."""
    return next((cause for cause in CAUSES if cause.signs.search(text)), None)


def of_error(error: OSError) -> Cause | None:
    """The cause of an error, None for what may be a fault of ours."""
    if error.errno == errno.ENOENT and error.filename and Path(error.filename).is_file():
        return MACHINE_KIND  # the program is there, and the loader that it asks for is not
    numbered = next((cause for cause in CAUSES if error.errno in cause.numbers), None)
    # Python itself gives no number, or one that misleads, when no temporary folder can be written or a library loaded.
    return numbered or (of(str(error)) if error.filename is None else None)
