"""What in a file is a heading.

Schools mark headings in different ways, so the strongest evidence that a file offers decides for the whole file:

1. styles: Word's heading styles (or # in Markdown), when at least two paragraphs have one;
2. contents: a short line that repeats an entry of the contents page, when at least two do;
3. bold: a short paragraph that is bold throughout, when at least two are;
4. numbers: a short numbered line that stands alone, its numbers going up by one, when at least two do;
5. capitals: a short line in capitals, when at least two are;
6. plain: a short line without a verb of rule or a final point, standing by itself above running text.

With 2 to 5 a plain line also counts when it bears one of the usual names of a first or last section ("Introduction",
"Appendix A") or stands in capitals, since schools often leave just these unnumbered. A paragraph with a number such
as 4.2 is always a piece of its own, with or without a heading.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from policies.importing.metadata.labels import is_fact_line
from policies.importing.outline.blocks import Block, clean_number, split_bare_number, split_marker
from policies.importing.outline.line_kinds import has_modal, is_date, is_prose, names_school, norm

LONGEST = 120
LONGEST_PLAIN = 90
MOST_WORDS = 14

_USUAL = re.compile(
    r"^(?:introduction|aims?(?: and (?:objectives|scope))?|purpose|scope|rationale|background|foreword|"
    r"policy statement|statement of intent|overview|definitions?|conclusion|(?:appendix|annex)\b.*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Heading:
    """A heading, or (with empty words) the start of a numbered paragraph that stands as a piece of its own."""

    level: int
    number: str
    words: str


def find(blocks: list[Block], titles: Mapping[str, str], first: int) -> dict[int, Heading]:
    """Headings by position in ``blocks``. ``first`` is the first block behind the front page."""
    styled = _styled(blocks, first)
    if len(styled) >= 2:
        headings = styled
    else:
        headings = _by_look(blocks, titles, first)
    for position in range(first, len(blocks)):
        dotted = clean_number(blocks[position].marker)
        if position not in headings and "." in dotted:
            headings[position] = _numbered_piece(blocks, position, dotted)
    return headings


def _by_look(blocks: list[Block], titles: Mapping[str, str], first: int) -> dict[int, Heading]:
    rules: list[Callable[[int], bool]] = [
        lambda at: _repeats(blocks, at, titles),
        lambda at: blocks[at].bold and _short(blocks[at]),
        lambda at: _stands_alone(blocks, at),
        lambda at: blocks[at].text.isupper() and _plain(blocks, at),
    ]
    for place, rule in enumerate(rules):
        positions = [at for at in range(first, len(blocks)) if _eligible(blocks[at]) and rule(at)]
        if place == 2:
            positions = _ascending(blocks, positions)
        if len(positions) >= 2:
            usual = (
                [] if place > 2 else [at for at in range(first, len(blocks)) if rules[3](at) and _eligible(blocks[at])]
            )
            usual += [at for at in range(first, len(blocks)) if _USUAL.match(blocks[at].text) and _plain(blocks, at)]
            return _renumbered({at: _heading(blocks[at]) for at in sorted({*positions, *usual})}, titles)
    plain = [at for at in range(first, len(blocks)) if _eligible(blocks[at]) and _plain(blocks, at)]
    return {at: _heading(blocks[at]) for at in plain}


def _styled(blocks: list[Block], first: int) -> dict[int, Heading]:
    positions = [at for at in range(first, len(blocks)) if blocks[at].style and blocks[at].text]
    if not positions:
        return {}
    top = min(blocks[at].style for at in positions)
    headings = {}
    for at in positions:
        heading = _heading(blocks[at])
        headings[at] = Heading(blocks[at].style - top + 1, heading.number, heading.words)
    return headings


def _renumbered(headings: dict[int, Heading], titles: Mapping[str, str]) -> dict[int, Heading]:
    """Where a file gives the same number to several sections, the contents page knows better."""
    numbers = [heading.number for heading in headings.values() if heading.number]
    if len(set(numbers)) == len(numbers):
        return headings
    return {
        at: replace(heading, number=titles.get(norm(heading.words), "") if heading.number else "")
        for at, heading in headings.items()
    }


def _heading(block: Block) -> Heading:
    marker, words = _label(block)
    number = clean_number(marker)
    return Heading(number.count(".") + 1, number, words.strip().rstrip(":").strip())


def _label(block: Block) -> tuple[str, str]:
    """Number and words of a possible heading, the number typed in the line or given by the list."""
    if block.marker:
        return block.marker, block.text
    marker, words = split_marker(block.text)
    if not clean_number(marker):
        marker, words = split_bare_number(block.text)
    return marker, words


def _eligible(block: Block) -> bool:
    text = block.text
    return (
        bool(re.search(r"[A-Za-z]{2}", text))
        and not is_date(text)
        and not is_fact_line(text)
        and not names_school(text)
    )


def _short(block: Block) -> bool:
    text = block.text
    return len(text) <= LONGEST and len(text.split()) <= 18 and not text.endswith((".", ";", ","))


def _repeats(blocks: list[Block], at: int, titles: Mapping[str, str]) -> bool:
    """A short line with the words of a contents entry, or one that stands alone and carries an entry's number."""
    marker, words = _label(blocks[at])
    if not words or not _short(blocks[at]):
        return False
    known = norm(words) in titles or norm(re.sub(r"\s*\([^()]*\)\s*$", "", words)) in titles
    number = clean_number(marker)
    return known or (bool(number) and number in titles.values() and _stands_alone(blocks, at))


def _stands_alone(blocks: list[Block], at: int) -> bool:
    """A short numbered line with no numbered neighbour of the same shape."""
    block = blocks[at]
    number = clean_number(block.marker)
    if not number or not _short(block) or block.text.endswith(":") or not block.text[0].isupper():
        return False
    neighbours = [blocks[near] for near in (at - 1, at + 1) if 0 <= near < len(blocks)]
    return not any(
        clean_number(near.marker) and clean_number(near.marker).count(".") == number.count(".") for near in neighbours
    )


def _ascending(blocks: list[Block], positions: list[int]) -> list[int]:
    """Keep top-level numbers that go up one by one from 1 (or 0), and deeper ones under the number they belong to."""
    kept: list[int] = []
    current = 0
    for at in positions:
        parts = [int(part) for part in clean_number(blocks[at].marker).split(".")]
        if len(parts) == 1 and parts[0] in ({current + 1} if kept else {0, 1}):
            current = parts[0]
            kept.append(at)
        elif len(parts) > 1 and parts[0] == current and kept:
            kept.append(at)
    return kept


def _plain(blocks: list[Block], at: int) -> bool:
    """A short line of its own, without a verb of rule, above running text and not ending a sentence begun before."""
    block, text = blocks[at], blocks[at].text
    if block.kind == "item" or len(block.lines) != 1 or not text or not (text[0].isupper() or text[0].isdigit()):
        return False
    if len(text) > LONGEST_PLAIN or len(text.split()) > MOST_WORDS:
        return False
    if text.endswith((".", ";", ",", ":", "!", "”")) or (text.endswith(")") and "(" not in text):
        return False
    if has_modal(text) and not text.endswith("?"):
        return False
    return at + 1 < len(blocks) and is_prose(blocks[at + 1])


def _numbered_piece(blocks: list[Block], at: int, number: str) -> Heading:
    """A paragraph such as "4.2 Staff must …": a piece of its own, whose words are a heading only if they look it."""
    block = blocks[at]
    following = blocks[at + 1] if at + 1 < len(blocks) else None
    headed = (
        _short(block)
        and not has_modal(block.text)
        and not block.text.endswith(":")
        and following is not None
        and "." not in clean_number(following.marker)
        and len(block.text.split()) <= 10
    )
    return Heading(number.count(".") + 1, number, block.text if headed else "")
