"""The commands of `./portal`."""

from __future__ import annotations

import sys
from collections.abc import Callable

from launcher import say
from launcher.say import Stop


def services(arguments: list[str]) -> int:
    from launcher.embedded import Services

    verb = arguments[0] if arguments else "status"
    ours = Services()
    if verb == "start":
        ours.start(stay=True)
    elif verb == "stop":
        ours.stop()
    elif verb == "env":
        ours.start(stay=True)
        print(ours.exports())
        return 0
    elif verb != "status":
        raise Stop(f"services does not know {verb!r}.", "Say one of: start, stop, status, env")
    for name, state in ours.status():
        say.line(f"{name:11} {state}")
    return 0


COMMANDS: dict[str, tuple[str, str, Callable[[list[str]], int]]] = {
    "services": ("start|stop|status|env", "the embedded PostgreSQL and Valkey by themselves", services),
}


def overview() -> str:
    rows = [f"  {name + ' ' + takes:34} {about}" for name, (takes, about, _) in COMMANDS.items()]
    return "\n".join(["Usage: ./portal COMMAND", "", *rows])


def main(arguments: list[str]) -> int:
    """Runs one command; the exit code."""
    if not arguments or arguments[0] in ("help", "-h", "--help"):
        print(overview())
        return 0
    name, rest = arguments[0], arguments[1:]
    try:
        if name not in COMMANDS:
            raise Stop(f"There is no command {name!r}.", "./portal  by itself lists them all.", code=2)
        return COMMANDS[name][2](rest)
    except Stop as stop:
        return say.fail(stop)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
