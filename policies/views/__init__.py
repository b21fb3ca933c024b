"""Pages of policies."""

from policies.views.deciding import approve, ask_again, publish, return_for_changes, withdraw
from policies.views.drafts import draft, drop, import_file, propose, section, start_review
from policies.views.reading import changes, early_review, policy, policy_list, public, version

__all__ = [
    "approve",
    "ask_again",
    "changes",
    "draft",
    "drop",
    "early_review",
    "import_file",
    "policy",
    "policy_list",
    "propose",
    "public",
    "publish",
    "return_for_changes",
    "section",
    "start_review",
    "version",
    "withdraw",
]
