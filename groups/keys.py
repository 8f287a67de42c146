"""The house's keys (accounts/keys.py), by the name that migrations here know them by."""

from accounts.keys import new_key

__all__ = ["new_key"]
