"""Which column holds what, told by its heading."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from django.utils.translation import gettext as _

from roll.rules.reading.fields import FIELDS, NOT_STORED
from roll.rules.reading.types import Field, Finding, Level, split_list
from roll.states import ImportKind

LEAVE_OUT = ""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PUPIL_WORDS = _words("pupil pupils student students child childs learner children son daughter")
_STAFF_WORDS = _words("staff employee teacher member person s")
_FIRST_CARER = _words(
    "contact contacts parent parents parentcarer carer carers guardian guardians adult mother mothers"
)
_CARER_WORDS = dict.fromkeys(_FIRST_CARER | {"mum", "mums"}, 1) | dict.fromkeys(_words("father fathers dad dads"), 2)
_NUMBERS = {"1": 1, "2": 2, "3": 3, "one": 1, "two": 2, "three": 3, "first": 1, "second": 2, "third": 3}
_NUMBERS |= {"primary": 1, "secondary": 2, "main": 1, "a": 1, "b": 2, "1st": 1, "2nd": 2, "3rd": 3}
_NUMBERED = re.compile(r"([a-z]+)([123])$")
_FILLERS = frozenset({"emergency", "the", "of", "s"})


def letter(index: int) -> str:
    """Return the spreadsheet's letter of a column: 0 is "A", 25 "Z", 26 "AA"."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """Return a heading as it is compared: "Adm. No", "adm_no" and "AdmNo" become "adm no"."""
    text = unicodedata.normalize("NFKD", heading.replace("’", "").replace("'", ""))
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    text = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text).lower()
    return " ".join(re.findall(r"[a-z0-9]+", text))


@cache
def _synonyms(kind: ImportKind) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return {synonym: ((field key, rank), ...)} of a kind; carers' fields stand under "carer …"."""
    fields: dict[str, list[tuple[str, int]]] = {}
    for field in FIELDS[kind]:
        group = re.match(r"carer(\d?)_", field.key)
        prefix = f"carer{group[1] or 1} " if group else ""
        for rank, synonym in enumerate(field.synonyms):
            fields.setdefault(f"{prefix}{synonym}".strip(), []).append((field.key, rank))
    return {key: tuple(values) for key, values in fields.items()}


def _split_words(text: str) -> list[str]:
    """Return the words of a heading, "contact1" as two."""
    words: list[str] = []
    # "first name" holds no number
    for short, long in (("forename", "first names?"), ("surname", "(?:last|second) name")):
        text = re.sub(rf"\b{long}\b", short, text)
    for word in text.split():
        numbered = _NUMBERED.match(word)
        words += [numbered[1], numbered[2]] if numbered and numbered[1] in _CARER_WORDS else [word]
    return words


def _carer_fields(text: str) -> tuple[tuple[str, int], ...]:
    """Return the fields of a carer that a heading such as "Parent/Carer 2 forename" means."""
    words = _split_words(text)
    groups = [_CARER_WORDS[word] for word in words if word in _CARER_WORDS]
    synonyms = _synonyms(ImportKind.PUPILS)
    if not groups:
        return ()
    numbers = [_NUMBERS[word] for word in words if word in _NUMBERS]
    group = numbers[0] if numbers else max(groups)
    skipped = _CARER_WORDS.keys() | _NUMBERS.keys() | _PUPIL_WORDS | _FILLERS
    rest = " ".join(word for word in words if word not in skipped)
    return synonyms.get(f"carer{group} {rest}".strip(), ())


@lru_cache(maxsize=4096)
def _possible_fields(kind: ImportKind, heading: str) -> tuple[tuple[str, int], ...]:
    """Return the fields that a heading may mean, each with a rank (0 is best)."""
    text = plain(heading)
    if not text or not_stored(heading):
        return ()
    synonyms = _synonyms(kind)
    if text in synonyms:
        return synonyms[text]
    if kind is ImportKind.PUPILS and f"carer1 {text}" in synonyms:
        return synonyms[f"carer1 {text}"]
    words = text.split()
    own = _PUPIL_WORDS if kind is ImportKind.PUPILS else _STAFF_WORDS
    rest = " ".join(word for word in words if word not in own)
    whose = rest != text
    if kind is ImportKind.PUPILS and whose and not any(word in _CARER_WORDS for word in _split_words(text)):
        return synonyms.get(rest, ()) if rest else synonyms["name"]
    fields = synonyms.get(rest, ()) if rest else ()
    return fields or (_carer_fields(text) if kind is ImportKind.PUPILS else ())


def guess(kind: ImportKind, headings: Sequence[str], remembered: Mapping[str, str]) -> dict[int, str]:
    """Return {column index: field key} for every column; "" is "leave this column out".

    ``remembered`` are the choices that this school made before, by heading (in any spelling that :func:`plain` makes
    equal). No field is given to two columns: the better heading has it, and of two equal ones the left.
    """
    chosen: dict[int, str] = {}
    keys = {field.key for field in FIELDS[kind]} | {LEAVE_OUT}
    choices = {plain(heading): key for heading, key in remembered.items() if key in keys}
    for index, heading in enumerate(headings):
        key = choices.get(plain(heading))
        if key is not None and (key == LEAVE_OUT or key not in chosen.values()):
            chosen[index] = key
    offers = [
        (rank, index, key)
        for index, heading in enumerate(headings)
        if index not in chosen
        for key, rank in _possible_fields(kind, heading)
    ]
    for _rank, index, key in sorted(offers):
        if index not in chosen and key not in chosen.values():
            chosen[index] = key
    return {index: chosen.get(index, LEAVE_OUT) for index in range(len(headings))}


def recognised(kind: ImportKind, headings: Iterable[str]) -> int:
    """Return how many fields of a kind the headings hold."""
    return sum(bool(key) for key in guess(kind, tuple(headings), {}).values())


_TYPICAL_FIELDS = {
    ImportKind.PUPILS: ("admission_number", "birth_date", "year_group", "class_name", "carer"),
    ImportKind.STAFF: ("staff_code", "role", "work_email", "personal_email", "manager", "from_date", "until_date"),
}


def guess_kind(headings: Sequence[str]) -> ImportKind:
    """Return what a list with these headings is about. Pupils, where nothing speaks for staff."""

    def weight(kind: ImportKind) -> int:
        keys = [key for key in guess(kind, headings, {}).values() if key.startswith(_TYPICAL_FIELDS[kind])]
        whose = _PUPIL_WORDS if kind is ImportKind.PUPILS else frozenset({"staff", "employee", "payroll"})
        named = sum(bool(whose & set(plain(heading).split())) for heading in headings)
        return len(keys) + named

    return ImportKind.STAFF if weight(ImportKind.STAFF) > weight(ImportKind.PUPILS) else ImportKind.PUPILS


def missing(kind: ImportKind, columns: Mapping[int, str]) -> tuple[Field, ...]:
    """Return the fields that no list can do without and that no column holds."""
    held = set(columns.values())
    return tuple(
        field for field in FIELDS[kind] if field.needed and field.key not in held and not held & set(field.instead)
    )


@lru_cache(maxsize=4096)
def not_stored(heading: str) -> str:
    """Return what a column is about that the portal never stores ("special educational needs"), or ""."""
    text = f" {plain(heading)} "
    for parts, about in NOT_STORED:
        if any(f" {part} " in text for part in split_list(parts)):
            return str(about)
    return ""


def left_out(headings: Sequence[str], columns: Mapping[int, str], header_row: int) -> tuple[Finding, ...]:
    """Return a mention for each column with a heading that is left out; "not_stored" where it never comes in."""
    findings = []
    for index, heading in enumerate(headings):
        if columns.get(index, "") not in {LEAVE_OUT, "middle_names"} or not heading.strip():
            continue
        about = not_stored(heading)
        if about:
            code = "not_stored"
            words = _("“%(heading)s” is not the portal's business: %(about)s.") % {"heading": heading, "about": about}
            cure = _("Nothing of this column is stored. There is nothing to do.")
        else:
            code = "column_left_out"
            words = _("The portal has no use for “%(heading)s”.") % {"heading": heading}
            cure = _("Nothing of this column is stored. If it holds something you need, choose what it is.")
        findings.append(Finding(header_row, letter(index), "", Level.MENTION, code, words, cure, heading[:120]))
    return tuple(findings)
