"""References that people say aloud, secret words that they write down, and tokens of private links.

A token is made at random and kept as a hash only.
"""

import functools
import hashlib
import re
import secrets

# Without 0 O 1 I L, which are misread, and without vowels, so that no word arises.
LETTERS = "BCDFGHJKMNPQRSTVWXYZ"
MIXED = "23456789" + LETTERS


def new_reference() -> str:
    """Return a reference such as ``KTM-4QX``. The caller holds it unique."""
    first = "".join(secrets.choice(LETTERS) for _ in range(3))
    return f"{first}-{''.join(secrets.choice(MIXED) for _ in range(3))}"


def short_code() -> str:
    """Return a code of eight letters and figures to be typed from paper, in groups of four."""
    text = "".join(secrets.choice(MIXED) for _ in range(8))
    return f"{text[:4]}-{text[4:]}"


def normalise_reference(text: str) -> str:
    """Return a typed reference in its stored form; spaces, case and a missing dash do not matter."""
    plain = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    return f"{plain[:3]}-{plain[3:]}" if len(plain) == 6 else plain


@functools.lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    from xkcdpass import xkcd_password  # noqa: PLC0415 - 7,776 words, wanted only when a report is sent

    wordlist = xkcd_password.generate_wordlist(
        wordfile=xkcd_password.locate_wordfile("eff-long"), min_length=3, max_length=9
    )
    return tuple(sorted({word for word in wordlist if word.isalpha()}))


def secret_words() -> str:
    """Return four words, each drawn at random from more than 7,000 (about 51 bits)."""
    words = _words()
    return " ".join(secrets.choice(words) for _ in range(4))


def normalise_words(text: str) -> str:
    """Return typed secret words in the form that is compared: lower case, single blanks, no punctuation."""
    return " ".join(re.findall(r"[a-z]+", text.lower()))


def new_token() -> str:
    """Return a token of 256 random bits for an address (43 characters, URL safe)."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what the database keeps of a token. Plain SHA-256 is enough: the token itself has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
