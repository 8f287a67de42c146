"""Fields for what people write live on the ground floor; this floor uses them by the same name."""

from accounts.words import WordsField

__all__ = ["WordsField"]
