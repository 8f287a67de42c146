from resources.models.next_steps import NextStep

__all__ = ["NextStep"]
