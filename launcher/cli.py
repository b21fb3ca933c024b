"""The commands of `./portal`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from launcher import exported, failures, say
from launcher.say import Stop

Arguments = list[str]
HELP = ("help", "-h", "--help")


def services(arguments: Arguments) -> int:
    from launcher import packages
    from launcher.run import only_one
    from launcher.servers.embedded import Services

    verb = arguments[0] if arguments else "status"
    if verb not in ("start", "stop", "status", "env"):
        raise Stop(f"services does not know {verb!r}.", "Say one of: start, stop, status, env", code=2)
    if verb in ("start", "env"):
        packages.ensure()  # else another PostgreSQL of this machine would make the database
    ours = Services()
    if verb in ("start", "env"):
        ours.start(stay=True)
    if verb == "stop":
        with only_one(ours.var):  # a portal that runs would start them again at once
            ours.stop()
    if verb == "env":
        print(ours.exports())
        return 0
    for name, state in ours.status():
        say.line(f"{name:11} {state}")
    return 0


def run(arguments: Arguments) -> int:
    from launcher.run import command

    return command(arguments)


def test(arguments: Arguments) -> int:
    from launcher.testing.suite import test

    return test(arguments)


def check(arguments: Arguments) -> int:
    from launcher.check import command

    return command(arguments)


def obligations(arguments: Arguments) -> int:
    from launcher.testing.suite import obligations

    return obligations(arguments)


def bench(arguments: Arguments) -> int:
    from launcher.testing.suite import module

    return module("bench", arguments)


def screenshots(arguments: Arguments) -> int:
    from launcher.testing.suite import module

    return module("screens", arguments)


def mutants(arguments: Arguments) -> int:
    from launcher.testing.suite import module

    return module("launcher.testing.mutants", arguments)


def samples(arguments: Arguments) -> int:
    from launcher.testing.suite import manage

    if not arguments:
        raise Stop("samples needs a folder.", "./portal samples DIR   (a folder with an expected.json)", code=2)
    return manage(["samples", *arguments])


def manage(arguments: Arguments) -> int:
    from launcher.testing.suite import manage

    return manage(arguments)


def shell(arguments: Arguments) -> int:
    return manage(["shell", *arguments])


def picture(arguments: Arguments) -> int:
    from launcher.checks.picture import command

    return command(arguments)


def lock(arguments: Arguments) -> int:
    from launcher import packages

    packages.ensure(dev=True)
    return packages.lock()


@dataclass(frozen=True)
class Command:
    """One command: what it takes, what it is for, and what runs it."""

    takes: str
    about: str
    does: Callable[[Arguments], int]
    explains_itself: bool = False  # it answers --help


COMMANDS = {
    "run": Command(
        "[--empty] [--port N] [--no-worker]", "the portal in this terminal, with the demo schools", run, True
    ),
    "test": Command(
        "[pytest arguments]", "the tests, the browser's included; --long adds those that take minutes", test
    ),
    "check": Command("[--quick | name ...]", "style, types, layers, sizes, templates, settings, containers", check),
    "obligations": Command("", "each legal duty: proved, failing, or nothing yet", obligations),
    "mutants": Command("[--minutes N] [file ...]", "break the rules one at a time: which test notices?", mutants, True),
    "bench": Command("[--quick] [name]", "speed and weight, written to bench/results.json", bench, True),
    "samples": Command("DIR", "every importer over a folder of real files, field by field", samples, True),
    "screenshots": Command("", "a picture of every screen", screenshots),
    "services": Command("start|stop|status|env", "the embedded PostgreSQL and Valkey by themselves", services),
    "manage": Command("COMMAND ...", "Django's manage.py with the environment", manage, True),
    "shell": Command("", "a Python shell with the environment", shell),
    "picture": Command("", "draw the apps and their imports into docs/reference/apps.svg", picture),
    "lock": Command("", "compile the package locks anew", lock),
}


def overview() -> str:
    """The list that a bare `./portal` prints."""
    heads = {name: f"{name} {command.takes}".strip() for name, command in COMMANDS.items()}
    width = max(map(len, heads.values()))
    rows = [f"  ./portal {heads[name]:{width}}  {command.about}" for name, command in COMMANDS.items()]
    return "\n".join(["The school portal. Begin with  ./portal run", "", *rows])


def main(arguments: Arguments) -> int:
    """Runs one command; the exit code."""
    try:
        return _one(arguments)
    except BrokenPipeError:  # who reads us, `head` for example, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _one(arguments: Arguments) -> int:
    if not arguments or arguments[0] in HELP:
        print(overview(), flush=True)
        return 0
    exported.forget(os.environ)
    name, rest = arguments[0], arguments[1:]
    try:
        if name not in COMMANDS:
            raise Stop(f"There is no command {name!r}.", "./portal  by itself lists them all.", code=2)
        if rest and rest[0] in HELP and not COMMANDS[name].explains_itself:
            print(f"./portal {name} {COMMANDS[name].takes}\n  {COMMANDS[name].about}", flush=True)
            return 0
        with failures.explained(f"./portal {name} could not go on"):
            code = COMMANDS[name].does(rest)
        if code:
            failures.hint()
        return code
    except Stop as stop:
        return say.fail(stop)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
