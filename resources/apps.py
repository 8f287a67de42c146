from django.apps import AppConfig

from accounts.letter_kinds import register_from


class ResourcesConfig(AppConfig):
    name = "resources"
    verbose_name = "Library"

    def ready(self) -> None:
        # Letters name models, which exist only once every app is loaded: hence the path, not the import.
        register_from("resources.letters", about="Library and workshops")
