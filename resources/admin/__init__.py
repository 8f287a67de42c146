from resources.admin import proposals

__all__ = ["proposals"]
