"""What incidents write into the confidential chain.

Facts hold references and state words, never a name or a word of a report.
"""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import Verb

VERBS = (
    Verb("case.opened", _("A report came in as {reference}")),
    Verb("case.looked", _("{actor} opened {reference}")),
    Verb("case.taken", _("{actor} took {reference}")),
    Verb("case.taken_over", _("{actor} took {reference} over")),
    Verb("case.passed_on", _("{actor} passed {reference} on")),
    Verb("case.waits", _("{actor} set {reference} to wait until {until}")),
    Verb("case.goes_on", _("{actor} took {reference} up again")),
    Verb("case.entry", _("{actor} added to the record of {reference}")),
    Verb("case.corrected", _("{actor} corrected an entry of {reference}")),
    Verb("case.party", _("{actor} named a person of {reference}: {capacity}")),
    Verb("case.cover_ended", _("{reference} is no longer shown to somebody who covered")),
    Verb("case.reader", _("{reference} was shown to one more person")),
    Verb("case.told_reporter", _("{actor} wrote to the reporter of {reference}")),
    Verb("case.reporter_wrote", _("The reporter of {reference} wrote")),
    Verb("case.close_asked", _("{actor} asked a second person to close {reference}")),
    Verb("case.closed", _("{actor} closed {reference}: {outcome}")),
    Verb("case.reopened", _("{actor} opened {reference} again")),
)
