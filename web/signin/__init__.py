"""Signing in and out, the one-time link, the password, the language."""

from web.signin.views import blueprint

__all__ = ["blueprint"]
