"""Is the lock complete? Every dependency and every extra of every listed package must be in it, by exact version.

The lock is installed without resolving (`pip install --no-deps`), so what is missing here would be missing at run time.
Run by the launcher with the environment's Python, which has everything installed that the development lock lists.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"^(?P<name>[\w.-]+)(\[(?P<extras>[\w,.-]+)\])?==(?P<version>[^\s;]+)", re.MULTILINE)
PYTHONS = ("3.11.0", "3.11.7", "3.12.0", "3.13.0", "3.14.0")
PLATFORMS = (("linux", "Linux", "x86_64"), ("linux", "Linux", "aarch64"), ("darwin", "Darwin", "arm64"))


@dataclass(frozen=True)
class Pin:
    """One package of a lock: its exact version, and the extras it is installed with."""

    version: Version
    extras: frozenset[str]


def read(text: str) -> dict[str, Pin]:
    """The pins of a lock file, by canonical name."""
    return {
        canonicalize_name(found["name"]): Pin(
            Version(found["version"]), frozenset(filter(None, (found["extras"] or "").split(",")))
        )
        for found in PIN.finditer(text)
    }


def environments() -> Iterable[dict[str, str]]:
    """The values that markers see on each Python and machine we install on."""
    here = {name: str(value) for name, value in default_environment().items()}
    for python in PYTHONS:
        for system, name, machine in PLATFORMS:
            short = python.rpartition(".")[0]
            yield here | {
                "python_full_version": python,
                "python_version": short,
                "implementation_version": python,
                "sys_platform": system,
                "platform_system": name,
                "platform_machine": machine,
            }


def faults(pins: Mapping[str, Pin], requires: Callable[[str], Iterable[str]]) -> list[str]:
    """What a package asks for and the lock lacks, one sentence each; `requires` gives a package's metadata lines."""
    found = set()
    for name, pin in pins.items():
        for needed in map(Requirement, requires(name)):
            if _is_wanted(needed, pin.extras) and (fault := _fault(needed, pins)):
                found.add(f"{name} {pin.version} needs {needed}: {fault}")
    return sorted(found)


def _is_wanted(needed: Requirement, extras: frozenset[str]) -> bool:
    marker = needed.marker
    if marker is None:
        return True
    return any(marker.evaluate(seen | {"extra": extra}) for seen in environments() for extra in ("", *extras))


def _fault(needed: Requirement, pins: Mapping[str, Pin]) -> str:
    pin = pins.get(canonicalize_name(needed.name))
    if pin is None:
        return "it is not in the lock"
    if not needed.specifier.contains(pin.version, prereleases=True):
        return f"the lock has {pin.version}"
    lacking = {canonicalize_name(extra) for extra in needed.extras} - {canonicalize_name(extra) for extra in pin.extras}
    return f"the lock has it without [{','.join(sorted(lacking))}]" if lacking else ""


def main() -> int:
    """Prints the faults of both locks. 0 when there are none."""
    found = []
    for lock in LOCKS:
        asked = [
            line.split("#")[0].strip()
            for line in (ROOT / lock).with_suffix(".in").read_text().splitlines()
            if line[:1].isalnum()
        ]
        pins = read((ROOT / lock).read_text())
        found += [f"{lock}: {fault}" for fault in faults(pins, lambda name: metadata.requires(name) or [])]
        found += [f"{lock}: {needed}: {fault}" for needed in map(Requirement, asked) if (fault := _fault(needed, pins))]
    print("\n".join(found) or "Both locks are whole.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
