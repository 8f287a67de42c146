"""Asking staff to look: a concern with a target, an answer, no sanction by itself, and no flood."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessRecord, Letter
from groups.concerns import close_concern
from groups.hiding import hide_words, show_words
from groups.kinds import Role
from groups.models import GroupConcern, Post, Report
from groups.models.concerns import Severity
from groups.reporting import MOST_A_DAY, TooManyReports, forget_reported_words, report_words
from groups.talking import change_words, delete_words
from tests.factories import GroupFactory, MembershipFactory, PostFactory, ReplyFactory


@pytest.fixture
def circle(school):
    return GroupFactory(school=school)


@pytest.fixture
def author(circle, ada):
    return MembershipFactory(group=circle, user=ada)


@pytest.fixture
def reader(circle, ben):
    return MembershipFactory(group=circle, user=ben)


def report(words, by, reason="unkind"):
    return report_words(words=words, by=by, reason=reason, note="Please look", now=timezone.now())


def test_it_raises_a_concern_that_reaches_staff_and_changes_nothing_else(author, reader, wil):
    post = PostFactory(author=author, words="Something sharp")
    concern = report(post, reader, reason="danger")
    assert (concern.severity, concern.about, concern.post_key) == (Severity.NOW, author, post.key)
    assert Letter.objects.filter(kind="group-duty", recipient=wil).exists()
    assert post in Post.objects.visible_to(reader.user)
    author.refresh_from_db()
    assert author.left_at is None


def test_whoever_reported_it_hears_back(author, reader, wil):
    concern = report(PostFactory(author=author), reader)
    close_concern(concern=concern, by=wil, outcome="We talked with them.", now=timezone.now())
    assert Letter.objects.filter(kind="group-news", recipient=reader.user).exists()


def test_twice_is_once_and_too_many_are_refused(author, reader):
    posts = [PostFactory(author=author) for _ in range(MOST_A_DAY + 1)]
    for post in posts[:MOST_A_DAY]:
        assert report(post, reader) == report(post, reader)
    assert GroupConcern.objects.count() == MOST_A_DAY
    with pytest.raises(TooManyReports):
        report(posts[-1], reader)


def test_of_a_fresh_alias_staff_do_not_learn_the_usual_one(author, reader, wil, client):
    post = PostFactory(author=author, fresh_alias="Slow Tern 400", words="planted-otter-words")
    concern = report(post, reader)
    assert concern.about is None
    client.force_login(wil)
    page = client.get(reverse("admin:groups_report_change", args=[concern.report.pk]))
    assert "Slow Tern 400" in page.text
    assert author.alias not in page.text
    assert author.user.alias not in page.text


def test_staff_read_what_stood_there_with_its_thread_and_nothing_else(author, reader, wil, client):
    post = PostFactory(author=author, words="first-words")
    ReplyFactory(post=post, author=reader, words="near-words")
    PostFactory(author=author, words="other-thread-words")
    change_words(words=post, by=author, text="second-words", now=timezone.now())
    post.refresh_from_db()
    concern = report(post, reader)
    delete_words(words=post, by=author, now=timezone.now())
    client.force_login(wil)
    page = client.get(reverse("admin:groups_report_change", args=[concern.report.pk])).text
    assert "second-words" in page
    assert "first-words" in page
    assert "near-words" in page
    assert "other-thread-words" not in page
    assert AccessRecord.objects.filter(subject=author.user, reader=wil).count() == 1


def test_what_was_reported_goes_some_time_after_closing(author, reader, wil):
    concern, now = report(PostFactory(author=author), reader), timezone.now()
    close_concern(concern=concern, by=wil, outcome="Done", now=now)
    assert forget_reported_words(now=now + timezone.timedelta(days=89)) == 0
    assert forget_reported_words(now=now + timezone.timedelta(days=91)) == 1
    assert not Report.objects.exists()


def test_a_keeper_hides_for_now_with_a_reason_that_the_author_reads(author, reader, mo, circle, client):
    keeper = MembershipFactory(group=circle, user=mo, role=Role.MENTOR)
    post = PostFactory(author=author)
    now = timezone.now()
    assert not hide_words(words=post, by=reader, because="No", now=now)
    assert hide_words(words=post, by=keeper, because="planted-reason", now=now)
    assert post not in Post.objects.visible_to(reader.user)
    client.force_login(author.user)
    assert "planted-reason" in client.get(reverse("groups:thread", args=[circle.key, post.key])).text
    post.refresh_from_db()
    assert post.hidden_by == keeper
    assert not show_words(words=post, by=reader, now=now)
    assert show_words(words=post, by=keeper, now=now)
    assert post in Post.objects.visible_to(reader.user)


def test_too_many_reports_get_a_clear_word_on_the_page(author, reader, client):
    posts = [PostFactory(author=author) for _ in range(MOST_A_DAY + 1)]
    client.force_login(reader.user)
    for post in posts:
        page = client.post(
            reverse("groups:words-report", args=[author.group.key, post.key]), {"reason": "other", "note": ""}
        )
    assert page.status_code == 200
    assert "several things today" in page.text
