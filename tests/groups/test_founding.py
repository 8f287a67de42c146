"""Founding a group: its kind, its words, the name one has there, and how many one may look after."""

import pytest
from django.urls import reverse

from groups.founding import MOST_KEPT
from groups.kinds import Kind, Role
from groups.models import Group, Membership
from tests.factories import GroupFactory, MembershipFactory

GROUP = {
    "name": "Late readers",
    "about": "We read.",
    "rhythm": "Tuesdays",
    "capacity": "8",
    "entry": "open",
    "is_listed": "on",
    "identity": "aliases",
}


@pytest.mark.parametrize("kind", Kind.values)
def test_each_kind_can_be_founded_with_our_words(client, ada, kind):
    client.force_login(ada)
    page = client.get(reverse("groups:found", args=[kind]))
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    made = client.post(reverse("groups:found", args=[kind]), {**sent, "name": "Ours"})
    group = Group.objects.get()
    assert made.url == reverse("groups:detail", args=[group.key])
    assert (group.kind, group.school, group.beginning) == (kind, ada.school, kind)
    mine = group.memberships.get()
    assert (mine.user, mine.role, mine.has_agreed) == (ada, Role.HOST, True)
    assert mine.alias != ada.alias
    assert client.get(made.url).status_code == 200


def test_other_suggestions_keep_what_was_typed(client, ada):
    client.force_login(ada)
    address = reverse("groups:found", args=["study"])
    first = client.post(address, {**GROUP, "another": "1", "times": ["lunch"]})
    assert not Group.objects.exists()
    assert "Late readers" in first.text
    form = first.context["form"]
    assert form["times"].value() == ["lunch"]
    again = client.post(address, {**GROUP, "another": "1"}).context["form"]
    assert not {label for _, label in form.fields["alias"].choices} & {
        label for _, label in again.fields["alias"].choices
    }


def test_the_chosen_suggestion_is_the_name_one_has(client, ada):
    client.force_login(ada)
    address = reverse("groups:found", args=["study"])
    sealed, alias = client.get(address).context["form"].fields["alias"].choices[2]
    client.post(address, {**GROUP, "alias": sealed})
    assert Membership.objects.get().alias == alias


def test_nobody_looks_after_more_than_anybody_can(client, ada, school):
    for _ in range(MOST_KEPT):
        MembershipFactory(group=GroupFactory(school=school), user=ada, role=Role.HOST)
    client.force_login(ada)
    page = client.post(reverse("groups:found", args=["study"]), GROUP)
    assert "Hand one over or close one first" in page.text
    assert Group.objects.count() == MOST_KEPT
