"""`./portal test` and its relatives: all tools in place, the services up, then pytest."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from launcher import django, packages, say, system
from launcher.paths import ROOT, make_var
from launcher.say import Steps
from launcher.servers.embedded import Services


@contextmanager
def ready(dev: bool = True, tools: bool = False) -> Iterator[Services]:
    """Packages, the tools of the tests if asked for, and running services."""
    make_var()
    steps = Steps(3 if tools else 2)
    if tools:
        with steps("System libraries and tools") as notes:
            notes += system.ensure([*system.RUN, *system.TEST], must=system.on_ci())
    with steps("Packages") as notes:
        notes += packages.ensure(dev=dev)
    with steps("Database and broker"):
        services = Services()
        services.start()
    try:
        yield services
    finally:
        services.let_go()


def surroundings(services: Services, mode: str = "test") -> dict[str, str]:
    """The tests' environment: a broker database of their own, and the browser that was found."""
    told = django.surroundings(services, mode)
    for name in ("CLOCK_FILE", "EMAIL_URL", "EMAIL_PROVIDER", "MAIL_WEBHOOK_SECRET", "DEBUG", "DJANGO_SETTINGS_MODULE"):
        told.pop(name, None)
    if found := system.browser():
        told["CHROMIUM"] = found
    told["PATH"] = os.pathsep.join([told.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    return told


def test(arguments: list[str]) -> int:
    """Everything, or what the arguments name. pytest's closing line is the last one printed."""
    with ready(tools=True) as services:
        say.line()
        return _run(services, "pytest", *_workers(arguments), *arguments)


def _workers(arguments: list[str]) -> list[str]:
    """Two processes for the whole suite; one for a few files, where a second costs more than it brings."""
    chosen = any(word.startswith(("-n", "--numprocesses", "--dist", "--pdb", "--collect")) for word in arguments)
    narrow = any((ROOT / word.partition("::")[0]).is_file() for word in arguments)
    if chosen or narrow:
        return []
    return ["-n", "2", "--dist", "worksteal", *([] if arguments else ["--durations=10"])]


def _run(services: Services, *words: str) -> int:
    """Runs a module to its end. Ctrl-C reaches it as it reaches us: it tidies up first, and we wait for it."""
    process = subprocess.Popen(django.python("-m", *words), cwd=ROOT, env=surroundings(services))
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    stopped = False
    while True:
        try:
            code = process.wait()
            return 130 if stopped else code
        except KeyboardInterrupt:
            stopped = True


def obligations(arguments: list[str]) -> int:
    """A line for each obligation: proved, failing, or nothing yet."""
    if "--write" in arguments:
        from launcher.testing.obligations_doc import write

        say.line(f"{write()} lines of docs/obligations.md have a test.")
        return 0
    plugin = ["-p", "launcher.testing.obligations_plugin", "-m", "obligation", "-q", "--no-header"]
    with ready(tools=True) as services:
        say.line()
        return _run(services, "pytest", *plugin, *_workers(arguments), *arguments)


def module(name: str, arguments: list[str]) -> int:
    """Runs a module of the project (bench, screens) with services, tools and environment."""
    with ready(tools=True) as services:
        return _run(services, name, *arguments)


def manage(arguments: list[str]) -> int:
    """manage.py with the environment: as the owner for what changes tables, else as the web role."""
    packages.ensure()
    with Services().held() as services:
        owner = bool(arguments) and arguments[0] in django.OWNERS_WORK
        stamps = django.Stamps(services.var / "stamps")
        mode = os.environ.get("PORTAL_MODE", "") or stamps.get("mode").partition("\n")[0] or "development"
        told = django.surroundings(services, mode, owner=owner)
        return subprocess.run(django.python("manage.py", *arguments), cwd=ROOT, env=told, check=False).returncode
