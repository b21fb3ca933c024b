"""App config of policies."""

from core import appconfig


class PoliciesConfig(appconfig.ContributingAppConfig):
    """Text, versions, approval, review, import, redline."""

    name = "policies"
    verbose_name = "Policies"

    def ready(self) -> None:
        """Tell the ledger of this app's verbs and witnesses, and the samples command how to check policy files."""
        from notices.services import ask_before_sending  # noqa: PLC0415
        from policies import queries  # noqa: PLC0415

        ask_before_sending(("decision_needed",), queries.approvals_not_owed)
        ask_before_sending(("review_due",), queries.reviews_not_owed)
        super().ready()
