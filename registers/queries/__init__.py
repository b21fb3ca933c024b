"""Reads about disclosures."""


def digest_of_decision(ref: str) -> str | None:
    return None


def digest_of_nothing(ref: str) -> str | None:
    return None
