"""A concern about words of Ada's, and two of the staff."""

import pytest
from django.utils import timezone

from groups.reporting import report_words
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    PostFactory,
    StaffFactory,
    give_second_factor,
)


@pytest.fixture
def kim(school):
    """A second member of the wellness staff, not on the duty list."""
    staff = StaffFactory(school=school, alias="Kim at the desk", is_on_duty_list=False)
    give_second_factor(staff)
    return staff


@pytest.fixture
def circle(school):
    return GroupFactory(school=school, name="planted-circle")


@pytest.fixture
def author(circle, ada):
    ada.name = "Ada Lindqvist"
    ada.save()
    return MembershipFactory(group=circle, user=ada, alias="Gentle Heron 555")


@pytest.fixture
def concern(author, circle, ben):
    post = PostFactory(author=author, words="I will not see Friday")
    reader = MembershipFactory(group=circle, user=ben)
    return report_words(words=post, by=reader, reason="danger", note="", now=timezone.now())
