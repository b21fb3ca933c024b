"""Lines of the home page: the yearly answer, and decisions that wait. No name and no word of a form."""

import datetime as dt
from uuid import UUID

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages.request_cache import once_per_request
from core.pages.todo import Todo
from core.text.dates import day_words
from people.queries.acting import Actor
from registers.models import Disclosure, NothingToDeclare
from registers.queries.disclosures import decidable_by, nothing_signed, own
from registers.states import DECIDED, Permission, State
from schools.queries import calendar
from schools.rules.days import year_of
from schools.states import Season

SHOWN = 3


def todo_for(actor: Actor) -> list[Todo]:
    """Return the actor's yearly answer, questions to answer, and decisions to make. At most six queries."""
    if Permission.DISCLOSURE_MAKE not in actor.permissions:
        return []
    mine = _mine(actor)
    return [*_decisions(actor), *_more(actor, mine), *_yearly(actor, mine)]


def _mine(actor: Actor) -> list[Disclosure]:
    """Return the actor's own forms, newest first; once for all blocks of the page."""
    rows = own(actor).select_related(None).only("id", "state", "sent_at", "reference")
    return once_per_request(actor, "registers.mine", lambda: list(rows))


def _nothing(actor: Actor) -> NothingToDeclare | None:
    return once_per_request(actor, "registers.nothing", lambda: nothing_signed(actor))


def _url(name: str, actor: Actor, *args: UUID) -> str:
    return reverse(f"registers:{name}", args=[actor.school.slug, *args])


def _yearly(actor: Actor, mine: list[Disclosure]) -> list[Todo]:
    start = dt.date(year_of(actor.school.today()), 9, 1)
    if any(form.sent_at.date() >= start for form in mine) or _nothing(actor) is not None:
        return []
    due = calendar.term_end(actor.school, Season.AUTUMN, start.year)
    late = due is not None and due < actor.school.today()
    return [
        Todo(
            title=_("Friends and family online"),
            url=_url("mine", actor),
            why=_("Your yearly answer. “Nothing to declare” is an answer"),
            tag_kind="overdue" if late else "waiting",
            tag_text=(_("Was due %(day)s") if late else _("Due %(day)s")) % {"day": day_words(due)} if due else "",
            minutes=2,
            due=due,
        )
    ]


def _more(actor: Actor, mine: list[Disclosure]) -> list[Todo]:
    return [
        Todo(
            title=_("Your form: more is needed"),
            url=_url("disclosure", actor, form.pk),
            why=_("There is a question for you"),
            tag_kind="due",
            tag_text=State.MORE_NEEDED.label,
            minutes=2,
        )
        for form in mine
        if form.state == State.MORE_NEEDED
    ]


def _decisions(actor: Actor) -> list[Todo]:
    if Permission.DISCLOSURE_DECIDE not in actor.permissions:
        return []
    today = actor.school.today()
    rows = decidable_by(actor).select_related(None).order_by()
    review = Q(state__in=DECIDED, review_on__lte=today)
    counts = rows.filter(Q(state=State.SENT) | review).aggregate(
        new=Count("pk", filter=Q(state=State.SENT)),
        since=Min("sent_at", filter=Q(state=State.SENT)),
        due=Count("pk", filter=review),
    )
    lines = []
    if counts["new"]:
        title = ngettext("One form needs your decision", "%(n)s forms need your decision", counts["new"])
        lines.append(
            Todo(
                title=title % {"n": counts["new"]},
                url=_url("decide_next", actor),
                why=_("Waiting since %(day)s") % {"day": day_words(counts["since"])},
                tag_kind="confidential",
                tag_text=_("Confidential"),
                minutes=2 * counts["new"],
            )
        )
    if counts["due"]:
        title = ngettext("Review one disclosure", "Review %(n)s disclosures", counts["due"]) % {"n": counts["due"]}
        lines.append(
            Todo(title=title, url=_url("register", actor) + "?due=1", tag_kind="due", tag_text=_("Review due"))
        )
    return lines


def _form_todo(actor: Actor, form: Disclosure) -> Todo:
    return Todo(
        title=_("Your form %(reference)s") % {"reference": form.reference},
        url=_url("disclosure", actor, form.pk),
        why=_("Sent on %(day)s") % {"day": day_words(form.sent_at)},
        tag_kind=form.tag_kind,
        tag_text=State(form.state).label,
    )


def waiting_for(actor: Actor) -> list[Todo]:
    """Return the actor's own forms that wait for a decision. One query."""
    return [_form_todo(actor, form) for form in _mine(actor) if form.state == State.SENT]


def done_for(actor: Actor, limit: int = SHOWN) -> list[Todo]:
    """Return the actor's decided forms and this year's "nothing to declare". Two queries."""
    decided = [form for form in _mine(actor) if form.state in DECIDED][:limit]
    done = [_form_todo(actor, form) for form in decided]
    if (signed := _nothing(actor)) is not None:
        done.append(
            Todo(
                title=_("Friends and family online"),
                url=_url("mine", actor),
                why=_("Nothing to declare, signed on %(day)s") % {"day": day_words(signed.signed_at)},
                tag_kind="done",
                tag_text=_("Signed"),
            )
        )
    return done
