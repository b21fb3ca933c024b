"""The words inside one Word paragraph: bold, links, line ends, tracked changes, text boxes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from policies.importing.formats.docx_parts import R, Style, W, is_on, value
from policies.importing.markdown.inline import bold, clean, escape, link

MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FOLLOW: Final = frozenset(
    f"{W}{name}" for name in ("ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "dir", "bdo", "customXml")
)
_SIGNS: Final = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}


@dataclass(frozen=True)
class Piece:
    """Words of one look: plain or bold, with a link's address or an empty string."""

    text: str
    bold: bool
    target: str


@dataclass
class Words:
    """What a paragraph holds; ``boxes`` are text boxes anchored in it."""

    pieces: list[Piece] = field(default_factory=list)
    inserted: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    pictures: int = 0
    footnotes: int = 0

    @property
    def plain(self) -> str:
        """Return the words without any mark; line ends are newlines."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def all_bold(self) -> bool:
        """Whether there are words, and all are bold."""
        inked = [piece for piece in self.pieces if piece.text.strip()]
        return bool(inked) and all(piece.bold for piece in inked)


def read_words(
    paragraph: Iterable[Element], links: dict[str, str], styles: dict[str, Style], bold_style: bool
) -> Words:
    """Read the words of a w:p, or of its children. ``links`` gives the address for each relationship id."""
    words = Words()
    _walk(paragraph, words, links, styles, bold_style, "")
    return words


def _walk(
    parent: Iterable[Element], words: Words, links: dict[str, str], styles: dict[str, Style], heavy: bool, target: str
) -> None:
    for child in parent:
        if child.tag == f"{W}r":
            _run(child, words, styles, heavy, target)
        elif child.tag == f"{W}hyperlink":
            _walk(child, words, links, styles, heavy, links.get(child.get(f"{R}id", ""), ""))
        elif child.tag == f"{W}del":
            _keep(words.deleted, "".join(part.text or "" for part in child.iter(f"{W}delText")))
        elif child.tag in _FOLLOW:
            before = len(words.pieces)
            _walk(child, words, links, styles, heavy, target)
            if child.tag == f"{W}ins":
                _keep(words.inserted, "".join(piece.text for piece in words.pieces[before:]))


def _keep(store: list[str], text: str) -> None:
    if text.strip():
        store.append(" ".join(clean(text).split()))


def _run(run: Element, words: Words, styles: dict[str, Style], heavy: bool, target: str) -> None:
    properties = run.find(f"{W}rPr")
    if properties is not None:
        if is_on(properties.find(f"{W}vanish")):
            return
        own = properties.find(f"{W}b")
        style = styles.get(value(properties.find(f"{W}rStyle")))
        heavy = is_on(own) if own is not None else heavy or bool(style and style.bold)
    for child in run:
        if child.tag == f"{W}t":
            words.pieces.append(Piece(clean(child.text or ""), heavy, target))
        elif child.tag in _SIGNS:
            # A page break ends no line of text.
            sign = "" if child.get(f"{W}type") in {"page", "column"} else _SIGNS[child.tag]
            words.pieces.append(Piece(sign, heavy, target))
        elif child.tag == f"{W}footnoteReference":
            words.footnotes += 1
        elif child.tag in {f"{W}drawing", f"{W}pict", f"{W}object", f"{MC}AlternateContent"}:
            _drawing(child, words)


def _drawing(element: Element, words: Words) -> None:
    """A picture is counted, a text box kept; of two ways to draw the same thing (Choice, Fallback) the first."""
    chosen = element.find(f"{MC}Choice") if element.tag == f"{MC}AlternateContent" else element
    if chosen is None:
        return
    boxes = list(chosen.iter(f"{W}txbxContent"))
    words.boxes.extend(boxes)
    words.pictures += 0 if boxes else 1


def to_markup(pieces: list[Piece], skip: int, whole_bold: bool) -> str:
    """Write pieces as restricted Markdown, leaving out the first ``skip`` characters (a typed bullet or number)."""
    merged: list[Piece] = []
    for piece in pieces:
        text = piece.text[skip:]
        skip = max(0, skip - len(piece.text))
        if not text:
            continue
        text = text.replace("\n", " ").replace("\t", " ")
        if merged and (merged[-1].bold, merged[-1].target) == (piece.bold, piece.target):
            merged[-1] = Piece(merged[-1].text + text, piece.bold, piece.target)
        else:
            merged.append(Piece(text, piece.bold, piece.target))
    return "".join(_marked(piece, whole_bold) for piece in merged)


def _marked(piece: Piece, whole_bold: bool) -> str:
    text = escape(piece.text)
    if piece.target:
        text = link(text, piece.target)
    return bold(text) if piece.bold and not whole_bold else text
