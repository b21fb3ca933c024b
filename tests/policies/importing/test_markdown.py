"""Only paragraphs, lists, bold and safe links come out, whatever goes in."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.importing.markdown.html import to_html, to_text
from policies.importing.markdown.inline import escape, escape_start, from_typed

ALLOWED = {
    "p": set(), "ul": set(), "li": set(), "strong": set(), "br": set(), "ol": {"start"}, "a": {"href", "rel"},
}  # fmt: skip


class Tags(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(html)
    return parser.seen


def test_paragraphs_lists_bold_and_links_are_rendered():
    html = to_html(
        "Ask **first**.\n\n- one\n    - a) inner\n- two\n\n3. three\n4. four\n\nSee [help](https://example.org)."
    )
    assert html == (
        "<p>Ask <strong>first</strong>.</p>\n"
        "<ul>\n<li>one\n<ul>\n<li>a) inner</li>\n</ul>\n</li>\n<li>two</li>\n</ul>\n"
        '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>\n'
        '<p>See <a href="https://example.org" rel="noopener noreferrer">help</a>.</p>\n'
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://example.org/x.png)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "<a href='javascript:alert(1)'>x</a>",
        "[x](//example.org)\n\n<svg/onload=alert(1)>",
        "<https://example.org>",
        "[x]: javascript:alert(1)\n\n[x]",
        "# big\n\n    code\n\n```\nfence\n```\n\n> quote\n\n---\n\n`code`",
        '[x](https://example.org"onmouseover="alert(1))',
        "**<b onclick=x>**",
        "\x00<script>",
    ],
)
def test_hostile_text_becomes_plain_words(hostile):
    for tag, attributes in tags(to_html(hostile)):
        assert tag in ALLOWED
        assert set(attributes) <= ALLOWED[tag]
        assert re.match(r"(https?://|mailto:)", attributes.get("href") or "https://")


markdownish = st.text(st.sampled_from(list("<>[]()!*_`#-+ \n\t\"'=&;:/\\.1ajsx")) | st.characters(), max_size=200)
pieces = st.lists(
    st.sampled_from(
        [
            "<script>",
            "</script>",
            "[a](",
            "javascript:",
            ")",
            "onerror=",
            "<img src=x ",
            "![",
            "**",
            "- ",
            "\n",
            '"',
            "&lt;",
            "x",
        ]
    ),
    max_size=20,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(markdownish | pieces)
def test_nothing_but_the_allowed_tags_ever_comes_out(text):
    html = to_html(text)
    for tag, attributes in tags(html):
        assert tag in ALLOWED
        assert set(attributes) <= ALLOWED[tag]
        assert re.match(r"(https?://|mailto:)", attributes.get("href") or "https://", re.IGNORECASE)
    assert isinstance(to_text(text), str)


words = st.text(st.sampled_from(list("ab *_[]()<>&!#`\\~-+.1) ")), min_size=1, max_size=40)


@settings(max_examples=200, deadline=None)
@given(words)
def test_escaped_words_look_as_they_were_typed(text):
    text = " ".join(text.split())
    shown = to_html(escape_start(escape(text)))
    inner = re.sub(r"</?p>\n?", "", shown).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert inner == text


def test_typed_markdown_keeps_bold_and_safe_links_and_drops_the_rest():
    typed = "*note* **bold** [site](https://example.org/a_(b)) [old](#) 2 * 3"
    assert from_typed("[site](https://example.org/a) [old](#) **bold** *note* 2 * 3") == (
        "[site](https://example.org/a) old **bold** note 2 * 3"
    )
    assert "note **bold**" in from_typed(typed)


def test_plain_words_lose_their_marks():
    assert to_text("Ask **first**, see [help](https://example.org).\n    - a\\*b") == "Ask first, see help.\n    - a*b"
