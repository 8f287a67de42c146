"""What stands in an address: for each route that takes arguments, one or more of Ada's things."""

from accounts.stop_links import stop_token
from checkins.moments import moment_token
from tests.access.talk import talk_things
from tests.access.world import PROPOSAL_SECRET, World


def arguments(world: World, route: str, case: str) -> list:
    """The arguments of `route` in this case; an empty list for a route that takes none."""
    things = {
        "-": [],
        "open": [world.open_one.pk],
        "private": [world.private.pk],
        "shared": [world.shared.pk],
        "plan": [world.plan.pk],
        "concern": [world.concern.pk],
        "chosen": [world.chosen.pk],
        "invitation": [world.invitation.token],
        "pause": [world.pause.pk],
        "step": ["alias"],
        "moment": [moment_token(world.open_one.pk)],
        "forged": ["1.forged"],
        "stop": [stop_token(world.people["ada"].pk, "moment")],
        "factor": [world.factors["wil"]],
        "provider": ["school"],
        "app": ["checkins"],
        "row": [1, 1],
        "letter": [world.letter.pk],
        "person": [world.people["ada"].pk],
        "school": [world.school.pk],
        "group": [world.group.key],
        "listed": [world.listed.key],
        "grading": [world.grading.pk],
        "asked": [world.rooms.on_request.key],
        "kind": ["study"],
        "link": [world.rooms.link.token],
        "to-wil": [world.rooms.to_wil.token],
        "asking": [world.rooms.on_request.key, world.rooms.request.key],
        "their-member": [world.rooms.on_request.key, world.rooms.member.key],
        "their-link": [world.rooms.on_request.key, world.rooms.link.key],
        "merge": [world.rooms.on_request.key, world.rooms.merge.key],
        "handed": [world.handed.key],
        "reported": [world.reported.key],
        "group-concern": [world.handed.pk],
        "public": [world.library.public.key],
        "own": [world.library.own.key],
        "hidden": [world.library.hidden.key],
        "shelf": [world.library.shelf.slug],
        "list": [world.library.mine.pk],
        **talk_things(world.talk, world.group),
        "proposal": [world.proposal.pk],
        "secret": [PROPOSAL_SECRET],
        "campus": [world.school.slug],
        "date": [world.group.key, world.date.key],
        "past": [world.group.key, world.past_date.key],
        "following": [world.group.key, world.date.key, "following"],
        "no-scope": [world.group.key, world.date.key, "this"],
        "elsewhere": [world.listed.key, world.date.key],
        "feed": [world.feed.token],
        "no-feed": ["not-a-token"],
        "feed-row": [world.feed.pk],
        "rotation": [world.rotation.pk],
    }
    return things[case]
