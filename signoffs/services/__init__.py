"""Writes of sign-offs: rounds, signatures, questions and reminders."""

from signoffs.services.links import print_link, send_link, send_new_links
from signoffs.services.questions import answer_question, ask_question
from signoffs.services.reminders import by_hand_to, remind
from signoffs.services.rounds import close_round, extend_round, open_round
from signoffs.services.second_check import check_birthday
from signoffs.services.signing import note_opened, record_paper, sign, sign_for_family
from signoffs.services.sitting import Signer
from signoffs.services.stopping import on_people_changed, stop_settled, stop_teams
from signoffs.services.tick import reminder_tick

__all__ = [
    "Signer",
    "answer_question",
    "ask_question",
    "by_hand_to",
    "check_birthday",
    "close_round",
    "extend_round",
    "note_opened",
    "on_people_changed",
    "open_round",
    "print_link",
    "record_paper",
    "remind",
    "reminder_tick",
    "send_link",
    "send_new_links",
    "sign",
    "sign_for_family",
    "stop_settled",
    "stop_teams",
]
