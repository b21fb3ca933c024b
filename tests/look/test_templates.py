"""Every template of the project keeps the house's rules for pages."""

import re

import pytest

from tests.look.tokens import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [
    path for path in TEMPLATES if "emails" not in path.parts and "print" not in path.name and "pdf" not in path.stem
]
EXTENDS = re.compile(r'{%\s*extends\s+"([^"]+)"')


def name_of(path):
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_no_inline_style_or_script(path):
    text = path.read_text(encoding="utf-8")
    scripts = re.findall(r"<script[^>]*>", text)
    assert not re.search(r"\sstyle=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+=\"", text)
    assert all("src=" in tag or 'type="application/json"' in tag for tag in scripts)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_no_word_that_blames_or_commands(path):
    text = re.sub(
        r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]+>",
        " ",
        re.sub(r'{%\s*(?:translate|trans)\s+"([^"]*)".*?%}', r"\1", path.read_text(encoding="utf-8")),
    )
    assert not re.findall(r"\b(?:please|sorry|oops|invalid|forbidden|submit|click here)\b", text, re.IGNORECASE)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_one_main_heading(path):
    text = path.read_text(encoding="utf-8")
    parent = EXTENDS.search(text)
    is_page = parent and "{% block content %}" in text
    branches = text.count("{% else %}") + text.count("{% elif")
    assert text.count("<h1") <= 1 + branches
    if is_page:
        assert "<h1" in text or "{% include" in text or "{% block" in text.split("{% block content %}")[1]


@pytest.mark.parametrize("path", [p for p in PAGES if EXTENDS.search(p.read_text(encoding="utf-8"))], ids=name_of)
def test_no_name_of_a_person_in_the_title(path):
    text = path.read_text(encoding="utf-8")
    title = re.search(r"{% block (?:head_)?title %}(.*?){% endblock", text, re.DOTALL)
    assert not title or not re.search(r"{{[^}]*(?:name|person|pupil|child|email|carer)[^}]*}}", title[1])
