"""Looks at the bytes of one e-mail as a mail server got them, and says what is wrong with it."""

from __future__ import annotations

import email
import email.policy
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import getaddresses
from functools import cached_property

from tinyhtml5.parser import HTMLParser

HEADERS = ("Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To")
INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
BARE = {"html", "head", "body", "main", "meta", "title", "style"} | {"p", "h1", "h2", "hr", "br", "a", "ul", "li"}
"""All that our e-mails are made of: nothing that loads, runs, moves, hides or asks."""
ATTRIBUTES = {"lang", "charset", "name", "content", "class", "href"}
LOADS = re.compile(r"url\(|@import|@font-face|expression|display:\s*none|visibility:|font-size:\s*0")
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"]+", re.IGNORECASE)

ACCOUNT_MAILS = (
    "sign_in_code",
    "sign_in_unknown",
    "password_code",
    "account_changed",
    "sign_in_shared",
    "address_code",
    "address_asked",
)
"""Trios that are sent at once by the sign-in adapter and never stored."""


@dataclass(frozen=True)
class Letter:
    """What a mail server took: the bytes between DATA and the dot, and the envelope."""

    raw: bytes
    sender: str
    recipients: tuple[str, ...]

    @cached_property
    def mail(self) -> EmailMessage:
        """The message, parsed strictly enough to tell of its defects."""
        return email.message_from_bytes(self.raw, policy=email.policy.default)  # type: ignore[arg-type,return-value]

    def part(self, kind: str) -> str:
        """Return the body of a kind ("plain" or "html") with plain line ends."""
        body = self.mail.get_body((kind,))
        return body.get_content().replace("\r\n", "\n") if body else ""

    def whole(self) -> str:
        """Return everything a reader, a server or a log on the way can see, decoded and as sent."""
        headers = "\n".join(f"{name}: {value}" for name, value in self.mail.items())
        seen = (headers, self.part("plain"), self.part("html"), self.sender, *self.recipients)
        return "\n".join(seen) + self.raw.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Expected:
    """What the house knows of a letter before it looks at it."""

    to: str
    sender: str
    base: str
    office: str = ""
    name: str = ""
    forbidden: tuple[str, ...] = ()


def complaints(letter: Letter, wanted: Expected) -> list[str]:
    """Return what is wrong with a letter, in words; an empty list for a good one."""
    whole = letter.whole().lower()
    return [
        *_envelope(letter, wanted),
        *_lines(letter),
        *_headers(letter.mail, wanted),
        *_parts(letter),
        *_hypertext(letter, wanted),
        *[f"says {word!r}" for word in wanted.forbidden if word.lower() in whole],
    ]


def _envelope(letter: Letter, wanted: Expected) -> Iterator[str]:
    if letter.recipients != (wanted.to,):
        yield f"goes to {letter.recipients}"
    if letter.sender != wanted.sender:
        yield f"comes from {letter.sender}"


def _lines(letter: Letter) -> Iterator[str]:
    if b"\0" in letter.raw:
        yield "holds a NUL"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", letter.raw):
        yield "holds a line end that is none"
    if (longest := max(len(line) for line in letter.raw.split(b"\r\n"))) > 998:
        yield f"has a line of {longest} bytes"
    head = letter.raw.partition(b"\r\n\r\n")[0]
    if any(byte > 126 for byte in head):
        yield "has letters in its headers that are not ASCII"


def _headers(mail: EmailMessage, wanted: Expected) -> Iterator[str]:
    names = sorted((*HEADERS, "Reply-To") if wanted.office else HEADERS)
    if sorted(mail.keys()) != names:
        yield f"has the headers {sorted(mail.keys())}"
    for name, value in mail.items():
        if value.defects:
            yield f"{name} is malformed: {value.defects}"
        if unseen(str(value)):
            yield f"{name} holds {unseen(str(value))}"
    if [address for _name, address in getaddresses([str(mail["To"])])] != [wanted.to]:
        yield f"To says {mail['To']}"
    if [(a.display_name, a.addr_spec) for a in mail["From"].addresses] != [(wanted.name, wanted.sender)]:
        yield f"From says {mail['From']}"
    if wanted.office and [a.addr_spec for a in mail["Reply-To"].addresses] != [wanted.office]:
        yield f"Reply-To says {mail['Reply-To']}"
    if not 1 <= len(str(mail["Subject"])) <= 150:
        yield f"has a subject of {len(str(mail['Subject']))} letters"
    if not re.fullmatch(r"<[0-9A-Za-z.\-]+@[0-9a-z.\-]+>", str(mail["Message-ID"])):
        yield f"Message-ID says {mail['Message-ID']}"


def _parts(letter: Letter) -> Iterator[str]:
    mail = letter.mail
    kinds = [part.get_content_type() for part in mail.walk()]
    if kinds != ["multipart/alternative", "text/plain", "text/html"]:
        yield f"is made of {kinds}"
    for part in ("plain", "html"):
        text = letter.part(part)
        if not text.strip():
            yield f"has an empty {part} part"
        if unseen(text.replace("\n", "")):
            yield f"holds {unseen(text)} in its {part} part"


def unseen(text: str) -> list[str]:
    """Return the characters of a text that steer and do not show, by their code."""
    return sorted({f"U+{ord(c):04X}" for c in text if unicodedata.category(c) in INVISIBLE})


def _hypertext(letter: Letter, wanted: Expected) -> Iterator[str]:
    text, html = letter.part("plain"), letter.part("html")
    parser = HTMLParser(namespace_html_elements=False)
    root = parser.parse(html)
    if parser.errors:
        yield f"has broken HTML: {parser.errors[:2]}"
    elements = [e for e in root.iter() if isinstance(e.tag, str)]
    if strange := {e.tag for e in elements} - BARE:
        yield f"holds {sorted(strange)}"
    if strange := {name for e in elements for name in e.attrib} - ATTRIBUTES:
        yield f"has attributes {sorted(strange)}"
    if sum(e.tag == "h1" for e in elements) != 1:
        yield "does not have exactly one heading"
    styles = [e for e in elements if e.tag == "style"]
    if len(styles) != 1 or LOADS.search("".join(styles[0].itertext())):
        yield "has a style sheet that loads or hides"
    shown = "".join(t for e in elements if e.tag == "main" for t in e.itertext())
    for href in {e.attrib["href"] for e in elements if e.tag == "a"}:
        yield from _address(href, shown, text, wanted)
    ours = {e.attrib.get("href") for e in elements if e.tag == "a"}
    if not ours <= set(ADDRESS.findall(text)):
        yield "has a button whose address the plain text does not show"


def _address(href: str, shown: str, text: str, wanted: Expected) -> Iterator[str]:
    if not href.startswith(wanted.base) or re.search(r"[?#&%=]", href):
        yield f"leads to {href}"
    if href not in shown or href not in text.split("\n"):
        yield f"does not show {href} in full"


def count_of(letters: Iterable[Letter]) -> dict[str, int]:
    """Return how many letters each address got."""
    found: dict[str, int] = {}
    for letter in letters:
        for address in letter.recipients:
            found[address] = found.get(address, 0) + 1
    return found
