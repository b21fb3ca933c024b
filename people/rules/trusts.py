"""May this person say what holds for all schools of a trust?"""

from collections.abc import Collection

from django.utils.translation import gettext as _

from core.decision import Decision
from people.states.roles import TRUST_CONFIGURERS, TRUST_ROLES, Role


def may_configure_trust(roles: Collection[str]) -> Decision:
    """Decide by the roles held for the whole trust today."""
    if any(role in TRUST_CONFIGURERS for role in roles):
        return Decision.yes()
    return Decision.no(_("Only the executive headteacher or the trust administrator can change this."))


def may_give_trust_role(roles: Collection[str], role: str, *, to_oneself: bool) -> Decision:
    """Decide on a role for the whole trust. Nobody gives one to themself."""
    allowed = may_configure_trust(roles)
    if not allowed:
        return allowed
    if role not in [each.value for each in TRUST_ROLES]:
        return Decision.no(_("Choose a role from the list."))
    if to_oneself:
        return Decision.no(_("Nobody can give this role to themself. Ask a second person."))
    return Decision.yes()


def may_end_trust_role(roles: Collection[str], role: str, *, others: int) -> Decision:
    """Decide on ending one. ``others``: how many more people could still look after the trust."""
    allowed = may_configure_trust(roles)
    if allowed and Role(role) in TRUST_CONFIGURERS and not others:
        return Decision.no(_("Nobody could look after the trust then. Give the role to somebody else first."))
    return allowed
