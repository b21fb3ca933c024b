"""What signing in writes into the ledger, each with the sentence it becomes."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import Verb

VERBS = (
    Verb("person.invited", _("{actor} invited a person to sign in")),
    Verb("account.address_asked", _("{actor} asked that a person signs in with another address")),
    Verb("account.address_changed", _("{actor} changed the address with which a person signs in")),
    Verb("account.address_refused", _("{actor} turned down another address for signing in")),
    Verb("code.printed", _("{actor} printed a sign-in code for a person: {until}")),
    Verb("code.taken_back", _("{actor} took a printed code back")),
    Verb("code.used", _("a printed code was used to sign in")),
    Verb("second_step.reset_asked", _("{actor} asked for a reset of their second step")),
    Verb("second_step.reset_confirmed", _("{actor} confirmed, as the first of two, a reset of a second step")),
    Verb("second_step.reset_done", _("{actor} confirmed, as the second of two, a reset of a second step; it was done")),
    Verb("second_step.reset_refused", _("{actor} refused a reset of a second step")),
    Verb("second_step.reset_stopped", _("{actor} stopped a reset of their own second step")),
    Verb("second_step.reset_expired", _("A reset of a second step ran out after 24 hours")),
    Verb("second_step.reset_by_operator", _("Whoever runs the server reset a second step")),
)
