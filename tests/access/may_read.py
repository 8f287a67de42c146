"""Words that are planted in the world of the tests, and who may ever read each of them, and where."""

from tests.access.library_world import LIST_NAME, OWN_SERVICE, TIP_WORDS
from tests.access.rooms import ASKING_WORDS, LABEL
from tests.access.talk import GONE_WORDS, POST_WORDS, REPLY_WORDS, REPORT_NOTE, THANKS_WORDS
from tests.access.workshops import ANSWER_WORDS, PLACE, UNSHOWN_WORDS, WORKSHOP
from tests.access.world import (
    ADDRESS,
    ASIDE,
    AWAY_NOTE,
    BUSY_TITLE,
    COURSE,
    DRAFT,
    EARLIER_WORDS,
    FEED_TOKEN,
    GROUP_ALIAS,
    GROUP_NAME,
    GROUP_OUTCOME,
    GROUP_REACH_BY,
    HANDED_WORDS,
    MEETING_TITLE,
    NICKNAME,
    NOTE,
    OUTCOME,
    PARTING_WORDS,
    PAUSE_NAME,
    REACH_BY,
    REACH_WHEN,
    REAL_NAME,
    REPORTED_WORDS,
    REVEAL_REASON,
    ROTATION_LABEL,
    SCHOOL_ALIAS,
    SHARED_NOTE,
    TYPED,
    WORDS,
)

REPORT_LIST = {("wil", "admin:groups_report_changelist")}
REPORT = {("wil", "admin:groups_report_change")}
CONCERN_LIST = {("wil", "admin:groups_groupconcern_changelist")}
CONCERN = {("wil", "admin:groups_groupconcern_change")}
MEMBERSHIP = {("wil", f"admin:groups_membership_{page}") for page in ("changelist", "change")}
MEETING = {("wil", f"admin:groups_meeting_{page}") for page in ("changelist", "change")}
REVEAL_LIST = {("wil", "admin:groups_reveal_changelist")}
REVEAL = {("wil", "admin:groups_reveal_change")}
ASK_WHO = {("wil", "admin:groups_reveal_ask")}
GROUP = {("wil", f"admin:groups_group_{page}") for page in ("changelist", "change", "history")}

KNOWN_BY_ALIAS = [
    f"admin:{page}"
    for page in (
        *(f"accounts_user_{page}" for page in ("changelist", "change", "history")),
        *(f"accounts_letter_{page}" for page in ("changelist", "change")),
        *(f"accounts_grading_{page}" for page in ("changelist", "change")),
        *(f"checkins_plan_{page}" for page in ("changelist", "change")),
        *(f"checkins_concern_{page}" for page in ("changelist", "change")),
        *(f"resources_proposal_{page}" for page in ("changelist", "change")),
        "resources_tip_change",
    )
]

# Who may ever read these words, and where.
MAY_READ = {
    NOTE: {("ada", None)},
    SHARED_NOTE: {("ada", None), ("ben", "checkins:shared-one")},
    WORDS: {("ada", None), ("wil", "admin:checkins_concern_change")},
    NICKNAME: {("ada", None)},
    ASKING_WORDS: {("ada", None), ("zed", "groups:export")},
    LABEL: {("ada", None)},
    GROUP_NAME: {
        ("ada", None),
        ("ben", None),
        ("mo", None),
        ("zed", "groups:export"),
        *CONCERN_LIST,
        *CONCERN,
        *GROUP,
        *MEMBERSHIP,
        *MEETING,
        *REPORT_LIST,
        *REVEAL_LIST,
        *REVEAL,
        *ASK_WHO,
    },
    GROUP_ALIAS: {("ada", None), ("ben", None), ("mo", None), *CONCERN, *REPORT, *MEMBERSHIP, *REVEAL},
    POST_WORDS: {("ada", None), ("ben", None), ("mo", None), *REPORT},
    REPLY_WORDS: {("ada", None), ("ben", None), ("mo", None), *REPORT},
    THANKS_WORDS: {("ada", None), ("ben", None)},
    MEETING_TITLE: {("ada", None), ("ben", None), ("mo", None)},
    ROTATION_LABEL: {("ada", None)},
    FEED_TOKEN: {("ada", None)},
    HANDED_WORDS: {("ada", None), ("mo", None), *CONCERN},
    REPORTED_WORDS: {("ada", None), *CONCERN},
    REVEAL_REASON: {("ada", "groups:reveals"), ("ada", "groups:export"), *REVEAL},
    OWN_SERVICE: {(who, None) for who in ("ada", "ben", "mo", "wil", "zed")},
    LIST_NAME: {("ada", None)},
    TIP_WORDS: {
        ("ada", "resources:tips"),
        ("ada", "resources:export"),
        ("wil", "admin:resources_tip_change"),
    },
    WORKSHOP: {(who, None) for who in ("ada", "ben", "mo", "wil", "zed")},
    # Only who has a seat sees where; Ben waits for one. Staff have written it.
    PLACE: {("ada", None), ("wil", "admin:resources_workshop_change")},
    ANSWER_WORDS: {(who, None) for who in ("ada", "ben", "mo", "wil", "zed")},
    UNSHOWN_WORDS: set(),
    # A group of aliases never sees the school's alias; who was given a link or a share, readers of a proposal, and the
    # staff's own lists do. The real name is nobody's but hers, the address hers and the operator's.
    SCHOOL_ALIAS: {
        ("ada", None),
        *((who, "resources:proposal") for who in ("ben", "mo", "wil", "zed")),
        *((who, "checkins:invitation") for who in ("ben", "mo", "wil", "zed")),
        *(("ben", f"checkins:{page}") for page in ("people", "person-end", "shared", "shared-one")),
        *((who, route) for who in ("wil", "op") for route in KNOWN_BY_ALIAS),
    },
    REAL_NAME: {("ada", None)},
    ADDRESS: {("ada", None), *(("op", f"admin:accounts_user_{page}") for page in ("changelist", "change"))},
    DRAFT: {("ada", None)},
    TYPED: {("ada", None)},
    REACH_BY: {("ada", None), ("wil", "admin:checkins_concern_change")},
    REACH_WHEN: {("ada", None), ("wil", "admin:checkins_concern_change")},
    OUTCOME: {("ada", None), ("wil", "admin:checkins_concern_change")},
    GROUP_OUTCOME: {("ada", None), *CONCERN},
    GROUP_REACH_BY: {("ada", None), *CONCERN},
    PARTING_WORDS: {("zed", None)},
    AWAY_NOTE: {("ada", None), ("ben", None), ("mo", None)},
    BUSY_TITLE: {("ada", None)},
    PAUSE_NAME: {("ada", None)},
    COURSE: {
        ("ada", None),
        ("wil", "admin:accounts_grading_changelist"),
        ("wil", "admin:accounts_grading_change"),
    },
    EARLIER_WORDS: {("ada", None), *REPORT},
    GONE_WORDS: {("ada", None)},
    REPORT_NOTE: {("ben", None), *REPORT},
    ASIDE: {
        ("ada", "resources:proposal"),
        ("ada", "resources:export"),
        ("wil", "admin:resources_proposal_change"),
    },
}
