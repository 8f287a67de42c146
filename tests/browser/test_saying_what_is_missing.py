"""Saying what is missing, in a browser: close ones appear while one types, and nothing typed is lost."""

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from resources.forms.proposals import new_secret
from resources.models import Proposal
from resources.proposals import make_proposal


def test_close_ones_appear_while_one_types(page_for, ada, zed):
    make_proposal(
        by=ada,
        school=ada.school,
        secret=new_secret(),
        title="Counselling after 18:00",
        words="The desk closes at five.",
        is_anonymous=False,
        now=timezone.now(),
    )
    page = page_for(zed)
    page.goto(reverse("resources:proposal-new"))
    page.get_by_label("What is missing, in a line?").press_sequentially("counseling after 18")
    expect(page.get_by_role("link", name="Counselling after 18:00")).to_be_visible()
    page.get_by_label("What would help, and whom?").fill("An evening a week.")
    page.get_by_role("button", name="Say it").click()
    # Shown once more before a second one of the same is made, with what was typed kept.
    expect(page.get_by_label("What would help, and whom?")).to_have_value("An evening a week.")
    page.get_by_role("button", name="Mine is another matter: say it").click()
    expect(page.get_by_role("heading", name="counseling after 18")).to_be_visible()
    assert Proposal.objects.count() == 2
