"""The product's letters as finished messages: what the limit sends."""

from django.conf import settings
from django.utils import timezone

from accounts.carriers import stationery_for
from accounts.letter_kinds import registry
from accounts.mime import wire_address
from accounts.stop_links import one_click_headers, stop_url
from checkins.moments import moment_url


def messages(count: int) -> list[tuple[str, bytes]]:
    stationery = stationery_for(registry.get("moment"))
    now = timezone.now()
    written = []
    for number in range(1, count + 1):
        stop = stop_url(number, "moment")
        email = f"student.{number}@northgate.example.edu"
        message = stationery.letter(
            to=email,
            message_id=f"<moment.{number}.1.{number}.email@{settings.SITE_HOST}>",
            date=now,
            values={"link": moment_url(number), "note": "", "stop_link": stop},
            extra_headers=one_click_headers(stop),
        )
        written.append((wire_address(email), message))
    return written
