"""Word files (.docx), read straight from their XML: real styles, or headings typed by hand in bold."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.files.office_archive import Damaged, parse
from policies.importing.formats.docx_parts import (
    Numbering,
    Style,
    W,
    number,
    outline_of,
    read_numbering,
    read_styles,
    value,
)
from policies.importing.formats.docx_runs import Words, read_words, to_markup
from policies.importing.formats.safety import Package, damaged, unknown_kind
from policies.importing.metadata.labels import is_fact_line
from policies.importing.outline.blocks import Block, BlockKind, Reading, split_bullet, split_marker
from policies.importing.parsed import Dropped, ImportProblem

RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
INDENT_STEP = 360  # twentieths of a point: a quarter of an inch, Word's own step
MOST_CHANGES_NAMED = 5
LONGEST_QUOTE = 80


@dataclass
class _Document:
    """A Word file while it is read."""

    styles: dict[str, Style]
    numbering: Numbering
    links: dict[str, str]
    reading: Reading = field(default_factory=Reading)
    inserted: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    pictures: int = 0
    footnotes: int = 0
    tables: int = 0
    carried: list[Element] = field(default_factory=list)


def read(data: bytes) -> Reading:
    """Read a Word file into blocks. Raises ImportProblem when it is damaged, locked, too big or no Word file."""
    package = Package(data)
    kinds = package.read("[Content_Types].xml") or b""
    if "word/document.xml" not in package.names:
        raise unknown_kind()
    if b"macroEnabled" in kinds:
        raise ImportProblem(_("This Word file holds macros: save it as an ordinary Word document (.docx) first."))
    document = _Document(
        read_styles(_part(package, "word/styles.xml")),
        read_numbering(_part(package, "word/numbering.xml")),
        _links(_part(package, "word/_rels/document.xml.rels")),
    )
    root = _part(package, "word/document.xml")
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        raise damaged()
    document.reading.blocks.extend(_blocks(body, document))
    _note_changes(document)
    _note_margins(package, document.reading)
    _note_left_out(package, document)
    return document.reading


def _part(package: Package, name: str) -> Element | None:
    data = package.read(name)
    if data is None:
        return None
    try:
        return parse(data)
    except Damaged as error:
        raise damaged() from error


def _links(root: Element | None) -> dict[str, str]:
    links = root.iter(RELATIONSHIP) if root is not None else ()
    return {link.get("Id", ""): link.get("Target", "") for link in links if link.get("TargetMode") == "External"}


def _blocks(parent: Iterable[Element], document: _Document, contents: bool = False) -> Iterator[Block]:
    for child in parent:
        if child.tag == f"{W}p":
            yield from _paragraph(child, document, contents)
        elif child.tag == f"{W}tbl":
            yield from _table(child, document, contents)
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml"}:
            gallery = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
            yield from _blocks(child, document, contents or value(gallery) == "Table of Contents")


def _paragraph(element: Element, document: _Document, contents: bool) -> Iterator[Block]:
    properties = element.find(f"{W}pPr")
    # A paragraph whose end was deleted runs on into the next one.
    carried, document.carried = document.carried, []
    if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
        document.carried = [*carried, *(child for child in element if child is not properties)]
        return
    style = document.styles.get(value(properties.find(f"{W}pStyle")) if properties is not None else "", Style())
    words = read_words([*carried, *element], document.links, document.styles, style.bold)
    document.inserted += words.inserted
    document.deleted += words.deleted
    document.pictures += words.pictures
    document.footnotes += words.footnotes
    yield _block(words, properties, style, document, contents or style.contents)
    for box in words.boxes:
        yield from _blocks(box, document, contents)


def _block(words: Words, properties: Element | None, style: Style, document: _Document, contents: bool) -> Block:
    outline = 0 if contents else (outline_of(properties) or style.outline)
    listed = _list_marker(properties, style, document) if words.plain.strip() or properties is not None else None
    plain = words.plain
    marker, depth = listed or ("", 0)
    is_item = listed is not None
    if is_item and not marker and not plain.strip():
        return Block((), "", kind="item", depth=depth)
    rest = plain
    if not marker:
        bullet, rest = split_bullet(plain)
        marker, rest = split_marker(rest)
        is_item = is_item or bullet or bool(marker)
        depth = depth if listed is not None else _indent(properties)
    lines = tuple(line for line in (part.strip() for part in rest.split("\n")) if line)
    markup = to_markup(words.pieces, len(plain) - len(rest), words.all_bold)
    kind: BlockKind = "item" if is_item and not (outline and not marker) else "paragraph"
    return Block(lines, markup, kind, marker, depth, outline, words.all_bold, contents)


def _list_marker(properties: Element | None, style: Style, document: _Document) -> tuple[str, int] | None:
    """The number and depth of a list paragraph, from itself or its style; None when it is in no list."""
    listed = properties.find(f"{W}numPr") if properties is not None else None
    list_id, level = style.list_id, style.list_level
    if listed is not None:
        list_id = value(listed.find(f"{W}numId"), list_id)
        level = number(listed.find(f"{W}ilvl"), level)
    if not list_id or list_id == "0":
        return None
    marker = document.numbering.marker(list_id, level)
    return None if marker is None else (marker, level)


def _indent(properties: Element | None) -> int:
    indent = properties.find(f"{W}ind") if properties is not None else None
    left = "" if indent is None else indent.get(f"{W}left", indent.get(f"{W}start", ""))
    return int(left) // INDENT_STEP if left.isascii() and left.isdigit() and len(left) < 7 else 0


def _table(table: Element, document: _Document, contents: bool) -> Iterator[Block]:
    """A row is one line with its cells divided by tabs; a table used for layout gives its paragraphs."""
    rows = []
    for row in table.iter(f"{W}tr"):
        if row.find(f"{W}trPr/{W}del") is None:
            rows.append([list(_blocks(cell, document, contents)) for cell in row.findall(f"{W}tc")])
    layout = all(len(cells) <= 1 for cells in rows) or any(
        sum(bool(block.text) for block in cell) > 3 for cells in rows for cell in cells
    )
    for cells in rows:
        filled = [[block for block in cell if block.text] for cell in cells]
        if layout:
            yield from (block for cell in filled for block in cell)
        elif any(filled):
            yield _row([cell for cell in filled if cell], document)


def _row(cells: list[list[Block]], document: _Document) -> Block:
    texts = [" ".join("  ".join(block.lines) for block in cell) for cell in cells]
    line = "\t".join(texts)
    if not is_fact_line(line):
        document.tables += 1
    markup = " — ".join(" ".join(block.markup.strip() for block in cell) for cell in cells)
    heavy = all(block.bold for cell in cells for block in cell) and len(cells) == 1
    return Block((line,), markup, bold=heavy, contents=all(b.contents for c in cells for b in c))


def _note_changes(document: _Document) -> None:
    reading = document.reading
    for words in document.inserted[:MOST_CHANGES_NAMED]:
        reading.notes.append(_("A tracked insertion was taken: “%(words)s”.") % {"words": _short(words)})
    for words in document.deleted[:MOST_CHANGES_NAMED]:
        reading.notes.append(_("A tracked deletion was left out: “%(words)s”.") % {"words": _short(words)})
    more = sum(max(0, len(changes) - MOST_CHANGES_NAMED) for changes in (document.inserted, document.deleted))
    if more:
        reading.notes.append(
            ngettext(
                "One more tracked change was treated the same way.",
                "%(count)d more tracked changes were treated the same way.",
                more,
            )
            % {"count": more}
        )
    if document.inserted:
        reading.dropped.add("insertion")
    if document.deleted:
        reading.dropped.add("deletion")


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1].rstrip() + "…"


def _note_margins(package: Package, reading: Reading) -> None:
    """Headers and footers are no part of the text; a header often holds the school's name."""
    sentences: dict[Dropped, str] = {
        "header": _("The page header was left out: “%(words)s”."),
        "footer": _("The page footer was left out: “%(words)s”."),
    }
    for kind, sentence in sentences.items():
        texts = []
        for name in sorted(package.names):
            if name.startswith(f"word/{kind}") and name.endswith(".xml") and (root := _part(package, name)) is not None:
                lines = ("".join(t.text or "" for t in p.iter(f"{W}t")).strip() for p in root.iter(f"{W}p"))
                texts += [line for line in lines if line]
        if texts:
            reading.dropped.add(kind)
            reading.notes.append(sentence % {"words": _short(" / ".join(dict.fromkeys(texts)))})
            reading.running_titles += texts if kind == "header" else []


def _note_left_out(package: Package, document: _Document) -> None:
    reading = document.reading
    comments = _part(package, "word/comments.xml")
    if comments is not None and comments.find(f"{W}comment") is not None:
        reading.dropped.add("comments")
        reading.notes.append(_("Comments in the margin were left out."))
    if document.pictures:
        reading.dropped.add("pictures")
        reading.notes.append(_("Pictures were left out: the portal keeps words only."))
    if document.footnotes:
        reading.notes.append(_("Footnotes were left out: copy into the text what must be kept."))
    if document.tables:
        reading.notes.append(_("A table was turned into lines of text: check it."))
