"""What sign-offs say on a policy's page: sign by Friday, or signed on 3 September."""

from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.text.dates import day_words
from people.queries.acting import Actor
from policies.models import Policy, Version
from policies.queries.panels import Panel
from signoffs.models.agreements import Round
from signoffs.states import Audience, RoundState


def policy_panel(actor: Actor, policy: Policy, version: Version) -> Panel | None:
    """Return whether this reader has to sign this policy, or has signed it; None when neither. One query."""
    own = FilteredRelation("signatures", condition=Q(signatures__person=actor.person, signatures__pupil=None))
    rows = (
        Round.objects.for_school(actor.school)
        .filter(agreement__policy=policy, agreement__audience=Audience.STAFF)
        .exclude(state=RoundState.DRAFT)
        .select_related("agreement", "version")
        .annotate(own=own, signed_at=F("own__signed_at"), reference=F("own__reference"))
        .order_by("-opened_at")
    )
    rounds = list(rows)
    signed = max((round for round in rounds if round.signed_at), key=lambda round: round.version.number, default=None)
    asked = next((round for round in rounds if round.is_open and set(round.agreement.roles) & set(actor.roles)), None)
    school = actor.school.slug
    if asked is not None and not asked.signed_at and asked.version_id == version.pk:
        words = _("Sign by %(day)s.") % {"day": day_words(asked.due)}
        url = reverse("signoffs:sign", args=[school, asked.pk])
        return Panel(words, url, _("Sign this policy"), "attention", signed.version if signed else None)
    if signed is None:
        return None
    facts = {"number": signed.version.number, "day": day_words(signed.signed_at)}
    words = _("You signed version %(number)s on %(day)s.") % facts
    url = reverse("signoffs:certificate", args=[school, signed.reference])
    return Panel(words, url, _("See what you signed"), "done", signed.version)
