"""Where the demo's policies come from, and what people say in its stories. All made up."""

from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "policies" / "demo"
SOCIAL_OLD, SOCIAL_NEW = "social-media-policy-v1.txt", "social-media-policy-v2.txt"
FAMILY, STAFF = "family-online-safety-rules.md", "staff-acceptable-use-agreement.md"
INVENTED = "Hazel Bank Primary School"

IN_SHORT: dict[str, list[str]] = {
    SOCIAL_NEW: [
        "Be kind online. Keep work and private life apart.",
        "Do not post about pupils, families or colleagues.",
        "Declare any link to a pupil or parent that began before the job.",
        "Tell the safeguarding lead if something worries you.",
    ],
    FAMILY: [
        "Post pictures of your own child only.",
        "Come to us first if something is wrong.",
        "Be kind about pupils and staff.",
        "Do not ask staff to be friends online.",
        "Mind the age limits. Most apps are for 13 and over.",
    ],
    STAFF: [
        "Use school devices for school work.",
        "Keep your passwords to yourself.",
        "Tell the office at once if a device is lost.",
        "Never take pictures of pupils on your own phone.",
    ],
}
CHANGES = ["Group chats with parents need the headteacher's yes.", "Past pupils: the age is now 18. It was 16."]
STATEMENTS: dict[str, list[dict[str, Any]]] = {
    "staff": [
        {"kind": "agreement", "text": "I have read this policy and I will follow it"},
        {"kind": "declaration", "text": "My private accounts are set to friends only"},
    ],
    "family": [{"kind": "agreement", "text": "I have read these rules with my children"}],
}

REPORTS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    (
        "pupils",
        "no_name",
        "In a class chat two children keep posting edited pictures of a third child, with unkind words, since Monday.",
        {"where_when": "A group chat, since Monday evening", "still_visible": "yes"},
    ),
    (
        "post",
        "parent",
        "A parent posted on the village page that the school hides things. Names of two teachers are in it.",
        {"where_when": "The village page, yesterday", "name": "Sandra Blake", "contact": "07700 900 112"},
    ),
    (
        "support",
        "parent",
        "My daughter is on her phone past midnight. I would like advice.",
        {"name": "J Moran", "contact": "07700 900 341"},
    ),
    (
        "child",
        "staff",
        "A child told me that an adult they met in a game asked them for a picture.",
        {"childs_words": "He said it is our secret."},
    ),
)


# Two short ones, so that the governors' board has a review that is overdue and a policy without a date.
INLINE = {
    "online-safety-policy.txt": """Online safety policy

Hazel Bank Primary School

Approved by: the governing body
Date approved: March 2025
Next review: Autumn 2025

1. Why we have it

Children learn and play online. We teach them how to do it safely.

2. What we teach

Every class has an online safety lesson each half term. We tell families what was taught.

3. What we check

The office checks the school's filters every month and writes down what was found.
""",
    "visitors-policy.txt": """Policy for visitors

Hazel Bank Primary School

1. Phones

Visitors keep their phones away while children are near.

2. Pictures

Nobody takes a picture of a pupil without the office saying yes.
""",
}


def policy_file(name: str, school: str) -> bytes:
    """Return one of our own sample policies, with this school's name in it."""
    text = INLINE.get(name) or (FOLDER / name).read_text(encoding="utf-8")
    return text.replace(INVENTED, school).encode()
