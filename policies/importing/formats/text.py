"""Plain text and Markdown files: encodings, and lines gathered into paragraphs and list items."""

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from policies.importing.formats.safety import check_length
from policies.importing.markdown.inline import clean, from_typed, plain_from_typed
from policies.importing.outline.blocks import Block, Reading, split_bare_number, split_bullet, split_marker

_HASHES = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_RULE = re.compile(r"^\s*(?:=+|-{3,}|_{3,}|\*{3,})\s*$")
_PAGE_FOOT = re.compile(r"^\s*(?:page\s+\d+(?:\s+of\s+\d+)?|-\s*\d+\s*-)\s*$", re.IGNORECASE)
_WHOLE_BOLD = re.compile(r"^\*\*[^*]+\*\*:?$")
_APPENDIX = re.compile(r"^(?:appendix|annex)\s+\w{1,3}\b.{0,80}$", re.IGNORECASE)
SHORT_LINE = 60


def decode(data: bytes, reading: Reading) -> str:
    """Decode UTF-8 (with or without its mark), UTF-16 with its mark, else Windows-1252, which is said in a note."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        reading.notes.append(_("The file was saved in an older Windows way: check letters with accents and quotes."))
        return data.decode("cp1252", errors="replace")


def read(data: bytes) -> Reading:
    """Read a text file into blocks. Any bytes give some text; raises ImportProblem for far too much of it."""
    reading = Reading()
    typed = clean(decode(data, reading).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n"))
    if "\ufffd" in typed:
        reading.notes.append(_("Some letters were lost when the file was saved: look for the sign \ufffd in the text."))
    check_length(line for line in typed.split("\n") if line.strip())
    group: list[str] = []
    page_feet = 0
    for line in [*typed.split("\n"), ""]:
        if _PAGE_FOOT.match(line):
            page_feet += 1
        elif line.strip():
            group.append(line)
        elif group:
            reading.blocks.extend(_blocks_of(group))
            group = []
    if page_feet:
        reading.dropped.add("footer")
        reading.notes.append(_("Page numbers at the foot of pages were left out."))
    reading.blocks = [_unmarked(block) for block in reading.blocks]
    return reading


def _blocks_of(group: list[str]) -> list[Block]:
    """Divide lines that stand together into headings, list items and paragraphs."""
    blocks: list[Block] = []
    for position, line in enumerate(group):
        following = group[position + 1] if position + 1 < len(group) else ""
        if _RULE.match(line):
            if blocks and line.strip()[0] in "=-" and len(blocks[-1].lines) == 1:
                blocks[-1] = replace(blocks[-1], style=1 if line.strip()[0] == "=" else 2)
            continue
        block = _block_of(line, following)
        if blocks and _continues(blocks[-1], block):
            above = blocks[-1]
            blocks[-1] = replace(above, lines=above.lines + block.lines, markup=f"{above.markup}\n{block.markup}")
        else:
            blocks.append(block)
    return blocks


def _block_of(line: str, following: str) -> Block:
    if heading := _HASHES.match(line.strip()):
        marker, words = split_marker(heading[2])
        if not marker:
            marker, words = split_bare_number(words)
        return _with_words(words, Block((), "", marker=marker, style=len(heading[1])))
    depth = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
    is_bullet, rest = split_bullet(line)
    marker, words = split_marker(rest)
    if is_bullet or marker:
        return _with_words(words, Block((), "", "item", marker, depth))
    bare, words = split_bare_number(line)
    if bare and len(words) <= SHORT_LINE and not words.rstrip().endswith((".", ";", ",", ":")) and "\t" not in words:
        return _with_words(words, Block((), "", "item", bare, depth))
    # Indentation tells whether a line goes on with the item above it.
    return _with_words(line, Block((), "", depth=depth, bold=bool(_WHOLE_BOLD.match(line.strip()))))


def _with_words(words: str, block: Block) -> Block:
    return replace(block, lines=(words.strip(),), markup=words.strip())


def _continues(above: Block, below: Block) -> bool:
    """Whether a line goes on with the one above: hard-wrapped prose, lines of a front page, a hanging item."""
    if below.kind == "item" or below.style or above.style:
        return False
    if above.kind == "paragraph":
        headed = len(above.lines) == 1 and (
            (above.text.isupper() and not below.text.isupper()) or bool(_APPENDIX.match(above.text))
        )
        return above.bold == below.bold and not headed
    if below.depth > above.depth or below.text[:1].islower():
        return True
    return len(above.lines[-1]) > SHORT_LINE and not above.lines[-1].rstrip().endswith((".", ";", ":", "?", "!"))


def _unmarked(block: Block) -> Block:
    """Turn typed text into restricted Markdown once lines are joined, so that bold may run over a line end."""
    lines = tuple(plain_from_typed("\n".join(block.lines)).split("\n"))
    joined = re.sub(r"[ \t]*\n[ \t]*", " ", "\n".join(lines) if block.bold else block.markup)
    return replace(block, lines=lines, markup=from_typed(joined))
