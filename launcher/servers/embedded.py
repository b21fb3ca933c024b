"""The services the portal needs, as one thing: start, stop, status, and the environment that tells Django of them.

A service that the user names himself (DATABASE_URL, REDIS_URL) is his: nothing is started for it.
Whoever needs the services holds them (`Services.held`); the last to let go stops them, unless `./portal services start`
asked for them to stay.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from launcher import address, exported, processes
from launcher.failures import explained, watch
from launcher.paths import make_var
from launcher.say import Stop, warn
from launcher.servers import keys, place
from launcher.servers.postgres import Postgres
from launcher.servers.valkey import Valkey

REVIVE_EVERY = 10.0  # seconds between two tries to start a server that cannot be started
HANDED_ON = ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEYS")


class Services:
    """Embedded PostgreSQL and Valkey of one state folder."""

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        self.given = dict(os.environ if given is None else given)
        exported.forget(self.given)
        self.var = make_var()
        self.holders = self.var / "holders"
        self.holders.mkdir(exist_ok=True)
        where = place.choose(self.var)
        with self._lock():
            self.secrets = keys.load(self.var / "secrets.env", where.base)
        self.postgres = Postgres(where, self.secrets)
        self.valkey = Valkey(where, self.secrets)
        self._again_at, self._said = 0.0, ""
        watch(self.postgres.log, self.valkey.log)

    @property
    def servers(self) -> list[Postgres | Valkey]:
        """The servers that are ours to start."""
        ours: list[Postgres | Valkey] = []
        if not self.given.get("DATABASE_URL"):
            ours.append(self.postgres)
        if not self.given.get("REDIS_URL"):
            ours.append(self.valkey)
        return ours

    def _lock(self) -> AbstractContextManager[None]:
        return processes.locked(self.var / "services.lock")

    def start(self, stay: bool = False) -> None:
        """Starts what does not run yet. With `stay`, it outlives whoever uses it, until `stop`."""
        with self._lock():
            try:
                for server in self.servers:
                    self._start(server)
                (self.holders / ("stay" if stay else str(os.getpid()))).touch()
            except BaseException:
                if not self._held_by_others():  # one without the other is of no use to anybody
                    self._stop()
                raise

    @staticmethod
    def _start(server: Postgres | Valkey) -> None:
        with explained(f"{server.name} could not be started"):
            server.start()

    def stop(self) -> None:
        """Stops everything, whoever uses it."""
        with self._lock():
            self._stop()
            for note in self.holders.iterdir():
                note.unlink(missing_ok=True)

    def _stop(self) -> None:
        for server in (self.valkey, self.postgres):
            server.stop()

    def let_go(self) -> None:
        """We need them no longer: stops them if nobody else does."""
        with self._lock():
            (self.holders / str(os.getpid())).unlink(missing_ok=True)
            if not self._held_by_others():
                self._stop()

    def _held_by_others(self) -> bool:
        for note in self.holders.iterdir():
            if note.name == "stay" or processes.alive(int(note.name)):
                return True
            note.unlink(missing_ok=True)
        return False

    @contextmanager
    def held(self) -> Iterator[Services]:
        """Running services for as long as the block lasts."""
        try:
            self.start()
            yield self
        finally:
            self.let_go()

    def revive(self) -> list[str]:
        """Starts again what has died. The names of those that had. What keeps it from starting is said once."""
        dead = [server for server in self.servers if server.pid() is None]
        if not dead or time.monotonic() < self._again_at:
            return []
        try:
            with self._lock():
                for server in dead:
                    self._start(server)
        except Stop as stop:
            self._again_at = time.monotonic() + REVIVE_EVERY
            known, self._said = self._said, stop.wrong.partition(",")[0]
            if known == self._said:
                return []
            raise
        self._said = ""
        watch(self.postgres.log, self.valkey.log)  # what they said before they came back is over
        return [server.name for server in dead]

    def status(self) -> list[tuple[str, str]]:
        """(name, state) of each service."""
        ours = self.servers
        rows = []
        for server in (self.postgres, self.valkey):
            if server not in ours:
                rows.append((server.name, "yours, named by the environment"))
            elif pid := server.pid():
                rows.append((server.name, f"running, process {pid}, port {server.port()}, data in {server.data}"))
            else:
                rows.append((server.name, "stopped"))
        return rows

    @property
    def remembered_port(self) -> Path:
        """The file with the port that the portal serves, or served last."""
        return self.var / "port"

    @property
    def last_port(self) -> int:
        """The port that the portal serves, or served last."""
        return address.last_port(self.remembered_port)

    def environment(self, mode: str = "") -> dict[str, str]:
        """What Django, Celery and the tests are told. What the user has set himself wins."""
        told = {name: self.secrets[name] for name in HANDED_ON}
        told["PORTAL_MODE"] = "development"
        told["PORTAL_VAR"] = str(self.var)
        told["PORTAL_BASE_URL"] = address.url_of(self.last_port)
        if self.given.get("DATABASE_URL"):
            told["DATABASE_OWNER_URL"] = self.given["DATABASE_URL"]
            if not self.given.get("DATABASE_OWNER_URL"):
                warn(
                    "DATABASE_OWNER_URL is not set: migrations and pages share a role, so triggers are the only guard."
                )
        else:
            told["DATABASE_URL"], told["DATABASE_OWNER_URL"] = self.postgres.url("web"), self.postgres.url("owner")
        if not self.given.get("REDIS_URL"):
            told["REDIS_URL"] = self.valkey.url()
        named = {*told, "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"}
        told |= {name: self.given[name] for name in named if self.given.get(name)}
        return told | ({"PORTAL_MODE": mode} if mode else {})

    def exports(self) -> str:
        """The environment as shell lines, for  eval "$(./portal services env)"."""
        ours = {name: value for name, value in self.environment().items() if name not in self.given}
        return exported.lines(ours)
