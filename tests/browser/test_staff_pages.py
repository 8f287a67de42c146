"""Staff at work in a real browser: the policy holds on every admin page, and a request is taken and closed by hand."""

from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import AccessRecord
from tests.factories import CheckInFactory, ConcernFactory, PlanFactory


def test_a_request_is_found_taken_and_closed(page_for, ada, wil):
    checkin = CheckInFactory(user=ada, answered=True, level=2, audience="contact", note="A long week.")
    concern = ConcernFactory(student=ada, checkin=checkin, words="May I talk to you?", urgency="today")
    page = page_for(wil, viewport={"width": 1280, "height": 900})
    page.goto("/staff/")
    page.get_by_role("link", name="1 student waits to be contacted").click()
    expect(page.get_by_text("May I talk to you?")).to_have_count(0)
    page.get_by_role("link", name=f"No. {concern.pk}").click()
    expect(page.get_by_text("May I talk to you?")).to_be_visible()
    expect(page.get_by_text("A long week.")).to_be_visible()
    page.get_by_role("button", name="I take this").click()
    expect(
        page.get_by_text("You have taken it. The student can read it on their page, and a letter says")
    ).to_be_visible()
    page.get_by_role("button", name="Close with these words").click()
    expect(page.get_by_text("Say in a sentence what was agreed")).to_be_visible()
    page.get_by_label("What was agreed").fill("We meet on Tuesday.")
    with page.expect_navigation():
        page.get_by_role("button", name="Close with these words").click()
    concern.refresh_from_db()
    assert (concern.closed_by, concern.outcome) == (wil, "We meet on Tuesday.")
    assert AccessRecord.objects.filter(subject=ada, reader=wil).count() >= 2


def test_every_admin_page_keeps_to_the_policy_in_both_themes(page_for, ada, wil, op):
    """Each page runs its scripts; whatever the policy refuses is in the console and fails the test."""
    PlanFactory(user=ada)
    ConcernFactory(student=ada)
    for reader in (wil, op):
        page = page_for(reader, viewport={"width": 1280, "height": 900})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.goto("/staff/")
            for model in admin.site._registry:
                name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
                if page.goto(reverse(f"{name}_changelist")).status != 200:
                    continue
                if row := model._default_manager.first():
                    page.goto(reverse(f"{name}_change", args=[row.pk]))
                    page.goto(reverse(f"{name}_history", args=[row.pk]))


def test_another_shift_is_added_on_the_schools_page(page_for, school, wil):
    school.staffed_hours.all().delete()
    page = page_for(wil)
    page.goto(reverse("admin:accounts_school_change", args=[school.pk]))
    page.get_by_role("button", name="Add another Staffed hours").click()
    page.get_by_label("Weekday").first.select_option("Saturday")
    page.get_by_label("Opens at").first.fill("10:00")
    page.get_by_label("Closes at").first.fill("12:30")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    hours = school.staffed_hours.get()
    assert str(hours) == "Saturday 10:00 to 12:30"
    page.goto(reverse("admin:groups_agreement_add"))  # on a phone as many lines as elsewhere
    assert page.get_by_label("In your words").bounding_box()["height"] > 300
