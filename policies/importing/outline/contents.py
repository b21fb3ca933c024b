"""The contents page that somebody typed or Word made: left out of the text, kept as evidence of what is a heading."""

import re

from policies.importing.outline.blocks import Block, clean_number, split_bare_number, split_marker
from policies.importing.outline.line_kinds import norm

_HEAD = re.compile(r"^(?:table of )?contents(?: page)?\s*:?$|^index\s*:?$", re.IGNORECASE)
_PAGE = re.compile(
    r"(?:\s*\.{2,}\s*|\s*…+\s*|\t\s*|\s{2,}|\s+(?:page|p\.?|pg\.?)\s*)(?P<page>\d{1,3})\s*$", re.IGNORECASE
)
_LOOSE_PAGE = re.compile(r"\s+\d{1,3}\s*$")
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
LONGEST_ENTRY = 140


def separate(blocks: list[Block]) -> tuple[list[Block], dict[str, str]]:
    """Divide blocks into those that stay and the entries of the contents page: normalised title to typed number."""
    drop: set[int] = set()
    titles: dict[str, str] = {}
    for position, block in enumerate(blocks):
        if position in drop:
            continue
        if block.contents:
            drop.add(position)
            titles |= _titles(block)
        elif _HEAD.match(block.lines[0].strip()) if block.lines else False:
            entries = _entries_after(blocks, position)
            if entries or len(block.lines) > 2:
                drop |= {position, *entries}
                for entry in [position, *entries]:
                    titles |= _titles(blocks[entry])
    if not drop:
        drop = _unheaded(blocks)
        for entry in sorted(drop):
            titles |= _titles(blocks[entry])
    titles.pop("", None)
    return [block for position, block in enumerate(blocks) if position not in drop], titles


def _entries_after(blocks: list[Block], head: int) -> list[int]:
    """The run of entries below the word "Contents": with a page number, or said again further down."""
    entries: list[int] = []
    later = [norm(_bare(block.text)) for block in blocks]
    for position in range(head + 1, len(blocks)):
        block = blocks[position]
        if not block.lines or not all(_could_be_entry(line) for line in block.lines):
            break
        paged = all(_PAGE.search(line) or _LOOSE_PAGE.search(line) for line in block.lines)
        if not (block.contents or paged or _title(block.text) in later[position + 1 :]):
            break
        entries.append(position)
    return entries


def _unheaded(blocks: list[Block]) -> set[int]:
    """At least three lines in a row that end in a page number after dots, a tab or the word page."""
    run: list[int] = []
    for position, block in enumerate(blocks):
        if block.lines and all(_PAGE.search(line) and _could_be_entry(line) for line in block.lines):
            run.append(position)
        elif len(run) >= 3:
            break
        else:
            run = []
    return set(run) if len(run) >= 3 else set()


def _could_be_entry(line: str) -> bool:
    return 0 < len(line.strip()) <= LONGEST_ENTRY and not line.rstrip().endswith((";", ":"))


def _titles(block: Block) -> dict[str, str]:
    titles: dict[str, str] = {}
    for line in block.lines:
        if not _HEAD.match(line.strip()):
            marker = block.marker if len(block.lines) == 1 and block.marker else split_marker(line)[0]
            number = clean_number(marker or split_bare_number(line)[0])
            # The section itself often has no "(staff and pupils)" behind its name, or the other way round.
            titles |= {_title(line): number, _title(line, aside=False): number}
    return titles


def _bare(line: str) -> str:
    marker, words = split_marker(line)
    return words if marker else split_bare_number(line)[1]


def _title(line: str, *, aside: bool = True) -> str:
    stripped = _PAGE.sub("", line)
    if stripped == line:
        stripped = _LOOSE_PAGE.sub("", line)
    return norm(_bare(stripped if aside else _ASIDE.sub("", stripped)))
