"""The notes that say what was guessed or has to be checked."""

from django.utils.translation import gettext as _

from policies.importing.metadata.facts import Facts
from policies.importing.parsed import ParsedPolicy


def notes_about(policy: ParsedPolicy, facts: Facts) -> list[str]:
    """Sentences about what was guessed or could not be read."""
    notes: list[str] = []
    if facts.ambiguous:
        notes.append(
            _("“%(date)s” stands beside “date of review”. We took it as the next review: check it.")
            % {"date": facts.ambiguous}
        )
    if policy.dated:
        notes.append(
            _("“%(date)s” stands on the front page without saying what it is for: check it.")
            % {"date": policy.dated.text}
        )
    for _kind, words in facts.unread:
        notes.append(_("We could not read “%(words)s” as a date: type it by hand.") % {"words": words})
    if len(policy.clauses) == 1 and not policy.clauses[0].heading:
        notes.append(_("No headings were found, so the whole text is one section: divide it by hand."))
    if not policy.clauses:
        notes.append(_("No text was found below the front page: check the file."))
    for clause in policy.clauses:
        if clause.heading and not clause.text and clause.level == 1 and not _has_children(policy, clause.number):
            notes.append(_("The section “%(heading)s” has no text: check it.") % {"heading": clause.heading})
    return notes


def _has_children(policy: ParsedPolicy, number: str) -> bool:
    return bool(number) and any(clause.number.startswith(f"{number}.") for clause in policy.clauses)
