"""The roles that are posts: somebody holds them, from a day until another, and everybody may know who."""

from people.states.roles import Role

KEY_ROLES: tuple[Role, ...] = (
    Role.HEADTEACHER,
    Role.DSL,
    Role.DEPUTY_DSL,
    Role.CHAIR,
    Role.SENIOR_LEADER,
    Role.CLERK,
    Role.ADMINISTRATOR,
    Role.EXECUTIVE_HEAD,
    Role.TRUST_SAFEGUARDING,
    Role.NAMED_OFFICER,
)
# Without these nobody can report a concern.
NEEDED_POSTS: frozenset[Role] = frozenset({Role.HEADTEACHER, Role.DSL, Role.DEPUTY_DSL, Role.CHAIR})
# Who hears concerns about the headteacher: whom a headteacher therefore neither replaces nor covers for.
HEARS_OF_HEAD: frozenset[Role] = frozenset(
    {Role.CHAIR, Role.EXECUTIVE_HEAD, Role.TRUST_SAFEGUARDING, Role.NAMED_OFFICER}
)
