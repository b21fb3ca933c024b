"""A name that a template sets inside one block is gone in the next: a link made from it would lead nowhere."""

import re

import pytest

from tests.look.tokens import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
BLOCK = re.compile(r"{% block (\w+) %}((?:(?!{% block).)*?){% endblock(?: \w+)? %}", re.DOTALL)
SETS = re.compile(r" as (\w+) %}")


def lost(text: str) -> list[tuple[str, str]]:
    """Return (name, block) of each name that is used in a block and set in another one only."""
    blocks = BLOCK.findall(text)
    found = []
    for block, body in blocks:
        for name in SETS.findall(body):
            for other, theirs in blocks:
                used = re.search(rf"{{{{\s*{name}\b|={name}\b|{{% if {name}\b", theirs)
                if other != block and used and name not in SETS.findall(theirs):
                    found.append((name, other))
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_name_is_used_outside_the_block_that_sets_it(path):
    assert lost(path.read_text(encoding="utf-8")) == []


def test_the_finder_finds():
    assert lost('{% block a %}{% url "x" as u %}{% endblock %}{% block b %}<a href="{{ u }}">{% endblock %}') == [
        ("u", "b")
    ]
