"""The address that people open, held from the moment it is chosen, so that no other program can take its port."""

from __future__ import annotations

import contextlib
import errno
import http.client
import secrets
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path

from launcher.paths import write_whole
from launcher.say import Stop

FIRST_PORT = 8000
TRIES = 200
BACKLOG = 128  # visitors who come while the web server starts, or starts again, wait in line
HEADER = "Portal-Run"
SLOWEST_ANSWER = 60.0  # seconds


@dataclass
class Address:
    """Listening sockets for one port of `localhost`, and an identifier of this run, which our own answers carry."""

    port: int
    sockets: list[socket.socket]
    run_id: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def url(self) -> str:
        """The address without a trailing slash."""
        return url_of(self.port)

    @property
    def handles(self) -> tuple[int, ...]:
        """The file descriptors that the web server inherits."""
        return tuple(held.fileno() for held in self.sockets)

    @property
    def gunicorn_options(self) -> list[str]:
        """The options for the inherited sockets."""
        return [word for number in self.handles for word in ("--bind", f"fd://{number}")]

    @property
    def environment(self) -> dict[str, str]:
        """The variable that tells the web server which run it belongs to."""
        return {"PORTAL_RUN": self.run_id}

    def close(self) -> None:
        """Gives the port back."""
        for held in self.sockets:
            held.close()

    def status(self) -> int:
        """The status of the first page. 0 when nobody answers, or when the answer is not from this run."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SLOWEST_ANSWER)
        try:
            line.request("GET", "/", headers={"Host": f"localhost:{self.port}"})
            answer = line.getresponse()
            return answer.status if answer.headers.get(HEADER) == self.run_id else 0
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            line.close()


def url_of(port: int) -> str:
    """The address of the portal at this port, without a trailing slash."""
    return f"http://localhost:{port}"


class FirstAnswer(threading.Thread):
    """Asks for the first page beside everything else, so that Ctrl-C never waits for it."""

    def __init__(self, address: Address) -> None:
        super().__init__(daemon=True)
        self.address, self.status = address, 0
        self.over = threading.Event()

    def run(self) -> None:
        """Asks until our own web server answers."""
        while not self.status and not self.over.wait(0.1):
            self.status = self.address.status()


def hold(first: int, remembered: Path | None = None) -> Address:
    """The first port from this one on that is free for `localhost`, in IPv4 and, where the machine has it, in IPv6.

    Raises Stop when none is free. The port is written to `remembered`, for commands that make links later.
    """
    for port in range(first, min(first + TRIES, 65536)):
        try:
            address = Address(port, _listen(port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                continue
            raise Stop(
                f"Port {port} cannot be used: {error.strerror}.", "Name another with  ./portal run --port 9000"
            ) from None
        if remembered:
            write_whole(remembered, f"{port}\n")
        return address
    raise Stop(f"No port is free from {first} on.", "Name another with  ./portal run --port 9000")


def last_port(remembered: Path) -> int:
    """The port of the last run, 8000 before the first one. Links that were sent then go on working."""
    try:
        port = int(remembered.read_text())
    except (OSError, ValueError):
        return FIRST_PORT
    return port if 0 < port < 65536 else FIRST_PORT


def _listen(port: int) -> list[socket.socket]:
    """Sockets that listen at once: a socket that is only bound could be shared by another program."""
    with contextlib.ExitStack() as undo:
        sockets = []
        for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            if family == socket.AF_INET6 and not _has_ipv6():
                continue
            listening = undo.enter_context(socket.socket(family, socket.SOCK_STREAM))
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, port))
            listening.listen(BACKLOG)
            sockets.append(listening)
        undo.pop_all()
    return sockets


def _has_ipv6() -> bool:
    """Does `localhost` have an IPv6 address here? A browser would try that one first."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as trial:
            trial.bind(("::1", 0))
    except OSError:
        return False
    return True
