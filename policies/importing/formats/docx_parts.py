"""The side parts of a Word file: which style is a heading, and which number a list paragraph shows."""

import re
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MAX_CHAIN: Final = 20
MAX_LEVELS: Final = 9


def value(element: Element | None, default: str = "") -> str:
    """Return the w:val of an element, or the default."""
    return default if element is None else element.get(f"{W}val", default)


def number(element: Element | None, default: int = 0) -> int:
    """Return the w:val of an element as a small whole number, or the default."""
    text = value(element)
    return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text) else default


def is_on(element: Element | None) -> bool:
    """Whether a switch such as w:b is there and not turned off."""
    return element is not None and value(element, "1").lower() not in {"0", "false", "off", "none"}


@dataclass(frozen=True)
class Style:
    """What matters of a style: its outline level (0 for none), bold, contents page, and its list."""

    outline: int = 0
    bold: bool = False
    contents: bool = False
    list_id: str = ""
    list_level: int = 0


def read_styles(root: Element | None) -> dict[str, Style]:
    """Styles by id, with what they inherit from the styles that they are based on."""
    if root is None:
        return {}
    raw = {element.get(f"{W}styleId", ""): element for element in root.iter(f"{W}style")}
    return {name: _style(raw, name) for name in raw}


def _style(raw: dict[str, Element], name: str) -> Style:
    outline, bold, contents, list_id, level = 0, False, False, "", 0
    for element in _chain(raw, name):
        label = value(element.find(f"{W}name")).lower()
        heading = re.fullmatch(r"heading ([1-9])", label)
        outline_element = element.find(f"{W}pPr/{W}outlineLvl")
        if not outline and (heading or outline_element is not None):
            outline = int(heading[1]) if heading else _outline(outline_element)
        contents = contents or bool(re.match(r"(?:toc|contents) (?:\d|heading)", label))
        bold = bold or is_on(element.find(f"{W}rPr/{W}b"))
        listed = element.find(f"{W}pPr/{W}numPr")
        if listed is not None and not list_id:
            list_id, level = value(listed.find(f"{W}numId")), number(listed.find(f"{W}ilvl"))
    return Style(0 if contents else outline, bold, contents, list_id, level)


def _outline(element: Element | None) -> int:
    """Word counts from 0, and 9 is body text; a heading here counts from 1."""
    level = number(element, 9)
    return level + 1 if 0 <= level < 9 else 0


def outline_of(properties: Element | None) -> int:
    """Return the outline level given to one paragraph directly, or 0."""
    return 0 if properties is None else _outline(properties.find(f"{W}outlineLvl"))


def _chain(raw: dict[str, Element], name: str) -> list[Element]:
    chain: list[Element] = []
    while name in raw and len(chain) < MAX_CHAIN:
        chain.append(raw[name])
        name = value(raw[name].find(f"{W}basedOn"))
    return chain


@dataclass
class Numbering:
    """Counts the lists of a document as Word does; ``marker`` must be asked once for each paragraph, in order."""

    lists: dict[str, str] = field(default_factory=dict)
    overrides: dict[tuple[str, int], int] = field(default_factory=dict)
    levels: dict[tuple[str, int], tuple[str, str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def marker(self, list_id: str, level: int) -> str | None:
        """The number shown ("4.", "ii)"), an empty string for a bullet, None when the list does not exist."""
        abstract = self.lists.get(list_id)
        level = min(max(level, 0), MAX_LEVELS - 1)
        if abstract is None:
            return None
        form, pattern, start = self.levels.get((abstract, level), ("bullet", "", 1))
        counts = self.counts.setdefault(abstract, {})
        if (list_id, level) in self.overrides and (list_id, level) not in self.begun:
            counts[level] = self.overrides[(list_id, level)]
        else:
            counts[level] = counts.get(level, start - 1) + 1
        self.begun.add((list_id, level))
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        return "" if form in {"bullet", "none"} else self._shown(abstract, pattern, counts)

    def _shown(self, abstract: str, pattern: str, counts: dict[int, int]) -> str:
        def placeholder(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form, _pattern, start = self.levels.get((abstract, at), ("decimal", "", 1))
            return _in_form(form, counts.get(at, start))

        return re.sub(r"%([1-9])", placeholder, pattern)[:20].strip()


def read_numbering(root: Element | None) -> Numbering:
    """Read numbering.xml; without it there are no lists."""
    numbering = Numbering()
    if root is None:
        return numbering
    for abstract in root.iter(f"{W}abstractNum"):
        name = abstract.get(f"{W}abstractNumId", "")
        for level in abstract.findall(f"{W}lvl"):
            at = level.get(f"{W}ilvl", "")
            if re.fullmatch("[0-8]", at):
                form = value(level.find(f"{W}numFmt"), "decimal")
                start = number(level.find(f"{W}start"), 1)
                numbering.levels[(name, int(at))] = (form, value(level.find(f"{W}lvlText")), start)
    for listed in root.iter(f"{W}num"):
        name = listed.get(f"{W}numId", "")
        numbering.lists[name] = value(listed.find(f"{W}abstractNumId"))
        for override in listed.findall(f"{W}lvlOverride"):
            first = override.find(f"{W}startOverride")
            at = override.get(f"{W}ilvl", "")
            if first is not None and re.fullmatch("[0-8]", at):
                numbering.overrides[(name, int(at))] = number(first, 1)
    return numbering


def _in_form(form: str, count: int) -> str:
    count = max(count, 0)
    if form in {"lowerLetter", "upperLetter"} and 1 <= count <= 26:
        letter = chr(ord("a") + count - 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"} and 1 <= count <= 39:
        roman = "x" * (count // 10) + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[count % 10]
        return roman.upper() if form == "upperRoman" else roman
    return str(count)
