"""From blocks to the restricted Markdown of one clause: paragraphs, bullets, numbered lists."""

from collections.abc import Sequence

from policies.importing.markdown.inline import escape, escape_start
from policies.importing.outline.blocks import Block, clean_number

INDENT = 4
MOST_DEPTH = 6


def to_markdown(blocks: Sequence[Block]) -> str:
    """Write blocks as Markdown. Items that follow each other are one list, whatever blank lines stood between."""
    parts: list[str] = []
    levels: list[int] = []
    run: list[str] = []
    for block in blocks:
        if block.kind == "item":
            if block.text:
                depth = _depth(levels, block.depth)
                run.append(_item(block, min(depth, MOST_DEPTH)))
            continue
        if run:
            parts.append("\n".join(run))
            run, levels = [], []
        if block.text:
            parts.append(escape_start(block.markup.strip()))
    if run:
        parts.append("\n".join(run))
    return "\n\n".join(parts)


def _depth(levels: list[int], raw: int) -> int:
    """How deep an item stands, from how far it is indented compared with those above it."""
    while levels and levels[-1] > raw:
        levels.pop()
    if not levels or levels[-1] < raw:
        levels.append(raw)
    return len(levels) - 1


def _item(block: Block, depth: int) -> str:
    """A number stays a number; a letter, for which Markdown has no list, is kept behind a bullet."""
    number = clean_number(block.marker)
    words = " ".join(block.markup.split())
    if number and "." not in number:
        sign = f"{number}. "
    else:
        sign = f"- {escape(block.marker)} " if block.marker else "- "
    return " " * (INDENT * depth) + sign + escape_start(words)
