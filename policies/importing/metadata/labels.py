"""The labels in front of the facts of a policy ("Approved by:", "Date of review") and the roles that sign."""

import re
from typing import Final

# Each label by kind, in the order in which they are tried. A label stands at the start of a line (or behind another
# label's value on the same line) and is followed by a colon, a gap, or the value.
_LABELS: Final[tuple[tuple[str, str], ...]] = (
    ("next_review", r"(?:date\s+(?:of|for)\s+)?next\s+(?:policy\s+)?review(?:\s+(?:date|due|on|by|is))*"),
    ("next_review", r"(?:to\s+be\s+reviewed|due\s+for\s+review|review\s+due)(?:\s+(?:date|by|on|in))*"),
    ("last_reviewed", r"(?:date\s+(?:of\s+)?)?last\s+review(?:ed)?(?:\s+(?:date|on|by))*"),
    ("last_reviewed", r"reviewed\s+on|date\s+(?:last\s+)?reviewed"),
    ("review", r"(?:policy\s+)?(?:date\s+of\s+review|review\s+date|date\s+for\s+review)"),
    ("cycle", r"(?:review\s+(?:cycle|frequency|period)|frequency\s+of\s+review)"),
    ("approved_on", r"date\s+(?:of\s+)?(?:approv(?:ed|al)|adopt(?:ed|ion)|ratif(?:ied|ication))(?:\s+by\s+\w+)?"),
    ("approved_by", r"(?:approved|adopted|ratified|agreed|authorised)\s+by"),
    ("approved_on", r"(?:approved|adopted|ratified|agreed)(?:\s+on)?|approval\s+date"),
    ("issued", r"date\s+(?:of\s+)?issued?|issued?\s+(?:date|on)|issued|effective\s+(?:from|date)|policy\s+date"),
    (
        "lead",
        r"lead\s+(?:personnel|person|member\s+of\s+staff|staff|governor|officer)|named\s+lead|policy\s+(?:lead|owner)",
    ),
    (
        "lead",
        r"person\s+responsible|responsible\s+(?:person|officer|member\s+of\s+staff)|(?:policy\s+)?author",
    ),
    ("signed", r"sign(?:ed|ature)(?:\s+(?:by|of))?"),
    ("school", r"(?:name\s+of\s+)?school(?:\s+name)?(?=\s*:)"),
    ("title", r"(?:policy\s+(?:title|name)|name\s+of\s+policy|title)(?=\s*[:\t])"),
    ("version", r"version(?:\s+(?:number|no\.?))?(?=\s*[:\t\d])"),
    ("date", r"dated?(?=\s*[:\t_.\d]|\s+\d|\s*$)"),
)
_TAIL: Final = r"(?=\s*[:\t\n_.…-]|\s*$|\s+\S)"
_COMPILED: Final = tuple(
    (kind, re.compile(rf"(?:{words})\b{_TAIL}\s*[:\-–]?", re.IGNORECASE)) for kind, words in _LABELS
)

_ROLE_WORDS: Final = (
    r"(?:vice[- ]|co[- ]?|joint |deputy |assistant |executive |acting |interim )*"
    r"(?:chair(?:man|woman|person)?"
    r"(?: of (?:the )?(?:governing (?:body|board)|governors|trustees|trust(?: board)?|board|committee))?|"
    r"head[ -]?teachers?|head of school|principal|chief executive(?: officer)?|ceo|"
    r"designated safeguarding lead|dsl|clerk(?: to (?:the )?governors)?|parent(?:/carer)?|carer|pupil|governor|trustee)"
)
ROLE: Final = re.compile(rf"\b{_ROLE_WORDS}\b", re.IGNORECASE)
_ROLE_LINE: Final = re.compile(rf"^\s*{_ROLE_WORDS}\s*(?::|$)", re.IGNORECASE)

LONGEST_FACT: Final = 160


def match_label(text: str) -> tuple[str, int] | None:
    """Return the kind of label with which a line begins, and where its value starts; None when it has none."""
    begin = len(text) - len(text.lstrip(" \t*-•"))
    for kind, pattern in _COMPILED:
        if match := pattern.match(text, begin):
            return kind, match.end()
    return None


def is_fact_line(text: str) -> bool:
    """Whether a line states a fact about the policy rather than a rule: a label, and no sentence behind it."""
    label = match_label(text)
    if label is None:
        return is_role_line(text)
    value = text[label[1] :].strip()
    colon = text[: label[1]].rstrip().endswith(":")
    if len(text) > LONGEST_FACT or (value.endswith(".") and len(value.split()) > 7):
        return False
    # Without a colon the value must begin like one ("20.10.21", "Chair of …"), not like a sentence.
    return (
        colon
        or not value
        or value[0].isupper()
        or value[0].isdigit()
        or value.lower().startswith(("the ", "on ", "by ", "(", "_", ".."))
    )


def is_role_line(text: str) -> bool:
    """Whether a line begins with the role of somebody who signs, with nothing or a colon behind it."""
    return bool(_ROLE_LINE.match(text))


def split_facts(line: str) -> list[tuple[str, str]]:
    """Cut a line into (kind, value) at each label; kind is "" for text in front of the first.

    "Approved by: Governors Date 1.2.24 Last reviewed 3.2.24" gives three facts. Labels inside a value count only
    when they stand behind a gap or a date, so that "Approved by the review date panel" stays whole.
    """
    first = match_label(line)
    if first is None:
        return [("", line.strip())]
    facts: list[tuple[str, str]] = []
    kind, start = first
    for gap in re.finditer(r"(?<=\S)\s+(?=\S)", line[start:]):
        at = start + gap.end()
        if at <= start:
            continue
        inner = match_label(line[at:])
        if inner and _breaks_here(line[start : start + gap.start()], gap.group(), inner[0], line[at : at + inner[1]]):
            facts.append((kind, line[start : start + gap.start()].strip()))
            return [*facts, *split_facts(line[at:])]
    facts.append((kind, line[start:].strip()))
    return facts


def _breaks_here(value: str, gap: str, kind: str, label: str) -> bool:
    """Whether a label found inside a line starts a new fact."""
    if "\t" in gap or len(gap) > 1 or label.rstrip().endswith(":"):
        return True
    return (kind in {"signed", "date"} and label[0].isupper()) or bool(re.search(r"\d\s*$", value))
