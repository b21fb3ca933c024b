"""App config of policies."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Text, versions, approval, review, import, redline."""

    name = "policies"
    verbose_name = "Policies"

    def ready(self) -> None:
        """Tell the ledger of this app's verbs and witnesses, and the samples command how to check policy files."""
        from core import samples  # noqa: PLC0415
        from ledger import verbs, witness  # noqa: PLC0415
        from notices.services import ask_before_sending  # noqa: PLC0415
        from policies import queries  # noqa: PLC0415
        from policies.importing import compare  # noqa: PLC0415
        from policies.verbs import VERBS  # noqa: PLC0415

        verbs.register(VERBS)
        witness.register("policy_version", queries.digest_of)
        samples.register(samples.Checker("policies", compare.fits, compare.check))
        ask_before_sending(("decision_needed",), queries.approvals_not_owed)
        ask_before_sending(("review_due",), queries.reviews_not_owed)
