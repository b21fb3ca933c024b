"""`./portal run`: from a bare clone to a page that answers, step by step, then everything in one terminal."""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from launcher import address, django, packages, say, system
from launcher.address import Address, FirstAnswer
from launcher.failures import failure
from launcher.paths import ROOT, make_var, write_whole
from launcher.say import Steps, Stop
from launcher.servers.embedded import Services
from launcher.supervisor import Child, Supervisor

ANSWER_WITHIN = 90.0  # seconds


def command(arguments: list[str]) -> int:
    """Starts the portal and stays until Ctrl-C."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)  # else the servers that we started would stay
    asked = _read(arguments)
    var = make_var()
    with only_one(var) as note:
        steps = Steps(8)
        with steps("System libraries") as notes:
            notes += system.ensure(system.RUN)
        with steps("Packages") as notes:
            notes += packages.ensure()
        with steps("Database and broker"):
            services = Services()
            services.start()
        try:
            return _serve(services, steps, asked, note)
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C leaves no server behind
            services.let_go()


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./portal run", description="Start the portal with its worker and its clock.")
    parser.add_argument("--empty", action="store_true", help="begin with your own school, without the demo")
    parser.add_argument("--port", type=int, help="the first port to try (that of the last run, else 8000)")
    parser.add_argument("--no-worker", action="store_true", help="pages only: no mail is sent, nothing falls due")
    asked = parser.parse_args(arguments)
    if asked.port is not None and not 0 < asked.port < 65536:
        raise Stop(f"{asked.port} is not a port.", "Name one up to 65535:  ./portal run --port 8000", code=2)
    return asked


@contextmanager
def only_one(var: Path) -> Iterator[Path]:
    """One portal for each state folder. The lock goes with the process, however it ends."""
    note = var / "run.note"
    with (var / "run.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            told = (note.read_text().strip() if note.exists() else "") or "it is still starting"
            remedy = "Open that page, stop it with Ctrl-C in its terminal, or name another folder with PORTAL_VAR."
            raise Stop(f"The portal already runs ({told}).", remedy, code=4) from None
        write_whole(note, f"process {os.getpid()}, still starting\n")
        try:
            yield note
        finally:
            note.unlink(missing_ok=True)


def _serve(services: Services, steps: Steps, asked: argparse.Namespace, note: Path) -> int:
    stamps = django.Stamps(services.var / "stamps")
    first = _first_mode(stamps, _database(services))
    mode = "development" if asked.empty else first or "demo"
    if first == "development" and not asked.empty:
        say.warn("this database is without the demo, and stays so. (Demo:  PORTAL_VAR=/other/folder ./portal run)")
    portal = _hold(services, asked.port)
    try:
        _prepare(services, steps, stamps, mode, first)
        told = django.surroundings(services, mode) | portal.environment
        crew = Supervisor(_children(services, portal, asked.no_worker), told, also=lambda: _revive(services))
        crew.catch_signals()
        try:
            with steps("Web, worker and clock" if not asked.no_worker else "Web"):
                crew.start()
            with steps("First page", chatty=True):
                if not _first_page(crew, portal):
                    return 0
            write_whole(note, f"process {os.getpid()}, {portal.url}/\n")
            _welcome(services, mode, portal)
            crew.run()
        finally:
            with suppress(OSError):  # the terminal may be closed
                say.line("\nStopping …")
            crew.stop()
    finally:
        portal.close()
    say.line("Stopped.")
    return 0


def _prepare(services: Services, steps: Steps, stamps: django.Stamps, mode: str, first: str) -> None:
    """Tables, and the demo in them, while the styles are collected beside. `first` is the mode of the first run."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        styles = beside.submit(_collect_static, services, stamps, mode)
        with steps("Tables") as notes:
            notes += migrate(services, stamps, mode)
        with steps("Styles and pictures") as notes:
            notes += styles.result()
    if (first, mode) == ("demo", "development") and not _ask("first_run_code", django.surroundings(services, mode)):
        raise Stop(
            "The demo schools are in this database, so it cannot begin with a school of yours.",
            "Remove them:  ./portal manage remove_demo  or take another folder:  PORTAL_VAR=/other/folder"
            " ./portal run --empty",
        )
    if mode != first:
        stamps.put("mode", f"{mode}\n{_database(services)}")
    with steps("Demo schools" if mode == "demo" else "No demo") as notes:
        notes += _load_demo(services, stamps, mode)


def _revive(services: Services) -> None:
    """The database and the broker are looked after like the rest."""
    try:
        for name in services.revive():
            say.warn(f"{name} had ended; it runs again.")
    except Stop as stop:
        say.warn(str(stop))


def _database(services: Services) -> str:
    """Something that changes when the database is another one."""
    ready = services.postgres.data / "portal.ready"
    if services.given.get("DATABASE_URL") or not ready.exists():
        return ""
    return f"{ready} {ready.stat().st_mtime_ns}"


def _first_mode(stamps: django.Stamps, database: str) -> str:
    """The mode in which this database was begun: real data and the demo never mix by accident. Empty before that."""
    mode, _, of = stamps.get("mode").partition("\n")
    return mode if of == database else ""


def _hold(services: Services, wanted: int | None) -> Address:
    first = wanted or services.last_port
    portal = address.hold(first, services.remembered_port)
    if portal.port != first:
        say.warn(f"port {first} is taken, so it is {portal.port} this time.")
    return portal


def migrate(services: Services, stamps: django.Stamps, mode: str) -> list[str]:
    """Brings the tables up to date, as their owner, and grants the web role its few rights."""
    files = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/management/commands/grant_roles.py"), packages.RUN]
    mark = django.digest(files, _database(services))
    if _database(services) and stamps.holds("migrations", mark):
        return ["unchanged"]
    told = django.surroundings(services, mode, owner=True)
    told["PORTAL_DATA"] = ""
    if services.postgres in services.servers:
        folders = [services.postgres.data, services.var / "heads", services.var / "sealed"]
        told["PORTAL_DATA"] = f"delete the old data with  rm -rf {' '.join(map(str, folders))}  and start again"
    with stamps.renewing("migrations", mark):
        django.quietly(django.python(ROOT / "launcher" / "tables.py"), told, "Making the tables")
    return []


def _collect_static(services: Services, stamps: django.Stamps, mode: str) -> list[str]:
    files = [path for path in ROOT.glob("static/**/*") if path.is_file()]
    # The state folder may stand in the project; what was collected there is not what is collected from.
    ours = (path for path in ROOT.glob("*/static/**/*") if path.is_file() and services.var not in path.parents)
    files += ours
    mark = django.digest([*files, packages.RUN])
    if stamps.holds("static", mark) and (services.var / "static").is_dir():
        return ["unchanged"]
    told = django.surroundings(services, mode)
    with stamps.renewing("static", mark):
        django.quietly(
            django.python("manage.py", "collectstatic", "--no-input", "--clear", "-v0"), told, "Collecting styles"
        )
    return []


def _load_demo(services: Services, stamps: django.Stamps, mode: str) -> list[str]:
    if mode != "demo":
        return []
    if not django.has_command("demo"):
        return ["not there yet"]
    mark = _database(services)
    if mark and stamps.holds("demo", mark):
        return ["already there"]
    django.quietly(django.python("manage.py", "demo"), django.surroundings(services, mode), "Loading the demo")
    stamps.put("demo", mark)
    return []


def _children(services: Services, portal: Address, no_worker: bool) -> list[Child]:
    """Few processes, because the whole portal shares one small machine with the person who tries it."""
    web = ["-m", "gunicorn", "schoolsocial.wsgi", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
    web += ["--workers", "1", "--threads", "4", *portal.gunicorn_options]
    children = [Child("web", django.python(*web), "green", handles=portal.handles)]
    if no_worker:
        return children
    (services.var / "beat").mkdir(exist_ok=True)
    # Root has been told by its own prompt that it is root.
    worker = ["-W", "ignore:You're running the worker", "-m", "celery", "--quiet", "-A", "schoolsocial", "worker"]
    worker += ["--beat", "--loglevel", "WARNING", "--autoscale", "2,1", "--without-gossip", "--without-mingle"]
    children.append(Child("worker", django.python(*worker), "blue"))
    return children


def _first_page(crew: Supervisor, portal: Address) -> bool:
    """Waits for the first answer. False when we are told to stop meanwhile. Raises Stop when the page fails."""
    first = FirstAnswer(portal)
    first.start()
    crew.wait_for(lambda: bool(first.status), ANSWER_WITHIN)
    first.over.set()
    if crew.ending.is_set():
        return False
    if not first.status or first.status >= 500:
        wrong = f"The first page fails (status {first.status})." if first.status else "No page answered."
        output = "\n".join(line for child in crew.children if child.name == "web" for line in tuple(child.recent))
        raise failure(wrong.removesuffix("."), output)
    return True


def _ask(name: str, told: dict[str, str]) -> str:
    """What one of our commands prints; nothing when it is not there or fails: the portal runs all the same."""
    with suppress(Stop):
        return django.quietly(django.python("manage.py", name), told, name).strip() if django.has_command(name) else ""
    return ""


def _welcome(services: Services, mode: str, portal: Address) -> None:
    say.line()
    say.line(say.colour(f"The portal is at {portal.url}/", "bold"))
    told = django.surroundings(services, mode)
    code = _ask("first_run_code", told)
    if mode == "demo" and code:
        say.line("The demo schools were removed. Begin with your own school:  ./portal run --empty")
    elif code:
        say.line(f"Make your school at {portal.url}/first/ with the code  {say.colour(code, 'bold')}")
    elif mode == "demo":
        say.line(_ask("signin_hints", told))
    say.line("Stop it with Ctrl-C.")
    say.line()
