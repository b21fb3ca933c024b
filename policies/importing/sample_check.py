"""Compare what the import finds with what a reader wrote down in ``expected.json``, field by field.

``null`` means that "not stated" is the right answer. Two values are the same when a reader would call them the same:
case, accents, punctuation, dashes, "the", a number in front of a heading, and the words "policy" or "policies" behind
the title of a linked policy make no difference; other words do.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from core.files.sample_checks import FileResult, Line
from core.text import review_dates
from core.text.review_dates import ReviewDate
from policies.importing.parsed import ImportProblem, ParsedPolicy, Signatory
from policies.importing.reader import read_policy

NOT_STATED = "not stated"
_ARTICLES = {"the", "a", "an", "our"}
_LEFT_OUT = ("contents", "deletion", "footer", "header", "insertion")


def fits(expected: Mapping[str, Any]) -> bool:
    """Whether an ``expected.json`` describes policies: entries that list files and sections."""
    return any(isinstance(entry, dict) and "files" in entry and "sections" in entry for entry in expected.values())


def check(folder: Path, expected: Mapping[str, Any]) -> Iterator[FileResult]:
    """Read each file that is named and give one result for each; a file that is not there differs."""
    for entry in expected.values():
        if isinstance(entry, dict) and "files" in entry:
            for name in entry["files"]:
                yield FileResult(name, tuple(compare_file(folder / name, entry)))


def compare_file(path: Path, entry: Mapping[str, Any]) -> Iterator[Line]:
    """Give one line for each field that the entry speaks of."""
    try:
        policy = read_policy(path.name, path.read_bytes())
    except (ImportProblem, OSError) as problem:
        yield Line("file", str(problem), "a policy", False)
        return
    for field, wanted in entry.items():
        if field != "files":
            yield compare_field(policy, field, wanted)


def compare_field(policy: ParsedPolicy, field: str, wanted: Any) -> Line:
    """Compare one field; a field that we do not know differs, so that nothing is passed over in silence."""
    if field == "sections":
        return _sections(policy, wanted)
    if field == "signatories":
        found = [_signatory(signatory) for signatory in policy.signatories]
        return Line(field, "; ".join(found) or NOT_STATED, "; ".join(wanted) or NOT_STATED, _same_lists(found, wanted))
    if field == "linked_policies":
        return _linked(policy, wanted)
    if field in {"front_matter", "dropped"}:
        return _described(policy, field, str(wanted))
    if field == "next_review":
        return _next_review(policy, wanted)
    if field == "school":
        return _plain(field, _school(policy, str(wanted or "")), wanted)
    if field in {"title", "approved_by", "lead", "period", "cycle_months", "approved_on", "issued", "last_reviewed"}:
        return _plain(field, getattr(policy, field), wanted)
    return Line(field, "", str(wanted), False)


def same(found: str, wanted: str) -> bool:
    """Whether a reader would call two names, bodies or headings the same (see the top of this file)."""
    return _words(found) == _words(wanted)


def _words(text: str) -> list[str]:
    flat = unicodedata.normalize("NFKD", text).casefold().replace("'", "").replace("\u2019", "")
    flat = re.sub(r"\bhead teacher", "headteacher", flat.replace("-", " "))
    words = re.findall(r"[^\W_]+", flat)
    words = [word for word in words if word not in _ARTICLES]
    while words and re.fullmatch(r"\d{1,2}", words[0]) and len(words) > 1:
        words = words[1:]
    return words


def _plain(field: str, found: object, wanted: object) -> Line:
    shown = NOT_STATED if found is None or found == "" else str(found)
    asked = NOT_STATED if wanted is None else str(wanted)
    if found is None or wanted is None:
        return Line(field, shown, asked, shown == asked)
    if isinstance(found, ReviewDate):
        day = found.last_day().isoformat()
        return Line(field, f"{shown} ({day})", asked, day == wanted or same(found.text, str(wanted)))
    return Line(field, shown, asked, same(shown, asked))


def _school(policy: ParsedPolicy, wanted: str) -> str | None:
    """The school, with its trust behind it in brackets where the expectation gives one."""
    if policy.school_name and policy.trust_name and "(" in wanted:
        return f"{policy.school_name} ({policy.trust_name})"
    return policy.school_name


def _next_review(policy: ParsedPolicy, wanted: object) -> Line:
    """A day, a term ("Autumn 2022 (a term)"), or a cycle with the front page's date ("annually; dated July 2020")."""
    found = policy.next_review
    if wanted is None:
        shown = str(found or policy.review_cycle or NOT_STATED)
        return Line("next_review", shown, NOT_STATED, shown == NOT_STATED)
    asked = str(wanted)
    if found is None:
        cycle, _sep, dated = asked.partition("; dated ")
        shown = "; dated ".join(part for part in (policy.review_cycle or "", str(policy.dated or "")) if part)
        months = review_dates.cycle_months(cycle)
        right = months is not None and months == policy.cycle_months and same(str(policy.dated or ""), dated)
        return Line("next_review", shown or NOT_STATED, asked, right)
    words, _bracket, kind = asked.partition(" (a ")
    right = found.last_day().isoformat() == words or same(found.text, words)
    if kind:
        right = right and found.kind == kind.rstrip(")")
    return Line("next_review", f"{found} (a {found.kind})", asked, right)


def _signatory(signatory: Signatory) -> str:
    return f"{signatory.role}: {signatory.name}" if signatory.name else f"{signatory.role} (name {NOT_STATED})"


def _same_lists(found: list[str], wanted: list[str]) -> bool:
    return len(found) == len(wanted) and all(same(a, b) for a, b in zip(found, wanted, strict=True))


def _sections(policy: ParsedPolicy, wanted: list[str]) -> Line:
    top = min((clause.level for clause in policy.clauses if clause.heading), default=1)
    found = [f"{c.number} {c.heading}".strip() for c in policy.clauses if c.level == top and c.heading]
    numbers = all(
        _number(b) in {"", _number(a)} for a, b in zip(found, wanted, strict=False)
    )  # a number may be absent, never another one
    right = len(found) == len(wanted) and all(_same_heading(a, b) for a, b in zip(found, wanted, strict=True))
    return Line("sections", "; ".join(found), "; ".join(wanted), right and numbers)


def _same_heading(found: str, wanted: str) -> bool:
    """An aside in brackets behind a heading may be left out: "Phones (staff and pupils)" is the section "Phones"."""
    aside = re.compile(r"\s*\([^()]*\)\s*$")
    return same(found, wanted) or (not aside.search(wanted) and same(aside.sub("", found), wanted))


def _number(heading: str) -> str:
    match = re.match(r"\d+(?:\.\d+)*(?=[.\s])", heading)
    return match[0] if match else ""


def _linked(policy: ParsedPolicy, wanted: list[str]) -> Line:
    def bare(title: str) -> str:
        title = re.sub(r"\([^)]*\)", "", title)
        return re.sub(r"\bpolic(?:y|ies)\s*$", "", title.strip(), flags=re.IGNORECASE)

    found = list(policy.linked_policies)
    right = _same_lists([bare(title) for title in found], [bare(title) for title in wanted])
    return Line("linked_policies", "; ".join(found), "; ".join(wanted), right)


def _described(policy: ParsedPolicy, field: str, wanted: str) -> Line:
    """Expectations in a sentence: there is front matter, or something named in the sentence was left out and said."""
    if field == "front_matter":
        return Line(field, "; ".join(policy.front_matter) or NOT_STATED, wanted, bool(policy.front_matter))
    named = any(kind in wanted and kind in policy.dropped for kind in _LEFT_OUT)
    return Line(field, " ".join(policy.notes), wanted, named and bool(policy.notes))
