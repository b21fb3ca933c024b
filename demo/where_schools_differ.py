"""What Oakfield wants otherwise than the default, for every line of "Where schools differ".

Elmbridge keeps the defaults.
"""

from typing import Any

OAKFIELD: dict[str, Any] = {
    "approval_signers": ["chair"],
    "approval_every_holder": False,
    "friend_attempt_by_child": "headteacher",
    "friend_attempt_by_parent": "one_of",
    "friend_attempt_by_staff": "disciplinary",
    "staff_misuse": "senior_leadership",
    "parent_post": ["meeting", "removal", "police_on_repeat"],
    "safeguarding_also": ["line_manager"],
    "post_line_manager": True,
    "support_contact": "dsl",
    "questions_to": "senior_leadership",
    "present_pupils_as_friends": "before",
    "past_pupils_as_friends": "as_present",
    "past_pupil_age": 16,
    "parents_as_friends": "declare",
    "before_means": "entry",
}

CONTACTS = {
    "lado_contact": "01234 555 010, 9am to 5pm",
    "childrens_services": "01234 555 020, day and night",
    "complaints_procedure": "Ask the office for the complaints leaflet, or write to the clerk.",
    "whistleblowing_procedure": "Ask the clerk to the governors for the whistleblowing procedure.",
}
