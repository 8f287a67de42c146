"""Letters and plans: looked at, and given another life."""

import pytest
from django.urls import reverse

from accounts.letter_kinds import registry
from config.staff_day import needs_a_hand
from tests.config.admin.rows import dead_letter_to, letter_to
from tests.factories import GradingFactory, PlanFactory

# Whoever gets one of these has an alias, a friend or a seat that is nobody's business at the school.
NOT_FOR_STAFF = (
    "group-opened",
    "group-about-you",
    "group-reply",
    "shared",
    "workshop-seat",
    "proposal-moved",
)


def test_dead_letters_get_another_life_within_the_wall_only(client, ada, nia, wil):
    mine, theirs = dead_letter_to(ada), dead_letter_to(nia)
    client.force_login(wil)
    listing = reverse("admin:accounts_letter_changelist")
    body = client.get(f"{listing}?state=dead").content.decode()
    assert "no such mailbox" in body
    assert ada.email not in body
    client.post(listing, {"action": "requeue", "_selected_action": [mine.pk, theirs.pk]})
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, mine.attempts) == ("waiting", 0)
    assert theirs.state == "dead"


def test_letters_and_plans_cannot_be_changed(client, ada, wil, op):
    plan, letter = PlanFactory(user=ada), dead_letter_to(ada)
    for reader in (wil, op):
        client.force_login(reader)
        for row in (plan, letter):
            name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
            assert (
                client.post(reverse(f"{name}_change", args=[row.pk]), {"rhythm": "daily"}).status_code == 403
            )
            assert client.get(reverse(f"{name}_add")).status_code == 403


@pytest.mark.parametrize("kind", NOT_FOR_STAFF)
def test_staff_do_not_see_who_gets_what_would_give_somebody_away(client, ada, wil, op, kind):
    letter = dead_letter_to(ada, kind=kind)
    listing, page = reverse("admin:accounts_letter_changelist"), "admin:accounts_letter_change"
    client.force_login(wil)
    for asked in ("", f"?q={ada.alias}", f"?kind__exact={kind}", "?state=dead"):
        body = client.get(f"{listing}{asked}").text
        assert reverse(page, args=[letter.pk]) not in body
        assert f'<td class="field-recipient nowrap">{ada.alias}' not in body
    assert client.get(reverse(page, args=[letter.pk])).status_code == 404
    client.post(listing, {"action": "requeue", "_selected_action": [letter.pk]})
    letter.refresh_from_db()
    assert letter.state == "dead"
    assert not [need for need in needs_a_hand(wil) if "delivered" in need.words]
    client.force_login(op)
    assert client.get(reverse(page, args=[letter.pk])).status_code == 200


def test_whether_somebody_answers_cannot_be_told_from_the_letters(client, ada, wil, op):
    """A second letter on one day, or one that was dropped, would say it; what could not be delivered is work to do."""
    page = "admin:accounts_letter_change"
    sent, dead = letter_to(ada), dead_letter_to(ada)
    client.force_login(wil)
    listing = client.get(reverse("admin:accounts_letter_changelist")).text
    assert reverse(page, args=[sent.pk]) not in listing
    assert reverse(page, args=[dead.pk]) in listing
    assert client.get(reverse(page, args=[sent.pk])).status_code == 404
    assert (
        dead.key not in client.get(reverse(page, args=[dead.pk])).text
    )  # which of an occasion's letters it was
    client.force_login(op)
    assert client.get(reverse(page, args=[sent.pk])).status_code == 200


def test_who_gives_marks_to_somebody_sees_none_of_their_letters(client, ada, zed, wil):
    wil.is_on_duty_list = False
    wil.save()
    GradingFactory(grader=wil, student=ada)
    moved, others = letter_to(ada, kind="request-moved"), letter_to(zed, kind="request-moved")
    client.force_login(wil)
    listing = client.get(reverse("admin:accounts_letter_changelist")).text
    assert reverse("admin:accounts_letter_change", args=[moved.pk]) not in listing
    assert reverse("admin:accounts_letter_change", args=[others.pk]) in listing


def test_what_staff_see_was_chosen_kind_by_kind():
    """A new kind is hidden until somebody says that its recipients are known to the staff anyway."""
    assert set(registry.seen_by_staff()) == {
        "moment",
        "request-moved",
        "duty",
        "duty-over",
        "library-answer",
        "group-duty",
        "group-second-person",
        "group-second-answer",
        "group-unkept",
    }
