"""What stands for a row in an address: it tells nothing of the row, its age, its neighbours or its person."""

import secrets

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
LENGTH = 12


def new_key() -> str:
    """Twelve letters and digits that cannot be mistaken for one another, about 60 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
