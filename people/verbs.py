"""What the people app writes into the ledger, each with the sentence it becomes."""

from django.utils.translation import gettext_lazy as _

from ledger.verbs import Verb

VERBS = (
    Verb("school.created", _("{actor} set the school up")),
    Verb("school.changed", _("{actor} changed the school's {field}")),
    Verb("person.added", _("{actor} added a person")),
    Verb("person.renamed", _("{actor} changed a person's name")),
    Verb("person.address_changed", _("{actor} changed how to reach a person")),
    Verb("person.same_as", _("{actor} recorded that two entries are one person")),
    Verb("person.not_same_as", _("{actor} took back that two entries are one person")),
    Verb("person.invited", _("{actor} invited a person to sign in")),
    Verb("role.given", _("{actor} gave the role {role} from {from_date}")),
    Verb("role.ended", _("{actor} ended the role {role} from {until_date}")),
    Verb("duty.given", _("{actor} recorded the duty {kind}")),
    Verb("duty.ended", _("{actor} ended the duty {kind}")),
    Verb("line_manager.set", _("{actor} recorded a line manager")),
    Verb("absence.recorded", _("{actor} recorded that somebody is away")),
    Verb("absence.ended", _("{actor} recorded that somebody is back")),
    Verb("tie.declared", _("{actor} recorded a tie between two people")),
    Verb("tie.ended", _("{actor} ended a tie between two people")),
    Verb("pupil.added", _("{actor} added a pupil")),
    Verb("pupil.moved", _("{actor} moved a pupil to another class")),
    Verb("pupil.left", _("{actor} recorded that a pupil has left")),
    Verb("carer.linked", _("{actor} linked a carer with a pupil")),
    Verb("carer.unlinked", _("{actor} ended the link of a carer with a pupil")),
    Verb("setting.changed", _("{actor} changed the setting {key}")),
    Verb("terms.set", _("{actor} set the terms of {year}")),
    Verb("closed_days.set", _("{actor} set the closed days")),
    Verb("demo.removed", _("{actor} removed the demo")),
)
