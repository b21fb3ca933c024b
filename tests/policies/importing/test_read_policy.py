"""What a reader finds in a policy, the import finds too; what is not stated stays not stated."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pikepdf
import pytest
import weasyprint

from policies.importing import sample_check
from policies.importing.formats import docx, pdf
from policies.importing.markdown.html import to_html
from policies.importing.parsed import ImportProblem, ParsedClause, ParsedPolicy, Signatory
from policies.importing.reader import read_policy
from tests.fixtures.policies import make

FIXTURES = Path(make.__file__).parent
DEMO = Path(sample_check.__file__).parent.parent / "demo"
EXPECTED = json.loads((FIXTURES / "expected.json").read_text())
FILES = [(name, entry) for entry in EXPECTED.values() if isinstance(entry, dict) for name in entry["files"]]


def read(name: str) -> ParsedPolicy:
    return read_policy(name, (FIXTURES / name).read_bytes())


def of_text(text: str) -> ParsedPolicy:
    return read_policy("policy.txt", text.encode())


def of_word(*parts: str, **more: str) -> ParsedPolicy:
    return read_policy("policy.docx", make.package(make.document(*parts), **more))


def headings(policy: ParsedPolicy) -> list[str]:
    return [f"{clause.number} {clause.heading}".strip() for clause in policy.clauses]


def missing(policy: ParsedPolicy) -> tuple[str, ...]:
    """Return the facts that the file does not state; a review cycle stands in for the date of the next review."""
    expected = ("school_name", "approved_by", "approved_on", "last_reviewed", "signatories", "lead")
    absent = [name for name in expected if not getattr(policy, name)]
    return (*absent, *([] if policy.next_review or policy.review_cycle else ["next_review"]))


@pytest.mark.obligation("W1", "L1", "L2", "L5", "L19", "M3")
@pytest.mark.parametrize(("name", "entry"), FILES, ids=[name for name, _entry in FILES])
def test_the_fixture_is_read_as_a_reader_would(name, entry):
    wrong = [
        (line.field, line.found, line.expected)
        for line in sample_check.compare_file(FIXTURES / name, entry)
        if not line.right
    ]
    assert wrong == []


@pytest.mark.parametrize("name", make.FILES)
def test_the_word_fixtures_are_what_the_script_makes(name):
    assert (FIXTURES / name).read_bytes() == make.FILES[name]()


def test_a_numbered_text_file_keeps_its_lists_and_numbered_paragraphs():
    policy = read("phones-numbered.txt")
    assert [(clause.level, clause.number, clause.heading) for clause in policy.clauses] == [
        (1, "", "Introduction"),
        (1, "1", "Our reasons"),
        (1, "2", "Pupils and their phones"),
        (1, "3", "Staff"),
        (2, "3.1", ""),
        (2, "3.2", ""),
        (1, "4", "Lost or broken phones"),
    ]
    assert policy.clauses[2].text == (
        "Pupils switch phones off at the gate.\n\n"
        "- a) Years 7 to 9 lock them in the class box.\n- b) Years 10 and 11 keep them in a bag.\n\n"
        "The steps when a phone is seen:\n\n"
        "1. The teacher asks once.\n2. The phone goes to the office.\n3. A parent or carer collects it."
    )
    assert policy.notes == (
        "The typed contents page was left out: the portal makes its own.",
        "The lines for signatures were left out of the text: people sign in the portal.",
    )
    assert missing(policy) == ("lead",)


def test_tracked_changes_header_and_footer_of_a_word_file_are_named():
    policy = read("messages-typed-in-word.docx")
    assert policy.clauses[2] == ParsedClause(
        1, "2", "Group chats", "Class chats belong to parents and carers, not to school."
    )
    assert policy.notes == (
        "A tracked insertion was taken: “and carers”.",
        "A tracked deletion was left out: “and clubs”.",
        "The page header was left out: “Copper Beech Junior School”.",
        "The page footer was left out: “Page 1 of 4”.",
        "The lines for signatures were left out of the text: people sign in the portal.",
    )
    assert policy.dropped == {"insertion", "deletion", "header", "footer", "signatures"}
    assert policy.signatories == (Signatory("Chair of Governors"), Signatory("Headteacher"))


def test_word_styles_lists_bold_and_links_are_kept():
    policy = read("blogging-styled.docx")
    assert headings(policy) == ["1 Before you post", "1.1 Pictures", "2 Help", "3 Related policies"]
    assert [clause.level for clause in policy.clauses] == [1, 2, 1, 1]
    assert policy.clauses[0].text == (
        "Ask **one grown-up** to read it first.\n\n"
        "- Check the names.\n    - a) first names only\n    - b) no surnames\n- Check the pictures."
    )
    assert policy.clauses[2].text == "Look at [the help page](https://www.example.org/help) or ask a teacher."
    assert policy.front_matter == ("Love one another and write kindly.",)
    assert policy.linked_policies == ("Behaviour policy", "Image use")


def test_a_policy_that_states_nothing_says_what_is_missing():
    policy = read("clubs-nothing-stated.txt")
    assert missing(policy) == (
        "school_name",
        "approved_by",
        "approved_on",
        "last_reviewed",
        "signatories",
        "lead",
        "next_review",
    )
    assert (policy.approved_by, policy.next_review, policy.review_cycle, policy.signatories) == (None, None, None, ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_of_a_text_file_does_not_matter(encoding):
    text = "Phone policy\n\nZoë’s rule\n\nWe – all of us – keep phones away during lessons, “always” and at every club."
    policy = read_policy("policy.txt", text.encode(encoding))
    assert policy.clauses[0].heading == "Zoë’s rule"
    assert policy.clauses[0].text.startswith("We – all of us – keep")
    assert len(policy.notes) == (1 if encoding == "cp1252" else 0)


def test_a_text_without_headings_is_one_section_and_says_so():
    policy = of_text(
        "Phone policy\n\nPhones stay in bags all day long, and nobody minds.\n\nTablets are for lessons only, all year."
    )
    assert [(clause.heading, clause.text.count("\n\n")) for clause in policy.clauses] == [("", 1)]
    assert "No headings were found, so the whole text is one section: divide it by hand." in policy.notes


def test_a_bare_review_date_is_the_next_review_and_is_pointed_out():
    policy = of_text("Phone policy\nReview date: 01/02/2025\n\nAims\n\nPhones stay in bags all day long at our school.")
    assert str(policy.next_review) == "01/02/2025"
    assert policy.notes == ("“01/02/2025” stands beside “date of review”. We took it as the next review: check it.",)


def test_a_bare_review_date_beside_a_next_review_is_the_last_one():
    policy = of_text("Phone policy\nReview date: 01/02/2025\nNext review: Autumn 2026\n\nAims\n\nPhones stay in bags.")
    assert (str(policy.last_reviewed), str(policy.next_review)) == ("01/02/2025", "Autumn 2026")


def test_a_date_that_cannot_be_read_is_not_guessed():
    policy = of_text("Phone policy\nNext review: 31/02/2025\n\nAims\n\nPhones stay in bags, and nobody minds it.")
    assert policy.next_review is None
    assert policy.notes == ("We could not read “31/02/2025” as a date: type it by hand.",)


def test_a_date_without_a_label_is_kept_apart():
    policy = of_text(
        "Phone policy\n\nJuly 2020\n\nAims\n\nPhones stay in bags all day long. We review this policy yearly."
    )
    assert (str(policy.dated), policy.next_review, policy.issued) == ("July 2020", None, None)
    assert (policy.review_cycle, policy.cycle_months) == ("yearly", 12)


def test_names_that_stand_beside_a_signature_are_kept():
    policy = of_text(
        "Phone policy\n\nAims\n\nPhones stay in bags all day long, and nobody minds at all.\n\n"
        "Signed: A. Shah (Chair of Governors)\nSigned: ________ Co-Headteacher   Date: ____\n"
        "Signed by Headteacher: Mrs J O'Neill"
    )
    assert policy.signatories == (
        Signatory("Chair of Governors", "A. Shah"),
        Signatory("Co-Headteacher"),
        Signatory("Headteacher", "Mrs J O'Neill"),
    )
    assert policy.clauses[-1].text == "Phones stay in bags all day long, and nobody minds at all."


def test_typed_marks_are_shown_as_typed():
    policy = of_text(
        "Phone policy\n\nAims\n\nStars * and <b>tags</b> and [brackets](javascript:x) and 1 * 2 stay words."
    )
    assert to_html(policy.clauses[0].text) == (
        "<p>Stars * and &lt;b&gt;tags&lt;/b&gt; and brackets and 1 * 2 stay words.</p>\n"
    )


def test_hidden_words_comments_pictures_and_footnotes_of_a_word_file():
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
    policy = of_word(
        make.p("Phone policy", bold=True),
        make.p("Aims", bold=True),
        make.p(make.run("Seen.") + hidden + "<w:r><w:drawing/><w:footnoteReference/></w:r>", raw=True),
        make.p("Rules", bold=True),
        make.p("Phones away."),
        comments=f"<w:comments {make.W}><w:comment><w:p/></w:comment></w:comments>",
    )
    assert [clause.text for clause in policy.clauses] == ["Seen.", "Phones away."]
    assert policy.notes == (
        "Comments in the margin were left out.",
        "Pictures were left out: the portal keeps words only.",
        "Footnotes were left out: copy into the text what must be kept.",
    )


def test_a_text_box_on_the_front_page_is_read_once():
    box = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:txbxContent>{make.p('Elm Tree Nursery')}</w:txbxContent></mc:Choice>"
        f"<mc:Fallback><w:txbxContent>{make.p('Elm Tree Nursery')}</w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    policy = of_word(
        make.p("Phone policy"),
        make.p(box, raw=True),
        make.p("Aims"),
        make.p("Phones stay in bags all day long at nursery."),
    )
    assert (policy.school_name, policy.front_matter, headings(policy)) == ("Elm Tree Nursery", (), ["Aims"])


def test_paragraphs_joined_by_a_tracked_deletion_are_one():
    gone = '<w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr>' + make.run("Phones stay ") + "</w:p>"
    policy = of_word(
        make.p("Phone policy"), make.p("Aims"), gone, make.p("in bags all day long, at every lesson and every club.")
    )
    assert policy.clauses[0].text == "Phones stay in bags all day long, at every lesson and every club."


def pdf_of(name: str) -> bytes:
    """The text fixture as a PDF with a footer on each page."""
    typed = (FIXTURES / name).read_text()
    html = "".join(f"<p>{part}</p>" for part in typed.replace("\n", "<br>").split("<br><br>") if part.strip())
    style = "@page{size:A5;@bottom-center{content:'Page ' counter(page)}} body{font-family:sans-serif;font-size:10pt}"
    return weasyprint.HTML(string=f"<style>{style}</style>{html}").write_pdf()


def test_a_pdf_is_read_like_the_text_it_was_made_from():
    policy = read_policy("policy.pdf", pdf_of("clubs-nothing-stated.txt"))
    assert policy.title == "Rules for after-school clubs"
    assert headings(policy) == ["Coming and going", "Pictures at clubs", "Being fair"]
    assert policy.clauses[1].text == read("clubs-nothing-stated.txt").clauses[1].text
    assert policy.notes == (
        "A PDF keeps no paragraphs or lists: check where each one begins and ends.",
        "Page numbers and footers were left out.",
    )


@pytest.mark.parametrize("fault", [KeyError, ValueError, AssertionError])
def test_a_fault_of_ours_is_not_called_a_damaged_file(monkeypatch, fault):
    def broken(*_arguments):
        raise fault

    monkeypatch.setattr(pdf, "_row", broken)
    with pytest.raises(fault):
        read_policy("policy.pdf", pdf_of("clubs-nothing-stated.txt"))
    monkeypatch.setattr(docx, "read_styles", broken)
    with pytest.raises(fault):
        read_policy("policy.docx", make.typed_by_hand())


def test_a_pdf_without_words_or_with_a_password_says_what_to_do():
    blank = weasyprint.HTML(string="<p></p>").write_pdf()
    with pytest.raises(ImportProblem, match="pictures of pages"):
        read_policy("scan.pdf", blank)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of("clubs-nothing-stated.txt"))) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(ImportProblem, match="locked with a password"):
        read_policy("locked.pdf", out.getvalue())


@pytest.mark.parametrize("path", sorted(DEMO.iterdir()), ids=lambda path: path.name)
def test_the_demo_policies_are_complete(path):
    policy = read_policy(path.name, path.read_bytes())
    assert 7 <= len(policy.clauses) <= 11
    assert all(clause.heading and clause.number and clause.text for clause in policy.clauses)
    assert set(missing(policy)) <= {"signatories", "last_reviewed"}
    assert policy.notes == ()


@pytest.mark.obligation("L5")
def test_the_two_versions_of_the_demo_policy_differ_in_a_few_sections():
    old, new = (
        read_policy(name, (DEMO / name).read_bytes())
        for name in ("social-media-policy-v1.txt", "social-media-policy-v2.txt")
    )
    assert headings(old) == headings(new)
    changed = [a.number for a, b in zip(old.clauses, new.clauses, strict=True) if a.text != b.text]
    assert changed == ["4", "5", "6", "10"]
    assert new.linked_policies == (
        "Safeguarding and child protection policy",
        "Behaviour policy",
        "Staff code of conduct",
        "Complaints policy",
        "Data protection policy",
    )
