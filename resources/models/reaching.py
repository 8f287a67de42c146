"""How to reach what an entry is about: numbers, and people who are there because it is their work."""

import re

import pghistory
from django.db import models


def every_change() -> tuple[pghistory.RowEvent, ...]:
    """That a row came, changed, went. Made anew for each model: pghistory writes into them."""
    return pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()


@pghistory.track(
    *every_change(), exclude=["position"], obj_field=pghistory.ObjForeignKey(related_name="events")
)
class Phone(models.Model):
    """A number of an entry, as people write it."""

    class Type(models.TextChoices):
        """HSDS 3's types, those that students use."""

        VOICE = "voice", "Call"
        TEXT = "sms", "Text"
        TEXTPHONE = "tty", "Textphone"
        FAX = "fax", "Fax"

    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="phones")
    number = models.CharField(max_length=40)
    extension = models.CharField(max_length=10, blank=True)
    type = models.CharField(max_length=5, choices=Type, default=Type.VOICE)
    description = models.CharField(max_length=120, blank=True, help_text="Out of hours, appointments.")
    position = models.PositiveSmallIntegerField(default=0, help_text="The smallest stands first.")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.number

    @property
    def digits(self) -> str:
        """What a telephone dials."""
        return re.sub(r"[^0-9+]", "", self.number)

    @property
    def link(self) -> str:
        scheme = "sms" if self.type == self.Type.TEXT else "tel"
        extension = f";ext={self.extension}" if self.extension and scheme == "tel" else ""
        return f"{scheme}:{self.digits}{extension}"


class Contact(models.Model):
    """Somebody to ask for. Kept out of the history: names of people who have moved on are nobody's business."""

    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    title = models.CharField("role", max_length=120, blank=True)
    department = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
