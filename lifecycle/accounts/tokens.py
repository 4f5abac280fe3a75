"""Secrets that are handed out once: 256 random bits for the holder, their SHA-256 for us."""

import hashlib
import secrets


def new_token() -> str:
    """43 characters that are safe in a cookie and in a URL."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """What is stored. No salt: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
