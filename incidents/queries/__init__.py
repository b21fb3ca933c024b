"""Reads about reports and cases. Whatever a person is shown starts at :func:`visible_to`."""

from incidents.queries.access import barred, hearers, may_receive, visible_to
from incidents.queries.counts import TermCount, WeekCount, counts_by_term, week_counts
from incidents.queries.facts import ROLES, facts_for, school_facts
from incidents.queries.inbox import TABS, Inbox, Row, inbox, nav_count, tab_counts, todo_for
from incidents.queries.lines import each_route, left_alone, lines
from incidents.queries.names import people_called
from incidents.queries.page import (
    CasePage,
    answers_of,
    entry_of,
    find,
    page,
    readers_as_posts,
    seen_by,
    unread_from_reporter,
)
from incidents.queries.reporter import (
    Door,
    case_of_visit,
    content,
    door,
    draft,
    form_open,
    leads_outside,
    messages,
    reference_index,
    report_by_reference,
    status_of,
)
from incidents.queries.routing import (
    Hearer,
    Sentence,
    Trial,
    broken_routes,
    holders_wanted,
    kind_of_setting,
    sentences,
    try_it,
)
from incidents.queries.running import clock_of, first_look_words, running_for
from incidents.queries.telling import KINDS as TOLD
from incidents.queries.telling import no_longer_told

__all__ = [
    "ROLES",
    "TABS",
    "TOLD",
    "CasePage",
    "Door",
    "Hearer",
    "Inbox",
    "Row",
    "Sentence",
    "TermCount",
    "Trial",
    "WeekCount",
    "answers_of",
    "barred",
    "broken_routes",
    "case_of_visit",
    "clock_of",
    "content",
    "counts_by_term",
    "door",
    "draft",
    "each_route",
    "entry_of",
    "facts_for",
    "find",
    "first_look_words",
    "form_open",
    "hearers",
    "holders_wanted",
    "inbox",
    "kind_of_setting",
    "leads_outside",
    "left_alone",
    "lines",
    "may_receive",
    "messages",
    "nav_count",
    "no_longer_told",
    "page",
    "people_called",
    "readers_as_posts",
    "reference_index",
    "report_by_reference",
    "running_for",
    "school_facts",
    "seen_by",
    "sentences",
    "status_of",
    "tab_counts",
    "todo_for",
    "try_it",
    "unread_from_reporter",
    "visible_to",
    "week_counts",
]
