"""Pages of sign-offs."""

from signoffs.views.carers import carer
from signoffs.views.certificates import certificate, certificate_pdf, signed
from signoffs.views.family import family, family_ask, family_check, family_form, family_new_link, family_receipt
from signoffs.views.questions import ask, question, questions
from signoffs.views.rounds import close, longer, paper, remind, round_new, round_page, rounds, team
from signoffs.views.signing import sign

__all__ = [
    "ask",
    "carer",
    "certificate",
    "certificate_pdf",
    "close",
    "family",
    "family_ask",
    "family_check",
    "family_form",
    "family_new_link",
    "family_receipt",
    "longer",
    "paper",
    "question",
    "questions",
    "remind",
    "round_new",
    "round_page",
    "rounds",
    "sign",
    "signed",
    "team",
]
