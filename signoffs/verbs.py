"""What the signoffs app writes into the ledger, each with the sentence it becomes."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import Verb

VERBS = (
    Verb("round.opened", _("{actor} asked {people} people to sign version {number}, by {due}")),
    Verb("round.closed", _("{actor} closed the round")),
    Verb("round.replaced", _("{actor} opened a newer round instead of this one")),
    Verb("round.extended", _("{actor} gave people longer to sign, until {due}")),
    Verb("round.reminded", _("{actor} reminded {people} people")),
    Verb("signature.made", _("{actor} signed version {number}, reference {reference}")),
    Verb("signature.family", _("{actor} signed version {number} for {children} children, reference {reference}")),
    Verb("signature.recorded", _("{actor} recorded a paper form for version {number}, reference {reference}")),
    Verb("link.sent", _("{actor} sent a carer a new private link")),
    Verb("link.printed", _("{actor} printed a private link for a carer")),
    Verb("question.asked", _("{actor} asked before signing ({kind})")),
    Verb("question.answered", _("{actor} answered a question")),
)
