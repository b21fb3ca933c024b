"""Tokens of private links: made at random, kept as hashes only."""

import hashlib
import secrets


def new_token() -> str:
    """Return a token of 256 random bits for an address (43 characters, URL safe)."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what the database keeps of a token. Plain SHA-256 is enough: the token itself has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
