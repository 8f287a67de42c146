"""Words that would be a script if anybody let them: shown as words wherever they are shown, and never run."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Pause, User
from checkins.concerns import open_concern
from checkins.models import CheckIn, ChosenPerson
from checkins.models.checkins import Audience
from checkins.sharing import share_with
from tests.browser.tasks import Scene

PLANTED = "\"'><script>planted=1</script><img src=x onerror=planted=1>{{ 7|add:7 }}"


@pytest.fixture
def planted(scene: Scene) -> dict[str, list[str]]:
    """{who: addresses} of every page that shows what Ada wrote."""
    now, ada = timezone.now(), scene.ada
    ChosenPerson.objects.filter(owner=ada).update(nickname=PLANTED[:40])
    User.objects.filter(pk=ada.pk).update(name=PLANTED)
    Pause.objects.create(
        user=ada, name=PLANTED[:60], is_exam_block=True, starts_at=now, ends_at=now + timedelta(days=3)
    )
    answer = CheckIn.objects.get(pk=scene.waiting.pk)
    answer.level, answer.answered_at, answer.note, answer.audience = 2, now, PLANTED, Audience.CHOSEN
    answer.save()
    share_with(checkin=answer, chosen=list(ChosenPerson.objects.filter(owner=ada)), now=now)
    concern = open_concern(
        by=ada, words=PLANTED, reach_by=PLANTED, reach_when=PLANTED, urgency="today", now=now, checkin=answer
    )
    pages = {
        "ada": [
            reverse("checkins:detail", args=[answer.pk]),
            reverse("checkins:change", args=[answer.pk]),
            reverse("checkins:kept", args=[answer.pk]),
            reverse("checkins:concern", args=[concern.pk]),
            *map(reverse, ("checkins:people", "checkins:history", "checkins:trend", "today")),
            *map(reverse, ("accounts:pause", "accounts:letters", "accounts:profile", "accounts:you")),
        ],
        "ben": [reverse("checkins:shared"), reverse("checkins:shared-one", args=[answer.pk])],
        "wil": [
            reverse("admin:checkins_concern_changelist"),
            reverse("admin:checkins_concern_change", args=[concern.pk]),
            reverse("admin:accounts_user_change", args=[ada.pk]),
        ],
    }
    return pages


def test_planted_scripts_stay_words(planted, scene: Scene, page_for):
    shown = set()
    for who, addresses in planted.items():
        page = page_for(getattr(scene, who))
        for address in addresses:
            assert page.goto(address, wait_until="load").ok
            assert page.evaluate("typeof planted") == "undefined", address
            assert page.locator("img[src=x]").count() == 0, address
            words = page.locator("body").inner_text() + "".join(
                field.input_value() for field in page.locator("textarea, input[type=text]").all()
            )
            if "<script>planted" in words:
                shown.add(address)
    # Where the words stand in full, they stand as they were written.
    assert {planted["ada"][0], planted["ada"][1], planted["ada"][3], planted["wil"][1]} <= shown
