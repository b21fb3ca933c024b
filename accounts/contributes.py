"""What signing in contributes to other apps."""

from django.utils.translation import gettext_lazy as _

from accounts.queries import home, sign_in_methods
from accounts.services import invitations
from accounts.services.second_step import reseal_secrets
from accounts.states import RESET, Permission
from core.contributions.core import KeyRingSecrets
from core.contributions.deadlines import DeadlineKind
from core.contributions.ledger import Verb
from core.contributions.messages import Kind
from core.contributions.pages import HomeSource
from core.contributions.people import ActivityTrace, PeopleListener, PermissionSpec, PersonPanel
from core.contributions.reminders import Unit
from core.contributions.tasks import Runs, ScheduledTask
from people.states.roles import Role

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

MESSAGES = (
    Kind(
        "step_reset_asked",
        _("Help with a second step"),
        _("because you can confirm who a colleague is"),
        urgent=True,
    ),
    Kind("step_reset_yours", _("Your second step"), _("because somebody asked in your name"), urgent=True),
    Kind("step_reset_done", _("A second step was reset"), _("because you can confirm who a colleague is"), urgent=True),
    Kind("step_reset_ended", _("A reset was stopped"), _("because you have to do with it"), urgent=True),
    DeadlineKind(
        "step_reset",
        _("Lost second step"),
        _("confirm by %(when)s"),
        "safeguarding.md, Secrecy 4",
        amount=24,
        unit=Unit.HOUR,
        note="After that the request has ended and somebody asks anew.",
    ),
)

PERMISSIONS = (
    PermissionSpec(
        Permission.SECOND_STEP_RESET,
        _("help to reset a lost second step"),
        (
            Role.HEADTEACHER,
            Role.DSL,
            Role.DEPUTY_DSL,
            Role.ADMINISTRATOR,
            Role.CHAIR,
            Role.EXECUTIVE_HEAD,
            Role.TRUST_SAFEGUARDING,
            Role.NAMED_OFFICER,
        ),
    ),
)

CONTRIBUTIONS = (
    *VERBS,
    RESET,
    *PERMISSIONS,
    *MESSAGES,
    PeopleListener("accounts", invitations.on_people_changed),
    ActivityTrace("people.signed_in", _("has signed in"), sign_in_methods.signed_in_since),
    HomeSource("accounts", _("Signing in"), 9, todo=home.todo_for),
    PersonPanel("accounts", section="accounts/_signing_in.html", more="accounts/_address_lost.html"),
    KeyRingSecrets("second_step", reseal_secrets),
    ScheduledTask("accounts.nightly", Runs.CRONTAB, minute="10", hour="1"),
)
