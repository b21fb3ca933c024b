"""What can happen to a policy."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import Verb

VERBS = (
    Verb("policy.imported", _("{actor} brought in a file")),
    Verb("policy.draft_saved", _("{actor} changed the draft")),
    Verb("policy.draft_dropped", _("{actor} dropped a draft")),
    Verb("policy.asked_again", _("{actor} asked the present office holders to approve version {number}")),
    Verb("policy.review_called", _("{actor} called for an early review")),
    Verb("policy.proposed", _("{actor} proposed version {number} for approval")),
    Verb("policy.signed_off", _("{actor} approved version {number} as {role}")),
    Verb("policy.approved", _("Version {number} has all its approvals")),
    Verb("policy.returned", _("{actor} asked for changes to version {number}")),
    Verb("policy.published", _("{actor} published version {number}")),
    Verb("policy.replaced", _("Version {number} was replaced")),
    Verb("policy.withdrawn", _("{actor} withdrew version {number}")),
)
