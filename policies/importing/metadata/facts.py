"""The facts of a policy from its front page and its last lines: who approved it and when, who leads, who signs."""

import re
from dataclasses import dataclass, field

from core.text import review_dates
from core.text.review_dates import ReviewDate
from policies.importing.metadata.labels import ROLE, is_role_line, split_facts
from policies.importing.parsed import Signatory

_FILL = " \t:;,_.…–—-"
_ORPHAN = re.compile(r"(?:\s|^)(?:on|by|due|dated?|in)\s*:?\s*$", re.IGNORECASE)
_NAME = re.compile(r"^(?:(?:mr|mrs|ms|miss|mx|dr|rev|prof|sir|dame|cllr)\.?\s+)?(?:[A-Z][\w'’.\-]*\s*){1,5}$")


@dataclass
class Facts:
    """What was found; ``used`` are the positions of blocks that a fact was taken from."""

    title: str | None = None
    school: str | None = None
    approved_by: str | None = None
    lead: str | None = None
    cycle: str | None = None
    signatories: list[Signatory] = field(default_factory=list)
    dates: dict[str, ReviewDate] = field(default_factory=dict)
    unread: list[tuple[str, str]] = field(default_factory=list)
    ambiguous: str | None = None
    used: set[int] = field(default_factory=set)


@dataclass
class _Piece:
    kind: str
    value: str
    position: int


def collect_facts(lines: list[tuple[str, int]]) -> Facts:
    """Read labelled facts from lines; each line comes with the position of its block."""
    pieces = [
        _Piece(kind, value, position) for line, position in lines for kind, value in split_facts(line) if kind or value
    ]
    facts = Facts()
    reviews: list[tuple[str, ReviewDate]] = []
    at = 0
    last_kind = ""
    while at < len(pieces):
        piece = pieces[at]
        if not piece.kind:
            at += 1
            continue
        facts.used.add(piece.position)
        if piece.kind == "signed":
            at = _signatures(pieces, at, facts)
        else:
            value, at = _value(pieces, at, facts)
            is_approval_date = piece.kind == "date" and last_kind == "approved_by"
            _take(facts, "approved_on" if is_approval_date else piece.kind, value, reviews)
        last_kind = piece.kind
    _settle_reviews(facts, reviews)
    return facts


def _tidy(value: str) -> str:
    value = value.strip(_FILL)
    return _ORPHAN.sub("", value).strip(_FILL)


def _value(pieces: list[_Piece], at: int, facts: Facts) -> tuple[str, int]:
    """The value of a label: what stands behind it, else the next line; a label's own tail ("on:") is passed over."""
    value = pieces[at].value
    following = at + 1
    while following < len(pieces) and not pieces[following].kind:
        text = pieces[following].value
        if _tidy(text) == "" or _ORPHAN.fullmatch(text):
            facts.used.add(pieces[following].position)
            following += 1
            continue
        if _tidy(value) or is_role_line(text) or len(text) > 100 or pieces[at].kind == "date":
            break
        value = text
        facts.used.add(pieces[following].position)
        following += 1
    return value, following


def _take(facts: Facts, kind: str, value: str, reviews: list[tuple[str, ReviewDate]]) -> None:
    text = _tidy(value)
    if not text:
        return
    if kind == "approved_by":
        _approval(facts, value)
    elif kind == "lead":
        facts.lead = facts.lead or text
    elif kind == "cycle":
        facts.cycle = facts.cycle or text
    elif kind in {"title", "school"}:
        setattr(facts, kind, getattr(facts, kind) or text)
    elif kind in {"approved_on", "issued", "last_reviewed", "next_review", "review"}:
        _date(facts, kind, text, reviews)


def _date(facts: Facts, kind: str, text: str, reviews: list[tuple[str, ReviewDate]]) -> None:
    when = review_dates.parse(text) or review_dates.find(text)
    if when is None:
        if review_dates.cycle_months(text):
            facts.cycle = facts.cycle or text
        else:
            facts.unread.append((kind, text))
    elif kind == "review":
        reviews.append((text, when))
    else:
        facts.dates.setdefault(kind, when)


def _approval(facts: Facts, value: str) -> None:
    """ "Governing Board on: 29/04/2021" gives a body and a day."""
    when = review_dates.find(value)
    body = " ".join(value.split())
    if when:
        facts.dates.setdefault("approved_on", when)
        body = body[: body.find(when.text)] if when.text in body else body
    body = _tidy(body)
    if body and facts.approved_by is None:
        facts.approved_by = body


def _settle_reviews(facts: Facts, reviews: list[tuple[str, ReviewDate]]) -> None:
    """A bare "Date of review" is the next one, unless the file states a next review elsewhere; then it is the last."""
    for text, when in reviews:
        if "next_review" not in facts.dates:
            facts.dates["next_review"] = when
            facts.ambiguous = text
        else:
            facts.dates.setdefault("last_reviewed", when)


def _signatures(pieces: list[_Piece], at: int, facts: Facts) -> int:
    """Read a "Signed" line and the role lines and names below it; returns the place behind them."""
    lines = [pieces[at].value]
    following = at + 1
    while following < len(pieces) and not pieces[following].kind:
        text = pieces[following].value
        signing = (
            is_role_line(text) or bool(ROLE.search(text) and len(text) <= 80) or bool(_NAME.match(text.strip(_FILL)))
        )
        if not (signing or not _tidy(text)) or len(text) > 80:
            break
        if not _tidy("".join(lines)) or is_role_line(text) or (lines and ROLE.search(lines[-1])):
            lines.append(text)
            facts.used.add(pieces[following].position)
            following += 1
        else:
            break
    for line in lines:
        _signature_line(line, facts)
    return following


def _signature_line(line: str, facts: Facts) -> None:
    roles = list(ROLE.finditer(line))
    rest = _tidy(ROLE.sub(" ", re.sub(r"\bdate\b.*$", "", line, flags=re.IGNORECASE)).strip(" ()" + _FILL))
    rest = " ".join(
        re.sub(r"[()_…]|\.{2,}|\bprint(?:ed)? name\b|\bname\b", " ", rest, flags=re.IGNORECASE).split()
    ).strip(_FILL)
    name = rest if rest and _NAME.match(rest) else None
    if not roles:
        if name and facts.signatories and facts.signatories[-1].name is None:
            facts.signatories[-1] = Signatory(facts.signatories[-1].role, name)
        return
    for place, role in enumerate(roles):
        only = name if place == len(roles) - 1 else None
        facts.signatories.append(Signatory(" ".join(role.group().split()), only))
