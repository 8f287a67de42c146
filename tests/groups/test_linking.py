"""A linking attack: the same five people in two groups of aliases, and an observer who is in both and reads everything.

Whatever the observer can reach is collected for each alias: what stands in its row, its addresses, its place in the
list. Nothing of it may tell which alias of one group is the person behind which alias of the other.
"""

import re
from collections import defaultdict
from datetime import timedelta
from itertools import permutations

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.aliases import free_aliases, seal
from groups.calendars.feeds import make_feed
from groups.joining import come_in
from groups.kinds import Role
from groups.meetings.answers import answer_date
from groups.models import Group, Membership, Occasion
from groups.talking import write_post, write_reply
from tests.access.routes import routes
from tests.factories import GroupFactory, MeetingFactory, MembershipFactory, UserFactory

SAME_MEMBERS = 5
WORD = re.compile(r"[A-Za-z0-9_-]+")


@pytest.fixture
def both(school, ada):
    """Two groups that the same five people joined in the same order, hours apart; Ada is in both and keeps neither."""
    people = UserFactory.create_batch(SAME_MEMBERS, school=school)
    now, groups = timezone.now(), []
    for number in range(2):
        began = now - timedelta(days=90 - 30 * number)
        group = GroupFactory(school=school, name=f"Room {number}", founded_at=began)
        MembershipFactory(group=group, role=Role.HOST, joined_at=began)
        for place, person in enumerate([*people, ada]):
            come_in(group=group, by=person, now=began + timedelta(days=place, hours=place))
        groups.append(group)
    return groups, people


def reached_by(client, group: Group) -> dict[str, str]:
    """Every page of the group that answers this member, by its route."""
    pages = {}
    for name, path in routes():
        if not name.startswith("groups:") or path.count("<slug:") != 1 or "<slug:key>" not in path:
            continue
        response = client.get(reverse(name, args=[group.key]))
        if response.status_code == 200 and "html" in response["Content-Type"]:
            pages[name] = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.text)
    return pages


def rows_of(page: str) -> list[str]:
    return re.findall(r"<li>(.*?)</li>", page, re.S)


def test_nothing_of_an_account_stands_on_any_page_of_a_group_of_aliases(client, ada, both):
    groups, people = both
    client.force_login(ada)
    for group in groups:
        pages = reached_by(client, group)
        assert {"groups:detail", "groups:people", "groups:me", "groups:guide"} <= set(pages)
        aliases = dict(group.memberships.values_list("user", "alias"))
        assert all(aliases[person.pk] in pages["groups:people"] for person in people)
        for name, page in pages.items():
            for person in people:
                for told in (person.alias, person.email, person.email.split("@")[0]):
                    assert told not in page, (name, told)


def test_an_alias_its_key_and_its_monogram_are_of_one_group_alone(both):
    groups, people = both
    for person in people:
        one, other = (group.memberships.get(user=person) for group in groups)
        assert len({one.alias, other.alias, person.alias}) == 3
        assert one.key != other.key
        assert not {one.key, other.key} & {group.key for group in groups}


def test_no_word_on_the_pages_of_one_group_stands_beside_a_member_of_the_other(client, ada, both):
    """Words of a member's row that are in their row in the other group too, and in nobody else's, would be a link."""
    groups, people = both
    client.force_login(ada)
    assert links_between(client, groups, people) == {}


def test_whoever_looks_after_both_groups_finds_no_link_either(client, ada, both):
    """Boards, requests and what keepers do with members; two are away until the same days in both groups."""
    groups, people = both
    Membership.objects.filter(user=ada).update(role=Role.HOST)
    for days, person in zip((9, 37), people, strict=False):
        until = timezone.localdate() + timedelta(days=days)
        Membership.objects.filter(user=person).update(away_until=until, away_note="in Glasgow")
    client.force_login(ada)
    assert "groups:board" in reached_by(client, groups[0])
    assert links_between(client, groups, people) == {}


def links_between(client, groups, people) -> dict[str, int]:
    """Words beside a member's alias in both groups, and beside nobody else's: the word, and whom it gives away."""
    told = []
    for group in groups:
        beside = defaultdict(set)
        aliases = dict(group.memberships.values_list("user", "alias"))
        for page in reached_by(client, group).values():
            for row in rows_of(page):
                for person in people:
                    if aliases[person.pk] in row:
                        beside[person.pk] |= set(WORD.findall(row))
        told.append(beside)
    common = set.intersection(*(words for beside in told for words in beside.values()))
    links = {
        word: person.pk
        for person in people
        for word in (told[0][person.pk] & told[1][person.pk]) - common
        if sum(word in told[1][other.pk] for other in people) == 1
    }
    by_chance = _words_of_aliases(groups)
    return {word: person for word, person in links.items() if word not in by_chance}


def _words_of_aliases(groups) -> set[str]:
    """Two random aliases may begin alike or share a word; each of these stands for the alias, not for the person."""
    aliases = [alias for group in groups for alias in group.memberships.values_list("alias", flat=True)]
    return {word for alias in aliases for word in (*alias.split(), alias[:1])}


# Whatever stands around a name: a card of the wall, a thread with its answers, a row of a list, a chip.
PIECE = re.compile(
    r"<article\b.*?</article>|<li\b.*?</li>|<section\b.*?</section>|<span class=\"name-chip\".*?</span>", re.S
)


@pytest.fixture
def talking(both, ada):
    """In both rooms each of the five asks and answers, minutes apart and at the same time of day, and comes to a
    meeting that one of them has planned, in each room another one.
    """
    groups, people = both
    now = timezone.now().replace(minute=20)
    for number, group in enumerate(groups):
        began = now - timedelta(days=2 + number)
        stays = {row.user_id: row for row in group.memberships.select_related("group", "user")}
        asked = write_post(by=stays[ada.pk], kind="emotional", words=f"Room {number}?", now=began)
        for place, person in enumerate(people):
            at = began + timedelta(minutes=place)
            post = write_post(by=stays[person.pk], kind="note", words=f"Note in room {number}", now=at)
            write_reply(to=asked, by=stays[person.pk], words=f"Answer in room {number}", now=at)
            write_reply(to=post, by=stays[person.pk], words=f"More in room {number}", now=at)
        planner = stays[people[number].pk]
        meeting = MeetingFactory(group=group, planned_by=planner, changed_at=now, rule="FREQ=WEEKLY")
        for stay in stays.values():
            answer_date(occasion=meeting.occasions.first(), by=stay, answer="yes", now=now)
    Occasion.objects.update(changed_at=now)
    return groups, people


def said_in(client, group: Group) -> list[str]:
    """The wall, every thread, the list of meetings and every date, as a member reads them."""
    paths = [reverse("groups:detail", args=[group.key]), reverse("groups:meetings", args=[group.key])]
    paths += [reverse("groups:thread", args=[group.key, post.key]) for post in group.posts.all()]
    dates = Occasion.objects.of_group(group)
    paths += [reverse("groups:meeting", args=[group.key, row.key]) for row in dates]
    pages = []
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.text))
    return pages


def test_threads_and_meetings_tie_nobody_of_one_group_to_the_other(client, ada, talking):
    """Addresses, ids, times, marks: what stands around somebody in both groups stands around others too, or in one."""
    groups, people = talking
    client.force_login(ada)
    told = []
    for group in groups:
        around = defaultdict(set)
        aliases = dict(group.memberships.values_list("user", "alias"))
        for page in said_in(client, group):
            for person in people:
                for secret in (person.alias, person.email, person.email.split("@")[0]):
                    assert secret not in page
            for piece in PIECE.findall(page):
                for person in people:
                    if aliases[person.pk] in piece:
                        around[person.pk] |= set(WORD.findall(piece))
        assert set(around) == {person.pk for person in people}, "everybody is read about"
        told.append(around)
    by_chance = _words_of_aliases(groups)
    links = {
        word: person.pk
        for person in people
        for word in (told[0][person.pk] & told[1][person.pk]) - by_chance
        if sum(word in told[1][other.pk] for other in people) == 1
    }
    assert links == {}


def test_a_calendar_holds_nobody(client, ada, talking):
    """The file of a date and the observer's own feeds, with names: nothing in them is of a person, who planned or who
    comes.
    """
    groups, people = talking
    client.force_login(ada)
    words = []
    for group in groups:
        stay = group.memberships.get(user=ada)
        feed = make_feed(user=ada, membership=stay, shows_names=True, now=timezone.now())
        first = Occasion.objects.of_group(group).first()
        raw = [client.get(reverse("groups:meeting-file", args=[group.key, first.key]) + "?names").text]
        raw += [client.get(reverse("groups:feed", args=[feed.token])).text]
        own = {group.key, "0", "1", *(row.key for row in Occasion.objects.of_group(group))}
        own |= set(group.meetings.values_list("key", flat=True))
        for text in (unfolded.replace("\r\n ", "") for unfolded in raw):
            assert "BEGIN:VEVENT" in text
            for person in people:
                member = group.memberships.get(user=person)
                for secret in (person.alias, person.email, member.alias, member.key):
                    assert secret not in text
            words.append({word for word in WORD.findall(text) if word not in own})
    # Besides its own keys and name, one group's calendars say what the other's say: days and the words of the format.
    assert words[0] == words[2]
    assert words[1] == words[3]


def test_the_order_of_people_is_that_of_their_aliases_and_so_says_nothing(client, ada, both):
    groups, people = both
    client.force_login(ada)
    for group in groups:
        page = client.get(reverse("groups:people", args=[group.key])).text
        page = page[page.index('<ul class="rows">') :]  # below the head, which greets the reader by theirs
        aliases = list(group.memberships.active().values_list("alias", flat=True))
        shown = sorted(aliases, key=page.index)
        assert shown == sorted(aliases, key=str.casefold)
        for when in group.memberships.values_list("joined_at", flat=True):
            for told in (f"{when:%Y-%m-%d}", f"{when:%H:%M}", f"{when.day} {when:%B}"):
                assert told not in page


def test_orders_of_many_pairs_of_groups_agree_no_more_often_than_by_chance(school):
    """Three people in sixty pairs of groups: any other order than that of aliases would make one of six stand out."""
    people = UserFactory.create_batch(3, school=school)
    counts = dict.fromkeys(permutations(range(3)), 0)
    for _ in range(60):
        orders = []
        for _ in range(2):
            group = GroupFactory(school=school)
            for alias, person in zip(free_aliases(group, school_id=school.pk, count=3), people, strict=True):
                MembershipFactory(group=group, user=person, alias=alias)
            rows = sorted(group.memberships.all(), key=lambda member: member.shown_name.casefold())
            orders.append([people.index(row.user) for row in rows])
        counts[tuple(orders[0].index(place) for place in orders[1])] += 1
    assert max(counts.values()) <= 25, counts  # ten each; twenty-five is beyond five standard deviations


def test_a_day_or_a_reason_to_be_away_is_not_shown_where_it_would_be_the_same_in_both(client, ada, both):
    groups, people = both
    until = timezone.localdate() + timedelta(days=37)
    Membership.objects.filter(user=people[0]).update(away_until=until, away_note="in Glasgow")
    client.force_login(ada)
    for group in groups:
        for page in reached_by(client, group).values():
            assert "Glasgow" not in page
            assert f"{until.day} {until:%B}" not in page
        assert "Away for a while" in client.get(reverse("groups:people", args=[group.key])).text


def test_a_suggestion_for_one_group_is_worth_nothing_in_another(client, both, zed):
    groups, _ = both
    client.force_login(zed)
    sealed = seal("Plain Wren 100", group=groups[0], user=zed)
    page = client.post(reverse("groups:join", args=[groups[1].key]), {"join": "1", "alias": sealed})
    assert page.status_code == 200
    assert "take one of the suggestions" in page.text
    assert not groups[1].memberships.filter(user=zed).exists()
