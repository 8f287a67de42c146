from resources.admin import proposals, tips
from resources.admin.collections import CollectionAdmin
from resources.admin.entries import EntryAdmin

__all__ = ["CollectionAdmin", "EntryAdmin", "proposals", "tips"]
