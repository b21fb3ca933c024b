"""What the registers app writes into the ledger, each with the sentence it becomes."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import Verb

VERBS = (
    Verb("disclosure.sent", _("{actor} sent form {reference}")),
    Verb("disclosure.read", _("{actor} read the form")),
    Verb("disclosure.taken", _("{actor} took the form to decide on it")),
    Verb("disclosure.decided", _("{actor} decided: {outcome}")),
    Verb("disclosure.added", _("{actor} said more")),
    Verb("disclosure.ended", _("{actor} said that the link has ended")),
    Verb("disclosure.nothing", _("{actor} signed that there is nothing to declare in {year}, reference {reference}")),
    Verb("register.read", _("{actor} looked at the register of disclosures")),
)
