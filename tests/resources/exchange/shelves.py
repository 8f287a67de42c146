"""Libraries as hypothesis makes them, put into the database, and all that a reader could see of one as plain data."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from accounts.support import Support
from accounts.zones import known_zones
from resources.kinds import Cost, Evaluators, Kind, ReachesFile, Status, language_choices
from resources.models import Collection, Phone, Resource, SchoolView
from resources.models.resources import FACTS
from resources.topics import Topic

# Signs that formats trip over, and ordinary ones.
SIGNS = st.one_of(
    st.sampled_from(list("=+-@|,;\\'\"\n\t :~{}[]<>&#*_")),
    st.characters(codec="utf-8", exclude_characters="\0\r"),
)


def words(most: int, *, least: int = 0, lines: bool = False) -> st.SearchStrategy[str]:
    """Text as a form keeps it: nothing hangs over at its ends."""
    signs = SIGNS if lines else SIGNS.filter(lambda sign: sign != "\n")
    said = st.text(signs, max_size=min(most, 24)).map(str.strip)
    return said.filter(lambda text: len(text) >= least)


def some(choices: Any) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from([str(choice) for choice in choices]), unique=True, max_size=3)


SLUG = st.from_regex(r"[-a-zA-Z0-9_]{1,20}", fullmatch=True)
DAY = st.dates(date(1900, 1, 1), date(2090, 12, 31))
PAST = st.dates(date(1900, 1, 1), date(2026, 1, 1))
CLOCK = st.one_of(st.times().map(lambda at: at.replace(second=0, microsecond=0)), st.times())
URL = st.sampled_from(["", "https://a.example/?q=%20x|y,z", "http://b.example/ü"])
EMAIL = st.sampled_from(["", "desk@a.example", "o'neil+x@b.example"])


@st.composite
def facts(draw) -> dict[str, Any]:
    source = st.fixed_dictionaries(
        {"title": words(30, least=1)},
        optional={"where": words(30), "url": URL, "used_for": words(30)},
    )
    return {
        "kind": draw(st.sampled_from(Kind.values)),
        "title": draw(words(120, least=1)),
        "summary": draw(words(300, least=1, lines=True)),
        "body": draw(words(300, lines=True)),
        "status": draw(st.sampled_from(Status.values)),
        "cost": draw(st.sampled_from(Cost.values)),
        "reaches_file": draw(st.sampled_from(ReachesFile.values)),
        "evaluators": draw(st.sampled_from(Evaluators.values)),
        "languages": draw(some(code for code, _ in language_choices())),
        "support": draw(some(Support.values)),
        "topics": draw(some(Topic.values)),
        "stages": draw(some(["year-1", "year-6", "rotation"])),
        "keywords": draw(st.lists(words(60, least=1), max_size=3)),
        "related": draw(st.lists(SLUG, max_size=2)),
        "sources": draw(st.lists(source, max_size=2)),
        "minutes": draw(st.one_of(st.none(), st.integers(0, 9999))),
        "written_on": draw(st.one_of(st.none(), PAST)),
        "waiting_reported_on": draw(st.one_of(st.none(), PAST)),
        "assured_on": draw(st.one_of(st.none(), PAST)),
        "review_by": draw(st.one_of(st.none(), DAY)),
        "withdrawn_on": draw(st.one_of(st.none(), DAY)),
        "added_on": draw(PAST),
        "url": draw(URL),
        "email": draw(EMAIL),
        "country": draw(st.sampled_from(["", "GB", "ZZ"])),
        "time_zone": draw(st.sampled_from(sorted(known_zones()))),
        **{name: draw(words(100)) for name in TEXTS},
    }


TEXTS = (
    "organisation",
    "alert",
    "eligibility",
    "fees",
    "interpretation",
    "accessibility",
    "required_documents",
)
TEXTS += (
    "address",
    "directions",
    "hours_note",
    "who_is_told",
    "waiting_time",
    "licensing_note",
    "assured_by",
)
TEXTS += ("insurance_note",)


@st.composite
def seasons(draw) -> dict[str, Any]:
    first, last = sorted([draw(DAY), draw(DAY)])
    return {
        "valid_from": draw(st.sampled_from([first, None])),
        "valid_to": draw(st.sampled_from([last, None])),
    }


@st.composite
def exceptions(draw) -> dict[str, Any]:
    first, last = sorted([draw(DAY), draw(DAY)])
    closed = draw(st.booleans())
    hours = [None, None] if closed else [draw(CLOCK), draw(CLOCK)]
    said = {"starts_on": first, "ends_on": last, "is_closed": closed, "note": draw(words(120))}
    return said | {"opens_at": hours[0], "closes_at": hours[1]}


BESIDE: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "phones": st.fixed_dictionaries(
        {
            "number": words(40, least=1),
            "extension": st.sampled_from(["", "12", "012", "x|9", "٣"]),
            "type": st.sampled_from(Phone.Type.values),
            "description": words(120),
            "position": st.integers(0, 9999),
        }
    ),
    "contacts": st.fixed_dictionaries(
        {"name": words(120, least=1), "title": words(120), "department": words(120), "email": EMAIL}
    ),
    "schedules": st.builds(
        lambda season, rest: season | rest,
        seasons(),
        st.fixed_dictionaries(
            {"weekday": st.integers(0, 6), "opens_at": CLOCK, "closes_at": CLOCK, "description": words(120)}
        ),
    ),
    "schedule_exceptions": exceptions(),
}

ENTRY = st.fixed_dictionaries(
    {
        "facts": facts(),
        "beside": st.fixed_dictionaries({name: st.lists(rows, max_size=3) for name, rows in BESIDE.items()}),
        "shelves": some(["exam-week", "ours"]),
        "is_owned": st.booleans(),
    }
)
LIBRARY = st.fixed_dictionaries(
    {
        "ours": st.fixed_dictionaries(
            {"title": words(80, least=1), "summary": words(300), "order": st.integers(0, 32767)}
        ),
        "entries": st.dictionaries(SLUG, ENTRY, min_size=1, max_size=3),
        "views": st.dictionaries(
            st.sampled_from(["two-chairs", "night-shift"]),
            st.fixed_dictionaries({"is_hidden": st.booleans(), "note": words(300)}).filter(
                lambda view: view["is_hidden"] or view["note"]
            ),
            max_size=2,
        ),
    }
)


def put_in(library: dict[str, Any], *, person) -> None:
    """Into the library of this person, which was empty."""
    Collection.objects.create(slug="ours", school=person.school, **library["ours"])
    for slug, said in library["entries"].items():
        entry = Resource(school=person.school, slug=slug, **said["facts"])
        entry.owner = person if said["is_owned"] else None
        entry.save()
        shelves = Collection.objects.visible_to(person).filter(slug__in=said["shelves"])
        entry.collections.set(shelves)
        for name, rows in said["beside"].items():
            for row in rows:
                getattr(entry, name).create(**row)
    for slug, view in library["views"].items() if person.school else ():
        resource = Resource.objects.get(school=None, slug=slug)
        SchoolView.objects.create(school=person.school, resource=resource, **view)


def wipe(person) -> None:
    Resource.objects.filter(school=person.school).exclude(slug__in=["two-chairs", "night-shift"]).delete()
    SchoolView.objects.filter(school=person.school).delete()
    Collection.objects.filter(school=person.school).delete()


def all_of(person) -> Any:
    """Every fact of the library, as data that can be compared."""
    entries = Resource.objects.filter(school=person.school).order_by("slug")
    views = SchoolView.objects.filter(school=person.school).order_by("resource__slug")
    return (
        [_all_of_entry(entry) for entry in entries],
        list(views.values_list("resource__slug", "is_hidden", "note")),
        list(
            Collection.objects.filter(resources__school=person.school)
            .distinct()
            .order_by("slug")
            .values_list("school", "slug", "title", "summary", "order")
        ),
    )


MORE = ("slug", "owner_id", "assured_on", "assured_by", "review_by", "withdrawn_on", "is_public", "added_on")
MORE += ("body_html", "next_review_on", "loaded_from", "loaded_hash", "newer_hash")


def _all_of_entry(entry: Resource) -> dict[str, Any]:
    said = {name: getattr(entry, name) for name in (*FACTS, *MORE)}
    said["sources"] = [{"where": "", "url": "", "used_for": "", **source} for source in entry.sources]
    said["collections"] = sorted(shelf.key for shelf in entry.collections.all())
    for name in BESIDE:
        rows = [_plain(row) for row in getattr(entry, name).all()]
        said[name] = rows if name in ("phones", "contacts") else sorted(rows, key=str)
    return said


def _plain(row: Any) -> dict[str, Any]:
    names = [field.name for field in row._meta.concrete_fields if field.name not in ("id", "resource")]
    return {name: getattr(row, name) for name in names}
