from django.apps import AppConfig

from accounts.letter_kinds import register_from


class CheckinsConfig(AppConfig):
    name = "checkins"
    verbose_name = "Check-ins"

    def ready(self) -> None:
        # Letters name models, which exist only once every app is loaded: hence the path, not the import.
        register_from("checkins.letters", about="Check-ins")
