"""Writing policies: bring in, correct, propose, approve, return, publish, review."""

from policies.services.approving import approve, ask_again, propose, return_for_changes
from policies.services.drafts import drop_draft, import_file, remove_section, save_draft, save_section, start_review
from policies.services.publishing import publish, withdraw
from policies.services.reviews import call_early_review, remind_reviews
from policies.services.waiting import remind_approvals

__all__ = [
    "approve",
    "ask_again",
    "call_early_review",
    "drop_draft",
    "import_file",
    "propose",
    "publish",
    "remind_approvals",
    "remind_reviews",
    "remove_section",
    "return_for_changes",
    "save_draft",
    "save_section",
    "start_review",
    "withdraw",
]
