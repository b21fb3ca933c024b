"""Questions about processes that /proc answers, and the lock that keeps two launchers from treading on each other."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PROC = Path("/proc")
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """Asks Linux to end the child when the parent is killed the hard way, so that no orphan keeps a port."""
    if _libc:
        _libc.prctl(1, signal.SIGTERM)


def alive(pid: int) -> bool:
    """Is this process running? A zombie (killed, not yet reaped) counts as dead."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        return PROC.joinpath(str(pid), "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return not PROC.joinpath("self").exists()


def living_in(folder: Path) -> list[int]:
    """The processes whose working folder this is (every PostgreSQL process lives in its data folder)."""
    found = []
    for entry in PROC.iterdir() if PROC.is_dir() else ():
        if not entry.name.isdigit():
            continue
        try:
            home = (entry / "cwd").readlink()
        except OSError:
            continue
        if home == folder and alive(int(entry.name)):
            found.append(int(entry.name))
    return found


def program(pid: int) -> str:
    """The name of the program a process runs, or an empty text."""
    try:
        return PROC.joinpath(str(pid), "comm").read_text().strip()
    except OSError:
        return ""


def wait_until(true: Callable[[], bool], seconds: float, pause: float = 0.03) -> bool:
    """Asks again and again for so many seconds; the last answer."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(pause)  # asks another process, which cannot tell us; bounded by ``seconds``
    return True


def end(pid: int, seconds: float, first: int = signal.SIGTERM) -> None:
    """Asks a process to end, and ends it hard when it has not done so in time."""
    for sign, patience in ((first, seconds), (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return
        if wait_until(lambda: not alive(pid), patience):
            return


def port_is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(first: int, tries: int = 200) -> int:
    """The first free port from this one on."""
    for port in range(first, min(first + tries, 65535)):
        if port_is_free(port):
            return port
    raise OSError(f"no free port between {first} and {first + tries}")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds an exclusive lock on that file; a second launcher waits."""
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
