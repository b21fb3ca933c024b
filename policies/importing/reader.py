"""From a file to a policy: read, leave out the contents page, find the headings, then the facts."""

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from core.text import review_dates
from policies.importing.formats import docx, pdf, text
from policies.importing.formats.safety import check_length, kind_of
from policies.importing.markdown.body import to_markdown
from policies.importing.markdown.inline import escape
from policies.importing.metadata import linked_policies
from policies.importing.metadata.facts import Facts, collect_facts
from policies.importing.metadata.labels import is_fact_line, is_role_line, match_label
from policies.importing.metadata.notes import notes_about
from policies.importing.outline import contents, headings
from policies.importing.outline.blocks import Block, Reading
from policies.importing.outline.headings import Heading
from policies.importing.outline.line_kinds import is_date, is_prose, names_document, names_school
from policies.importing.parsed import ImportProblem, ParsedClause, ParsedPolicy

FRONT_REACH = 10
FRONT_GAP = 4
TAIL_REACH = 15

_TRUST = re.compile(
    r"\b((?:[A-Z][\w'’&-]*\s+){1,5}(?:Academy Trust|Multi[- ]Academy Trust|Schools? Trust|Learning Trust|Federation))\b"
)
_ABOUT_REVIEW = re.compile(r"\breview|\bmonitoring\b|\bup to date\b", re.IGNORECASE)
_REVIEWS_POLICY = re.compile(r"\breview.*\bpolicy\b|\bpolicy\b.*\breview", re.IGNORECASE)
_PERIOD = re.compile(r"\b((?:19|20)\d{2}\s?[/–-]\s?(?:(?:19|20)?\d{2}))\b")
_TITLE_AND_SCHOOL = re.compile(
    r"^(?P<title>.*\b(?:policy|agreement|procedures?|guidelines|rules))\s*[,:–—-]?\s+(?P<school>(?:[A-Z].*)?)$",
    re.IGNORECASE,
)


def read_policy(name: str, data: bytes) -> ParsedPolicy:
    """Read a policy from a text, Word or PDF file. ``name`` is the file's name, ``data`` its bytes (at most 10 MB).

    Writes nothing and guesses no fact: what the file does not state is None.
    Raises ImportProblem, whose text is one sentence for the person who chose the file.
    """
    readers = {"text": text.read, "docx": docx.read, "pdf": pdf.read}
    reading = readers[kind_of(name, data)](data)
    check_length(block.text for block in reading.blocks)
    blocks = [block for block in reading.blocks if block.text or block.kind == "item"]
    if not any(block.text for block in blocks):
        raise ImportProblem(_("We found no words in this file: choose the file that holds the text of the policy."))
    return _policy(name, reading, blocks)


@dataclass
class _Layout:
    """Where the parts of the document are: title, front page, pieces of text, signature lines at the end."""

    blocks: list[Block]
    title_at: int | None
    headings_at: dict[int, Heading]
    front: list[int]
    tail: list[int]


def _policy(name: str, reading: Reading, blocks: list[Block]) -> ParsedPolicy:
    before = len(blocks)
    blocks, titles = contents.separate(blocks)
    if len(blocks) < before:
        reading.dropped.add("contents")
        reading.notes.append(_("The typed contents page was left out: the portal makes its own."))
    blocks = _split_front(blocks)
    layout = _lay_out(blocks, titles)
    lines = [(line, at) for at in [*layout.front, *layout.tail] for line in blocks[at].lines if at != layout.title_at]
    facts = collect_facts(lines)
    # A line at the end that gave no fact goes back into the text, so that nothing is lost.
    layout.tail = [at for at in layout.tail if at in facts.used]
    if layout.tail and facts.signatories:
        reading.dropped.add("signatures")
        reading.notes.append(_("The lines for signatures were left out of the text: people sign in the portal."))
    elif layout.tail:
        reading.notes.append(_("Names and dates at the end were taken out of the text: check them."))
    clauses = _clauses(layout)
    return _assemble(name, reading, layout, facts, clauses)


def _lay_out(blocks: list[Block], titles: dict[str, str]) -> _Layout:
    title_at = next(
        (at for at, block in enumerate(blocks[: FRONT_REACH * 2]) if _could_be_title(block)),
        None,
    )
    last = _last_front_fact(blocks)
    first = max(last, title_at if title_at is not None else -1) + 1
    headings_at = headings.find(blocks, titles, first)
    start = min(headings_at, default=first)
    tail = _tail(blocks, start)
    headings_at = {at: heading for at, heading in headings_at.items() if at not in tail}
    return _Layout(blocks, title_at, headings_at, list(range(start)), tail)


def _split_front(blocks: list[Block]) -> list[Block]:
    """Cut a block that holds the title and facts, or the school's name, on lines of their own into one for each."""
    cut: list[Block] = []
    for at, block in enumerate(blocks):
        lines = [Block((line,), escape(line), bold=block.bold) for line in block.lines]
        titled = at < FRONT_REACH * 2 and len(lines) > 1 and any(_could_be_title(line) for line in lines)
        factual = any(is_fact_line(line) or names_school(line) or is_date(line) for line in block.lines)
        cut += lines if titled and factual and block.kind == "paragraph" else [block]
    return cut


def _could_be_title(block: Block) -> bool:
    line = block.text
    return (
        (block.kind == "paragraph" or block.style > 0)
        and names_document(line)
        and len(line) <= 120
        and not line.endswith((".", ";"))
        and match_label(line) is None
    )


def _last_front_fact(blocks: list[Block]) -> int:
    """The last block of the front page with a labelled fact or its value; -1 without any."""
    last, reach = -1, FRONT_REACH
    for at, block in enumerate(blocks):
        if at > last + reach:
            break
        if any(is_fact_line(line) for line in block.lines) and not block.style:
            last, reach = at, FRONT_GAP
    if not any(is_prose(block) for block in blocks[last + 1 :]):
        # No text follows, so these are the lines at the end of a short document.
        first_text = next((at for at, block in enumerate(blocks) if is_prose(block)), 0)
        facts_above = (at for at in range(first_text) if any(is_fact_line(line) for line in blocks[at].lines))
        return max(facts_above, default=-1)
    if last >= 0 and last + 1 < len(blocks) and _is_value(blocks[last], blocks[last + 1]):
        last += 1
    return last


def _is_value(label: Block, below: Block) -> bool:
    """Whether the block below a bare label is its value ("Lead person:" over "J Smith")."""
    line = label.lines[-1].rstrip()
    match = match_label(line)
    bare = line.endswith(":") and (is_role_line(line) or (match is not None and not line[match[1] :].strip()))
    return bare and below.kind == "paragraph" and len(below.lines) == 1 and len(below.text.split()) <= 5


def _tail(blocks: list[Block], start: int) -> list[int]:
    """Blocks near the end that hold facts or lines for signatures, with the values right below a bare label."""
    taken: list[int] = []
    for at in range(max(start + 1, len(blocks) - TAIL_REACH), len(blocks)):
        block = blocks[at]
        fact = block.kind == "paragraph" and not block.style and all(is_fact_line(line) for line in block.lines[:1])
        if fact or (taken and taken[-1] == at - 1 and _is_value(blocks[at - 1], block)):
            taken.append(at)
    return taken


def _clauses(layout: _Layout) -> tuple[ParsedClause, ...]:
    blocks = layout.blocks
    starts = sorted(layout.headings_at)
    if not starts:
        first = max(layout.front, default=-1) + 1
        rest = [block for at, block in enumerate(blocks) if at >= first and at not in layout.tail]
        return (ParsedClause(1, "", "", to_markdown(rest)),) if rest else ()
    clauses = []
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        heading = layout.headings_at[start]
        own = range(start if not heading.words else start + 1, end)
        inside = [blocks[at] for at in own if at not in layout.tail]
        if inside and not heading.words:
            # A numbered paragraph stands without the number that its clause carries.
            inside[0] = Block(inside[0].lines, inside[0].markup)
        clauses.append(ParsedClause(heading.level, heading.number, heading.words, to_markdown(inside)))
    return tuple(clauses)


def _assemble(
    name: str, reading: Reading, layout: _Layout, facts: Facts, clauses: tuple[ParsedClause, ...]
) -> ParsedPolicy:
    title, school, period = _title(layout, facts)
    whole = "\n".join(block.text for block in layout.blocks)
    school = facts.school or school or next(iter(filter(names_school, reading.running_titles)), None)
    front = [at for at in layout.front if at not in facts.used and at != layout.title_at]
    front_lines = [layout.blocks[at].text for at in front]
    school = school or next((line for line in front_lines if names_school(line)), None)
    dated = next((date for line in front_lines if (date := review_dates.parse(line))), None)
    cycle = _cycle(facts, front_lines, clauses)
    trusts = _TRUST.findall(whole)
    if not title:
        title = name.rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("-", " ").replace("_", " ").strip() or _("Policy")
        reading.notes.append(_("The file has no title: its name was taken. Check it."))
    policy = ParsedPolicy(
        title=title,
        school_name=school,
        trust_name=max(trusts, key=trusts.count) if trusts else None,
        period=period,
        front_matter=tuple(line for line in front_lines if line and line != school and not is_date(line)),
        approved_by=facts.approved_by,
        approved_on=facts.dates.get("approved_on"),
        issued=facts.dates.get("issued"),
        last_reviewed=facts.dates.get("last_reviewed"),
        next_review=facts.dates.get("next_review"),
        dated=dated,
        review_cycle=cycle,
        cycle_months=review_dates.cycle_months(cycle) if cycle else None,
        signatories=tuple(facts.signatories),
        lead=facts.lead,
        linked_policies=linked_policies.find(clauses, title),
        clauses=clauses,
    )
    notes = dict.fromkeys((*reading.notes, *notes_about(policy, facts)))
    return replace(policy, notes=tuple(notes), dropped=frozenset(reading.dropped))


def _title(layout: _Layout, facts: Facts) -> tuple[str, str | None, str | None]:
    """Title, the school's name where it stands in the same line, and a period such as 2021/2023."""
    line = facts.title or (layout.blocks[layout.title_at].text if layout.title_at is not None else "")
    period = match[1] if (match := _PERIOD.search(line)) else None
    if period:
        line = line.replace(period, " ")
    line = " ".join(line.replace("()", " ").split()).strip(" -–—:,")
    match = _TITLE_AND_SCHOOL.match(line)
    if match and match["school"] and names_school(match["school"]):
        return match["title"], match["school"], period
    return line, None, period


def _cycle(facts: Facts, front: list[str], clauses: tuple[ParsedClause, ...]) -> str | None:
    """The words of the review cycle: a labelled fact, a sentence of the front page, or of a section about review."""
    if facts.cycle:
        return facts.cycle
    sentences = [line for line in front if "review" in line.lower()]
    elsewhere: list[str] = []
    for clause in clauses:
        if _ABOUT_REVIEW.search(clause.heading):
            sentences += [part for part in re.split(r"(?<=[.;])\s|\n", clause.text) if "review" in part.lower()]
        else:
            # Outside a section about review, only a sentence that speaks of reviewing the policy itself counts.
            parts = re.split(r"(?<=[.;])\s|\n", clause.text)
            elsewhere += [part for part in parts if _REVIEWS_POLICY.search(part)]
    sentences += elsewhere
    return next((words for sentence in sentences if (words := review_dates.cycle_words(sentence))), None)
