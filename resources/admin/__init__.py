from resources.admin import proposals, tips
from resources.admin.collections import CollectionAdmin
from resources.admin.entries import EntryAdmin
from resources.admin.workshops import WorkshopAdmin

__all__ = ["CollectionAdmin", "EntryAdmin", "WorkshopAdmin", "proposals", "tips"]
