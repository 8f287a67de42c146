from django.apps import AppConfig

from accounts.letter_kinds import register_from


class GroupsConfig(AppConfig):
    name = "groups"
    verbose_name = "Groups"

    def ready(self) -> None:
        # Letters name models, which exist only once every app is loaded: hence the path, not the import.
        register_from("groups.letters", about="Groups and meetings")
