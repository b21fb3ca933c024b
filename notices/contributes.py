"""What the outbox contributes to other apps."""

from notices.verbs import VERBS

CONTRIBUTIONS = VERBS
