"""What this app writes into the ledger, each with the sentence it becomes."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import Verb

VERBS = (
    Verb("school.created", _("{actor} set the school up")),
    Verb("school.changed", _("{actor} changed the school's {field}")),
    Verb("setting.changed", _("{actor} changed the setting {key}")),
    Verb("terms.set", _("{actor} set the terms of {year}")),
    Verb("closed_days.added", _("{actor} added closed days")),
    Verb("closed_days.removed", _("{actor} removed closed days")),
)
