"""From typed text to restricted Markdown: what a school typed must look the same once it is rendered."""

import re

_LINK = re.compile(r"\[(?P<words>[^\[\]]{1,300})\]\((?P<target>[^()\s]{0,600})\)")
_ALLOWED = re.compile(r"^(?:https?://|mailto:)[^\s<>\"']+$", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<![\w*])\*(?!\s|\*)(?P<words>[^*]{1,2000}?)(?<!\s)\*(?![\w*])", re.DOTALL)
_STRONG = re.compile(r"(?<![\w*])\*\*(?!\s|\*)(?P<words>[^*]{1,2000}?)(?<!\s)\*\*(?![\w*])", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\ufffe\uffff\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Take out control characters, soft hyphens and marks that turn the reading direction; keep tabs and newlines."""
    return _CONTROL.sub("", text.replace("\u00a0", " ").replace("\u00ad", ""))


def escape(text: str) -> str:
    """Escape what Markdown would read as bold, a link or an escape."""
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~])", r"\\\\", text)
    # Only a sign with something right behind it can open bold or italics; without an opening none can close.
    text = re.sub(r"\*+(?=[^\s*])", lambda signs: r"\*" * len(signs[0]), text)
    text = re.sub(r"(?<![^\W_])_+(?=[^\s_])|_+(?=[^\s\w])", lambda signs: r"\_" * len(signs[0]), text)
    return text.replace("](", r"]\(")


def escape_start(text: str) -> str:
    """Escape a paragraph whose first characters Markdown would take for a list."""
    text = re.sub(r"^([-+*])(?=\s|$)", r"\\\1", text)
    return re.sub(r"^(\d{1,9})([.)])(?=\s|$)", r"\1\\\2", text)


def bold(text: str) -> str:
    """Wrap escaped text in bold, leaving its outer blanks outside."""
    inner = text.strip()
    if not inner:
        return text
    lead = text[: len(text) - len(text.lstrip())]
    tail = text[len(text.rstrip()) :]
    return f"{lead}**{inner}**{tail}"


def link(words: str, target: str) -> str:
    """Give a link for http, https and mailto; for anything else the words alone. ``words`` are escaped already."""
    if not words.strip() or not _ALLOWED.match(target):
        return words
    safe = target.replace("(", "%28").replace(")", "%29").replace("\\", "%5C")
    return f"[{words.strip()}]({safe})"


def from_typed(text: str) -> str:
    """Turn plain text with a little typed Markdown (bold, links) into restricted Markdown; italics lose their stars."""
    pieces: list[str] = []
    position = 0
    for match in _LINK.finditer(text):
        pieces.append(_emphasis(text[position : match.start()]))
        pieces.append(link(_emphasis(match["words"]), match["target"]))
        position = match.end()
    pieces.append(_emphasis(text[position:]))
    return "".join(pieces)


def plain_from_typed(text: str) -> str:
    """Return the same text without any marks, for titles, headings and facts."""
    text = _LINK.sub(lambda m: m["words"], text)
    return _EMPHASIS.sub(r"\g<words>", _STRONG.sub(r"\g<words>", text))


def _emphasis(text: str) -> str:
    pieces: list[str] = []
    position = 0
    for match in _STRONG.finditer(text):
        pieces.append(escape(_EMPHASIS.sub(r"\g<words>", text[position : match.start()])))
        pieces.append(bold(escape(match["words"])))
        position = match.end()
    pieces.append(escape(_EMPHASIS.sub(r"\g<words>", text[position:])))
    return "".join(pieces)
