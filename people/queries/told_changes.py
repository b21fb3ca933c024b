"""How the page of a school's changes tells what its trust did."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.contributions.settings import Told
from people.states.roles import Role
from schools.queries.changes import setting_told


def _role(facts: Mapping[str, Any]) -> str:
    return str(Role(facts["role"]).label)


def role_given_told(facts: Mapping[str, Any], texts: Mapping[str, str]) -> Told:
    """Tell a role for the whole trust that begins."""
    return _("A role for the whole trust"), "", _role(facts)


def role_ended_told(facts: Mapping[str, Any], texts: Mapping[str, str]) -> Told:
    """Tell a role for the whole trust that ends."""
    return _("A role for the whole trust"), _role(facts), ""


def trust_setting_told(facts: Mapping[str, Any], texts: Mapping[str, str]) -> Told:
    """Tell what the trust says for all its schools."""
    what, before, after = setting_told(facts, texts)
    words = _("Your trust has locked: %(what)s") if facts.get("locked") else _("Your trust has set: %(what)s")
    return words % {"what": what}, before, after


def trust_setting_dropped_told(facts: Mapping[str, Any], texts: Mapping[str, str]) -> Told:
    """Tell what the trust leaves to each school."""
    what, before, after = setting_told(facts, texts)
    return _("Your trust leaves it to each school: %(what)s") % {"what": what}, before, after


def made_like_told(facts: Mapping[str, Any], texts: Mapping[str, str]) -> Told:
    """Tell that the school was made like another."""
    return _("The school"), "", _("Made like another school of the trust")
