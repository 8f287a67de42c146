"""A choice as people give it in a list: by its value, or by the words that a page shows for it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError


def one_of(choices: Iterable[tuple[str, str]], said: str) -> str:
    """The value of the choice that was meant. Raises ValidationError, which names the values."""
    listed = [(str(value), str(label)) for value, label in choices]
    for value, label in listed:
        if said.casefold() in (value.casefold(), label.casefold()):
            return value
    raise ValidationError(f"One of: {', '.join(value for value, _ in listed)}.", code="choice")
