"""A file that cannot be read gives one sentence that says what to do, and nothing else."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.importing.formats import safety
from policies.importing.parsed import ImportProblem, ParsedPolicy
from policies.importing.reader import read_policy
from tests.fixtures.policies import make

W = make.W
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
)


def archive(files: dict[str, bytes | str], **options: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return out.getvalue()


def with_part(name: str, data: bytes | str) -> bytes:
    return archive({"[Content_Types].xml": make.TYPES, "word/document.xml": make.document(make.p("Words")), name: data})


def locked() -> bytes:
    data = bytearray(make.typed_by_hand())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (found := data.find(signature, start)) >= 0:
            data[found + offset] |= 1
            start = found + 4
    return bytes(data)


MACROS = make.TYPES.replace("openxmlformats-officedocument.wordprocessingml.document", "ms-word.document.macroEnabled")
PROBLEMS = {
    "empty.txt": (b"", "This file is empty"),
    "blank.txt": (b"\xef\xbb\xbf \n\t ", "no words"),
    "big.txt": (b"a" * (safety.MAX_BYTES + 1), "over 10 MB"),
    "long.txt": (b"words and more words\n" * 9000, "far more words than a policy"),
    "wide.docx": (make.package(make.document(make.p("words " * 6000))), "far more words than a policy"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n0000", "cannot read this kind"),
    "binary.txt": (b"policy \x00\x01\x02 text", "cannot read this kind"),
    "policy.rtf": (b"{\\rtf1 hello}", "rich text"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "older Office file"),
    "locked.docx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "locked with a password",
    ),
    "lockedzip.docx": (locked(), "locked with a password"),
    "torn.docx": (make.typed_by_hand()[:900], "damaged"),
    "words.docx": (b"These are only words.", "damaged"),
    "words.pdf": (b"These are only words.", "damaged"),
    "torn.pdf": (b"%PDF-1.7\nnothing else", "PDF"),
    "sheet.docx": (archive({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}), "cannot read this kind"),
    "empty.docx": (make.package(make.document(make.p(" "))), "no words"),
    "nobody.docx": (make.package(f"<w:document {W}/>"), "damaged"),
    "badxml.docx": (make.package(f"<w:document {W}><w:body>"), "damaged"),
    "entities.docx": (make.package(BOMB), "damaged"),
    "entities16.docx": (archive({"[Content_Types].xml": "x", "word/document.xml": BOMB.encode("utf-16")}), "damaged"),
    "deep.docx": (make.package(make.document("<w:sdt>" * 500 + "</w:sdt>" * 500)), "damaged"),
    "macro.docx": (with_part("word/vbaProject.bin", b"x"), "holds macros"),
    "macro.docm": (
        archive({"[Content_Types].xml": MACROS, "word/document.xml": make.document(make.p("Words"))}),
        "holds macros",
    ),
    "many.docx": (archive({f"p{n}.xml": "" for n in range(safety.MAX_ENTRIES + 1)}), "unpacks to far more"),
    "bomb.docx": (with_part("word/media/zeros.bin", b"\0" * (safety.MAX_UNPACKED + 1)), "unpacks to far more"),
    "part.docx": (archive({"[Content_Types].xml": b"\0" * (safety.MAX_PART + 1)}), "unpacks to far more"),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_problem_says_what_to_do(name):
    data, words = PROBLEMS[name]
    with pytest.raises(ImportProblem) as caught:
        read_policy(name, data)
    sentence = str(caught.value)
    assert words in sentence
    assert sentence.endswith(".")
    assert ":" in sentence
    assert sentence == caught.value.reason


def read_or_problem(name: str, data: bytes) -> None:
    try:
        found = read_policy(name, data)
    except ImportProblem:
        return
    assert isinstance(found, ParsedPolicy)
    assert found.title


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000), st.sampled_from(["p.txt", "p.docx", "p.pdf", "p", ".docx"]))
def test_arbitrary_bytes_give_a_policy_or_a_problem(data, name):
    read_or_problem(name, data)


lines = st.sampled_from(
    [
        "Contents",
        "1. Aims\tpage 2",
        "1. Aims",
        "1.1 We aim",
        "Signed",
        "Signed by:",
        "Headteacher:",
        "Approved by",
        "Date",
        "Next review:",
        "on:",
        "- item",
        "  - inner",
        "iv) four",
        "# Head",
        "====",
        "---",
        "**Bold**",
        "SHOUT",
        "Some words, then.",
        "\t\t",
        "",
        "",
        "2021/2023",
        "Social media policy",
        "Hill School",
        "Autumn 2022",
        "[a](b)",
        "page 3",
        "Policies to read with",
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(lines | st.text(max_size=30), max_size=25))
def test_any_order_of_typed_lines_gives_a_policy_or_a_problem(typed):
    read_or_problem("p.txt", "\n".join(typed).encode("utf-8", "surrogatepass"))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_word_file_with_changed_bytes_gives_a_policy_or_a_problem(data):
    changed = bytearray(make.with_styles())
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    read_or_problem("p.docx", bytes(changed))


tokens = st.sampled_from(
    [
        make.p("Aims", bold=True),
        make.p("Text.", list_id=2),
        make.p("x", style="H1", list_id=1, level=7),
        "<w:p/>",
        "<w:tbl/>",
        make.row("Approved by:", ""),
        f"<w:tbl>{make.row('a', 'b', '')}</w:tbl>",
        "<w:p><w:pPr><w:numPr/></w:pPr></w:p>",
        '<w:p><w:pPr><w:outlineLvl w:val="-3"/><w:ind w:left="x"/></w:pPr><w:r><w:t/></w:r></w:p>',
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>gone</w:t></w:r></w:p>",
        make.p(make.deleted("d"), raw=True),
        "<w:sdt><w:sdtContent><w:p/></w:sdtContent></w:sdt>",
        "<w:p><w:r><w:br/><w:tab/><w:drawing/></w:r></w:p>",
        '<w:p><w:hyperlink r:id="no"><w:r><w:t>l</w:t></w:r></w:hyperlink></w:p>',
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="99"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>n</w:t></w:r></w:p>',
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(tokens, max_size=12))
def test_any_order_of_word_paragraphs_gives_a_policy_or_a_problem(parts):
    read_or_problem("p.docx", make.package(make.document(*parts), styles=make.STYLES, numbering=make.NUMBERING))
