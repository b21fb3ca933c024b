"""Telling line managers and headteachers how many have not signed: one message a person and day, no names."""

from django.urls import reverse

from core.contributions.reminders import Who
from core.db.transactions import unit_of_work
from ledger.states import Confidentiality
from notices.services import claims, outbox
from notices.services.claims import ReminderClaim
from notices.services.outbox import Wanted
from signoffs.queries import rounds as rounds_queries
from signoffs.queries import teams as teams_queries
from signoffs.queries.teams import Team
from signoffs.services.cancelling import team_subject
from signoffs.services.run_context import RunContext, lock_rounds
from signoffs.states import TEAM, Audience


@unit_of_work()
def notify_teams(run: RunContext) -> int:
    """Tell line managers and headteachers what has come due; returns how many people are told (L23).

    Read, claimed and queued in one transaction; what is claimed already is not told again.
    """
    rounds = [round for round in rounds_queries.open_rounds(run.school) if round.agreement.audience == Audience.STAFF]
    if not rounds or not lock_rounds(rounds):
        return 0
    teams = teams_queries.teams_to_notify(run.school, today=run.today, days=run.days)
    new = claims.claim_many(
        school=run.school, claims=[claim for team in teams for claim in _claims_of(team)], now=run.now
    )
    due = [team for team in teams if not new.isdisjoint(_claims_of(team))]
    return outbox.queue_many([_message(run, team) for team in due], now=run.now)


def _claims_of(team: Team) -> list[ReminderClaim]:
    return [ReminderClaim(TEAM, holder, label, asked, step) for holder, label, asked, step in team.claims]


def _message(run: RunContext, team: Team) -> Wanted:
    return Wanted(
        school=run.school,
        confidentiality=Confidentiality.EVERYDAY,
        kind=TEAM,
        person=team.hears,
        subject=team_subject(run.school),
        key=teams_queries.team_key(run.school, team.hears, run.today),
        context={"count": len(team.persons), "due": team.due} | _page(run, team),
        reason=team.reason,
        hold_until=run.opens,
    )


def _page(run: RunContext, team: Team) -> dict[str, str]:
    """Return where the button leads: a headteacher to all rounds, who leads a team to the names; a cover to home."""
    if team.is_head:
        return {"page": reverse("signoffs:rounds", args=[run.school.slug])}
    return {"page": reverse("signoffs:team", args=[run.school.slug])} if Who.LINE_MANAGER in team.leads else {}
