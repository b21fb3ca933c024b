"""Reads about reports and cases. Whatever a person is shown starts at :func:`visible_to`."""

from incidents.queries.access import barred, hearers, may_receive, visible_to
from incidents.queries.counts import TermCount, counts_by_term
from incidents.queries.facts import facts_for, school_facts
from incidents.queries.inbox import TABS, Inbox, Row, inbox, nav_count, tab_counts, todo_for
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

__all__ = [
    "TABS",
    "CasePage",
    "Door",
    "Inbox",
    "Row",
    "TermCount",
    "answers_of",
    "barred",
    "case_of_visit",
    "content",
    "counts_by_term",
    "door",
    "draft",
    "entry_of",
    "facts_for",
    "find",
    "form_open",
    "hearers",
    "inbox",
    "leads_outside",
    "may_receive",
    "messages",
    "nav_count",
    "page",
    "people_called",
    "readers_as_posts",
    "reference_index",
    "report_by_reference",
    "school_facts",
    "seen_by",
    "status_of",
    "tab_counts",
    "todo_for",
    "unread_from_reporter",
    "visible_to",
]
