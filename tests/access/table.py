"""The one table of who may open what: ``table.txt`` beside this file, a line for each address and method.

A line reads ``name METHOD answer: who | answer: who``. Answers: yes, sign-in, no (403), nothing (404, as if it did
not exist), post (405).
``members`` are everybody with a role at the school, ``strangers`` have theirs at another school.
After a change on purpose: ``python -m tests.access.table`` writes it anew, and the difference is read line by line
before it is committed.
"""

from __future__ import annotations

from pathlib import Path

ROLES = ("nobody", "stranger", "stranger_head") + (
    "head",
    "dsl",
    "deputy",
    "teacher",
    "support",
    "office",
    "admin",
    "chair",
    "governor",
    "clerk",
)

FILE = Path(__file__).with_name("table.txt")
STRANGERS, MEMBERS = ROLES[1:3], ROLES[3:]


def people(roles: list[str]) -> str:
    """Return roles in words: everybody, members, strangers, or one by one."""
    left = [role for role in ROLES if role in roles]
    if len(left) == len(ROLES):
        return "everybody"
    words = []
    for name, group in (("strangers", STRANGERS), ("members", MEMBERS)):
        if all(role in left for role in group):
            words.append(name)
            left = [role for role in left if role not in group]
    return " ".join([role for role in left if role == "nobody"] + words + [role for role in left if role != "nobody"])


def line(name: str, method: str, said: dict[str, str]) -> str:
    """Return one line of the table."""
    answers: dict[str, list[str]] = {}
    for role, word in said.items():
        answers.setdefault(word, []).append(role)
    told = " | ".join(f"{word}: {people(roles)}" for word, roles in sorted(answers.items()))
    return f"{name} {method} {told}"


def read() -> dict[tuple[str, str], str]:
    """Return ``{(name, method): line}``."""
    rows = [text for text in FILE.read_text(encoding="utf-8").splitlines() if text and not text.startswith("#")]
    return {(text.split()[0], text.split()[1]): text for text in rows}


if __name__ == "__main__":
    import subprocess
    import sys

    FILE.write_text("", encoding="utf-8")
    sys.exit(
        subprocess.call(
            [sys.executable, "-m", "pytest", "tests/access/test_table.py", "-q", "-p", "no:randomly", "-n0"]
        )
    )
