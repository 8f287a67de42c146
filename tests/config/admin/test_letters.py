"""Letters and plans: looked at, and given another life."""

from django.urls import reverse

from tests.config.admin.rows import dead_letter_to, letter_to
from tests.factories import (
    PlanFactory,
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
    plan, letter = PlanFactory(user=ada), letter_to(ada)
    for reader in (wil, op):
        client.force_login(reader)
        for row in (plan, letter):
            name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
            assert (
                client.post(reverse(f"{name}_change", args=[row.pk]), {"rhythm": "daily"}).status_code == 403
            )
            assert client.get(reverse(f"{name}_add")).status_code == 403
