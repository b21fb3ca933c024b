"""Families and reporters read at most grade 5, staff at most grade 8: every template and every mail."""

import pytest

from tests.look.tokens import ROOT
from tests.readability import grade, hardest, sentences, split, syllables

FAMILY_FOLDERS = ("incidents/report",)
FAMILY_STARTS = (
    "signoffs/family",
    "signoffs/_family",
    "emails/family",
    "emails/reporter",
    "emails/base",
    "emails/digest",
    "emails/items/",
    "home/front",
    "policies/public",
)
SHARED = (
    "_components",
    "404.html",
    "403.html",
    "500.html",
    "core/accessibility.html",
    "core/privacy.html",
    "notices/real_mail.html",
)
ALSO_FAMILY = (
    "incidents/_danger.html",
    "incidents/_other_ways.html",
    "base.html",
    "base_report.html",
    "base_public.html",
)
NOT_READ = ("gallery/", "allauth/")
FAMILY_GRADE, STAFF_GRADE = 5.0, 8.0


def templates():
    """Return (name, path) of every template that people read."""
    folder = ROOT / "templates"
    paths = sorted([*folder.rglob("*.html"), *folder.rglob("*.txt")])
    named = [(str(path.relative_to(folder)), path) for path in paths]
    return [(name, path) for name, path in named if not name.startswith(NOT_READ)]


def limit(name):
    """Return the highest grade that a template may have."""
    family = name.startswith(FAMILY_FOLDERS + FAMILY_STARTS + SHARED) or name in ALSO_FAMILY
    return FAMILY_GRADE if family else STAFF_GRADE


@pytest.mark.parametrize(("name", "path"), templates(), ids=[name for name, _path in templates()])
def test_a_template_is_plain(name, path):
    lines = sentences(path.read_text(encoding="utf-8"))
    assert grade(lines) <= limit(name), hardest(lines)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("school", 1),
        ("signed", 1),
        ("wanted", 2),
        ("family", 3),
        ("people", 2),
        ("policy", 3),
        ("boxes", 2),
        ("names", 1),
    ],
)
def test_the_counter_hears_as_people_do(word, count):
    assert syllables(word) == count


def test_easy_and_hard():
    easy = split("Read a few rules. Tick your children. Sign.")
    hard = split("Notwithstanding the aforementioned obligations, employees communicate appropriately.")
    assert grade(easy) < 3
    assert grade(hard) > 12
    page = '{% translate "One form covers all." %}<p>{{ x }}</p>'
    page += "{% blocktranslate %}Call {{ p }} right now.{% endblocktranslate %}"
    assert sentences(page) == ["One form covers all.", "Call it right now."]


def test_the_questions_of_the_report_are_plain():
    from incidents.forms.report import STEPS, AnswerForm, ReturnForm
    from incidents.states.kinds import KINDS

    lines = [line for spec in KINDS.values() if spec.public for line in split(f"{spec.words}. {spec.hint}")]
    for form in (*STEPS.values(), ReturnForm, AnswerForm):
        for field in form.base_fields.values():
            said = [field.label or "", field.help_text, *field.error_messages.values()]
            said += [label for _value, label in getattr(field, "choices", ())]
            lines += [line for words in said for line in split(str(words))]
    assert grade(lines) <= FAMILY_GRADE, hardest(lines)
