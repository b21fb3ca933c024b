"""What `eval "$(./portal services env)"` leaves in a shell: it is no wish of the user, and may be of another clone."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, MutableMapping

NAMES = "PORTAL_EXPORTED"


def lines(environment: Mapping[str, str]) -> str:
    """Shell lines that export these variables, and their names."""
    named = {**environment, NAMES: " ".join(environment)}
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in named.items())


def forget(environment: MutableMapping[str, str]) -> None:
    """Removes what `lines` exported; what the user has set stays."""
    for name in environment.pop(NAMES, "").split():
        environment.pop(name, None)
