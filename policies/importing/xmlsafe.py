"""XML without document types: no entities, so no entity bombs and nothing fetched from outside."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MAX_DEPTH: Final = 200
MAX_ELEMENTS: Final = 1_000_000


class UnsafeXml(ValueError):
    """The XML is broken, declares a document type, or is nested beyond reason."""


def parse(data: bytes) -> Element:
    """Parse bytes into an element tree; names are "{namespace}local". Raises UnsafeXml."""
    builder = TreeBuilder()
    counts = {"depth": 0, "elements": 0}

    def start(tag: str, attributes: dict[str, str]) -> None:
        counts["depth"] += 1
        counts["elements"] += 1
        if counts["depth"] > MAX_DEPTH or counts["elements"] > MAX_ELEMENTS:
            raise UnsafeXml("nested or long beyond reason")
        builder.start(_name(tag), {_name(key): value for key, value in attributes.items()})

    def end(tag: str) -> None:
        counts["depth"] -= 1
        builder.end(_name(tag))

    def refuse(*_arguments: object) -> None:
        raise UnsafeXml("a document type is declared")

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, AssertionError, LookupError, ValueError) as error:
        raise UnsafeXml(str(error)) from error


def _name(tag: str) -> str:
    return "{" + tag if "}" in tag else tag
