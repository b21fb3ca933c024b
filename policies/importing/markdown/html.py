"""The one way from the text of a clause to HTML. The text is restricted Markdown, and nothing else gets through.

Paragraphs, bullets, numbered lists, bold, and links to http, https and mailto. No raw HTML, no pictures, no other
address. Two guards stand behind each other: the parser does not know anything more, and the result is cleaned.
"""

import re
from functools import cache
from typing import Final

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS: Final = frozenset({"p", "ul", "ol", "li", "strong", "a", "br"})
ATTRIBUTES: Final = {"a": {"href"}, "ol": {"start"}}
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
SCHEMES: Final = frozenset({"http", "https", "mailto"})


def _is_allowed(address: str) -> bool:
    return bool(_ADDRESS.match(address))


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or _is_allowed(value) else None


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Leave the words and the brackets of any other address as typed."""
        return _is_allowed(url)


@cache
def _parser() -> MarkdownIt:
    parser = _Markdown("zero", {"html": False, "linkify": False, "typographer": False})
    return parser.enable(["list", "emphasis", "link", "escape", "newline"])


def to_html(text: str) -> SafeString:
    """Render restricted Markdown. Any string is safe to give: what is not understood is shown as typed."""
    # Half a pair of surrogates is no letter and cannot be written as UTF-8.
    whole = text.replace("\x00", "").encode(errors="ignore").decode()
    rendered = _parser().render(whole)
    cleaned = nh3.clean(
        rendered,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_keep_attribute,
        url_schemes=set(SCHEMES),
        strip_comments=True,
        link_rel="noopener noreferrer",
    )
    return mark_safe(cleaned)  # noqa: S308 -- cleaned on the line above; hostile input is tested


def to_text(text: str) -> str:
    """The same words without any mark, for search, comparison and plain mail; list signs stay."""
    return "\n".join(_without_marks(line) for line in text.split("\n"))


def _without_marks(line: str) -> str:
    body = line.lstrip()
    words = body.removeprefix("- ")
    parsed = _parser().parseInline(words)
    return line.removesuffix(words) + "".join(
        child.content for token in parsed for child in (token.children or []) if child.type in {"text", "text_special"}
    )
