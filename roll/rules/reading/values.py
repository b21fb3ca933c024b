"""What one cell means: dates, addresses, years, yes and no, and who somebody is to a child or in the school."""

import datetime as dt
import re
import unicodedata
from functools import lru_cache

from people.states.roles import TRUST_ROLES, Role
from people.states.words import Relationship
from roll.rules.reading.headings import plain
from roll.rules.reading.types import split_list

# What hand-made lists write where there is nothing.
NOTHING = frozenset({"-", "--", "–", "—", ".", "?", "n/a", "#n/a", "nil", "none", "null", "n.a.", "not applicable"})
# "Null" and "None" are names that people have.
NO_NAME = frozenset({"-", "--", "–", "—", ".", "n/a", "#n/a"})
ERRORS = frozenset({"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "########"})
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_SPACES = re.compile(r"\s+")
_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+=?^_`{}~-]+(?:\.[a-z0-9!#$%&'*+=?^_`{}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})"
)
_NUMERIC_DAY = re.compile(r"(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4}|\d{2})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T].*)?")
_WORDED_DAY = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]+([a-z]{3,9})[\s\-/.,]+(\d{4}|\d{2})", re.I
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def tidy(text: str) -> str:
    """Return a cell without invisible characters, spaces around it and doubled spaces; characters composed."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return _SPACES.sub(" ", text).strip()


class NotADate(ValueError):
    """``code`` says why a text is no date: date_unread, date_impossible or date_month_first."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@lru_cache(maxsize=8192)
def day_of(text: str, today: dt.date) -> tuple[dt.date, str]:
    """Return (the day, the code of a mention or ""). Day before month, as in England; raises NotADate.

    A year of two figures is the nearest that is not more than ten years ahead of ``today``.
    """
    if parts := _YEAR_FIRST.fullmatch(text):
        return _date(int(parts[1]), int(parts[2]), int(parts[3])), "date_year_first"
    if parts := _NUMERIC_DAY.fullmatch(text):
        return _date(_year(parts[3], today), int(parts[2]), int(parts[1])), ""
    if parts := _WORDED_DAY.fullmatch(text):
        month = parts[2][:3].lower()
        if month in _MONTHS:
            return _date(_year(parts[3], today), _MONTHS.index(month) + 1, int(parts[1])), ""
    if re.fullmatch(r"[1-6]\d{4}(?:\.0+)?", text):
        return _excel_day(float(text)), "date_as_number"
    raise NotADate("date_unread")


def _date(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        code = "date_month_first" if 12 < month <= 31 and 1 <= day <= 12 else "date_impossible"
        raise NotADate(code) from None


def _year(text: str, today: dt.date) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    year += today.year // 100 * 100
    return year if year <= today.year + 10 else year - 100


def _excel_day(number: float) -> dt.date:
    from openpyxl.utils.datetime import from_excel  # noqa: PLC0415 - heavy, and most pages never read a list

    moment = from_excel(number)
    if isinstance(moment, dt.datetime):
        return moment.date()
    raise NotADate("date_impossible")


def format_day(day: dt.date) -> str:
    """Return a day as the messages show it: 18/10/2020."""
    return day.strftime("%d/%m/%Y")


def emails_of(text: str) -> list[str]:
    """Return the addresses of a cell in small letters; none at all where a part of it is no address.

    "john smith@example.com" must not become smith@example.com, who may be somebody else. A name in front of <...> and a
    remark in brackets are left out.
    """
    parts = re.findall(r"<([^<>]+)>", text) or re.split(r"[;,/|\s]+", re.sub(r"\([^()]*\)", " ", text))
    parts = [part.strip(" .\"'").lower().removeprefix("mailto:") for part in parts if part.strip()]
    if any(len(part) > 254 or not _EMAIL.fullmatch(part) for part in parts):
        return []
    return list(dict.fromkeys(parts))


def phone_of(text: str) -> tuple[str, str]:
    """Return (the number as written, a code or ""). A remark behind the number is left out."""
    match = re.search(r"\+?\(?\d[\d\s().\-/]{4,}\d", text)
    if match is None or re.search(r"\de\+?\d", text.lower()):
        return "", "phone_impossible"
    number = match[0].strip(" -/.")
    figures = re.sub(r"\D", "", number)
    if not 7 <= len(figures) <= 15:
        return "", "phone_impossible"
    if len(figures) == 10 and figures[0] in "1237" and number == figures:
        return f"0{figures}", "phone_zero"
    return number, ""


_YES = frozenset({"yes", "y", "true", "1", "x", "✓", "✔", "t", "ja", "has", "full", "joint", "sole", "shared"})
_NO = frozenset({"no", "n", "false", "0", "f", "none", "nil", "not", "✗", "✘"})


def yes_or_no(text: str) -> bool | None:
    """Return what a cell says, or None where it says neither."""
    low = text.casefold().rstrip(".")
    return True if low in _YES else False if low in _NO else None


_RECEPTION = frozenset(
    split_list("r, yr, reception, rec, recep, f2, fs2, eyfs2, foundation 2, foundation stage 2, reception class")
)
_NURSERY = frozenset(
    split_list("n, n1, n2, nursery, nursery 1, nursery 2, f1, fs1, pre school, preschool, pre reception")
)


@lru_cache(maxsize=1024)
def year_of(text: str) -> str:
    """Return a year group in its short form ("R", "N", "4"), or the text itself where it is none we know."""
    low = plain(text)
    if match := re.fullmatch(r"(?:(?:school |nc |national curriculum )?(?:year|yr|y)(?: group)? ?)?(\d{1,2})", low):
        number = int(match[1])
        return "R" if number == 0 else str(number) if number <= 14 else text
    short = re.sub(r"^(?:year|yr|y) ?", "", low)
    return "R" if (short or low) in _RECEPTION else "N" if short in _NURSERY else text


# (pieces of the words, what they mean); the first that fits wins.
_RELATIONSHIPS: tuple[tuple[str, Relationship], ...] = (
    (r"step", Relationship.STEP_PARENT),
    (r"foster", Relationship.FOSTER_CARER),
    (r"grand|\bnan\b|\bnana\b|\bgran|\bnanny gran", Relationship.GRANDPARENT),
    (r"mother|\bmum|\bmam\b|\bmom\b|\bmummy\b", Relationship.MOTHER),
    (r"father|\bdad|\bdaddy\b", Relationship.FATHER),
    (r"guardian", Relationship.GUARDIAN),
)
_NO_CARER = re.compile(
    r"neighbour|friend|child ?minder|nanny|au pair|doctor|\bgp\b|dentist|social worker|school|agency|solicitor|sibling"
    r"|brother|sister|nursery|key ?worker|health|emergency|babysitter|taxi|driver|court|police|religious|language"
)


@lru_cache(maxsize=1024)
def relationship_of(text: str) -> tuple[Relationship, bool]:
    """Return (what somebody is to a child, whether such a person answers for the child at all)."""
    low = plain(text)
    for pattern, relationship in _RELATIONSHIPS:
        if re.search(pattern, low):
            return relationship, True
    return Relationship.OTHER, _NO_CARER.search(low) is None


_HEADS = r"(?:.*head ?(?:teacher|master|mistress)|(?:co |acting |interim )?head$|.*\bprincipal\b)"
_SUPPORT = (
    r"(?:teaching|learning|classroom|class|support|nursery|special needs|general|sen|send) (?:support )?assistant"
    r"|\bhlta\b|\btas?\b|\blsa\b|\b1 1\b|nursery nurse|early years (?:prac|educ|prof)|midday|lunch|\bmdsa\b|\bmsa\b"
    r"|dinner|caretaker|premises|\bsite\b|clean|\bcook|kitchen|cater|technician|cover supervisor|mentor|counsel"
    r"|librar|crossing|play ?work|breakfast|after school|wrap ?around|pastoral|welfare|family (?:liaison|support)"
    r"|support|network manager|\bnurse\b|first aid|therap|chaplain|minibus|escort|groundsman|coach"
)
_TEACHING = (
    r"teacher|\bect\b|\bnqt\b|\bsendco\b|\bsenco\b|tutor|lecturer|head of|lead(?:er)? (?:of|for)|subject lead"
    r"|phase lead|year lead|instructor|\bteaches\b"
)
_CLERICAL = (
    r"office|admin|secretary|reception|bursar|business|financ|\bhr\b|human resources|data|exam|cleri|registrar"
    r"|attendance|\bpa\b|personal assistant|clerk"
)
# The first that fits wins. Whoever a list calls "administrator" works in the office: the portal's own administrator
# and the roles of a trust are given by hand only.
_ROLES: tuple[tuple[str, Role | None], ...] = (
    (r"executive (?:head|principal)", None),
    (r"(?:deputy|assistant|vice).*(?:\bdsl\b|safeguarding)|\bddsl\b", Role.DEPUTY_DSL),
    (r"\bdsl\b|safeguarding lead", Role.DSL),
    (r"(?:deputy|assistant|vice|associate) (?:head|principal)|head of school", Role.SENIOR_LEADER),
    (r"senior leader|\bslt\b", Role.SENIOR_LEADER),
    (rf"^{_HEADS}", Role.HEADTEACHER),
    (r"^chair$|^(?:co )?chair (?:of |person )?.*govern", Role.CHAIR),
    (r"clerk.*govern|govern.*clerk|governance professional|^clerk$", Role.CLERK),
    (r"govern(?:or|ing)|\btrustee\b", Role.GOVERNOR),
    (r"volunteer|\bhelper\b|parent reader|work experience", Role.VOLUNTEER),
    (r"contractor|external (?:coach|provider)|sports coach", Role.CONTRACTOR),
    (_SUPPORT, Role.SUPPORT),
    (_TEACHING, Role.TEACHER),
    (_CLERICAL, Role.OFFICE),
)
_BY_HAND_ONLY = frozenset({Role.ADMINISTRATOR, *TRUST_ROLES})


@lru_cache(maxsize=1024)
def role_of(text: str) -> Role | None:
    """Return the portal's role for what a list calls a post, or None where no role fits."""
    low = plain(text)
    for role in Role:
        if role in _BY_HAND_ONLY:
            continue
        if low and low in {plain(str(role.label)), plain(str(role.value))}:
            return role
    return next((role for pattern, role in _ROLES if re.search(pattern, low)), None)


_TITLES = frozenset(split_list("mr, mrs, ms, miss, mx, dr, prof, professor, rev, revd, reverend, sir, dame"))


def split_name(text: str) -> tuple[str, str, str]:
    """Return (title, first name, last name) of a whole name: "Khan, Mrs Ava" and "Mrs Ava Khan" are the same."""
    last, comma, first = text.partition(",")
    words = (first if comma else text).split()
    title = ""
    if words and words[0].rstrip(".").casefold() in _TITLES and len(words) + bool(comma) > 1:
        title = words.pop(0).rstrip(".")
    if comma:
        return title, " ".join(words), last.strip()
    if title and len(words) == 1:
        return title, "", words[0]
    return title, words[0] if words else "", " ".join(words[1:])
