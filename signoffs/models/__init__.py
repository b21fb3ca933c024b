"""Facts about sign-offs: what is asked, of whom, and what they answered."""

from signoffs.models.agreements import Agreement, Opened, Round
from signoffs.models.questions import Question
from signoffs.models.signatures import Signature, SignaturePart, sitting_digest

__all__ = ["Agreement", "Opened", "Question", "Round", "Signature", "SignaturePart", "sitting_digest"]
