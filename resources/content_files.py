"""The texts and help lines that ship with the house, from files into the library. Loading again changes nothing.

An entry remembers a hash of what its file said. Whoever edited the row since keeps their words: the row is left, and
staff see that a newer text exists. A file that is gone withdraws its entry, which stays for those who kept it.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.text import slugify

from accounts.support import Support
from resources.helplines import Country, HelpLine, countries
from resources.kinds import Cost, Kind
from resources.models import Collection, Phone, Resource, Schedule, Weekday
from resources.models.resources import FACTS

FOLDER = Path(__file__).with_name("content")
KINDS = (Kind.ARTICLE, Kind.GUIDE, Kind.FAQ)
FRONT = {"title", "summary", "support", "topics", "stages", "minutes", "collections", "keywords", "related"}
FRONT |= {"written_on", "sources"}


class BadContent(Exception):
    """A file that cannot be loaded; the words say which, and why."""


@dataclass(frozen=True)
class Entry:
    """What one file, or one help line, says. `facts` holds a value for each of FACTS that it speaks of."""

    loaded_from: str
    slug: str
    facts: Mapping[str, Any]
    collections: tuple[str, ...] = ()
    phones: tuple[Mapping[str, str], ...] = ()
    is_round_the_clock: bool = False
    assured_on: date | None = None
    assured_by: str = ""
    review_by: date | None = None

    @property
    def hash(self) -> str:
        return fingerprint(self.facts, self.collections, [phone["number"] for phone in self.phones])


@dataclass
class Loaded:
    """How many came, changed, were left because somebody had edited them, were withdrawn, or stayed as they were."""

    new: int = 0
    changed: int = 0
    left: list[str] = field(default_factory=list)
    withdrawn: int = 0
    same: int = 0


# Reading


def entries(folder: Path = FOLDER) -> list[Entry]:
    """Every entry of the files and of the help lines."""
    found = [*_texts(folder), *_help_lines(countries())]
    seen: dict[str, str] = {}
    for entry in found:
        if entry.slug in seen:
            raise BadContent(f"{entry.loaded_from} and {seen[entry.slug]} have the same name.")
        seen[entry.slug] = entry.loaded_from
    return found


def collections(folder: Path = FOLDER) -> list[dict[str, Any]]:
    return tomllib.loads((folder / "collections.toml").read_text(encoding="utf-8"))["collection"]


def _texts(folder: Path) -> Iterator[Entry]:
    for kind in KINDS:
        for path in sorted((folder / kind).glob("*.md")):
            yield read_text(path, kind)


def read_text(path: Path, kind: Kind) -> Entry:
    """TOML between two lines of +++, then Markdown. Raises BadContent."""
    name = f"{kind}/{path.stem}"
    parts = path.read_text(encoding="utf-8").split("+++\n", 2)
    if len(parts) != 3 or parts[0]:
        raise BadContent(f"{name}: the front matter stands between two lines of +++, at the top.")
    try:
        front = tomllib.loads(parts[1])
    except tomllib.TOMLDecodeError as error:
        raise BadContent(f"{name}: {error}") from error
    if strange := set(front) - FRONT:
        raise BadContent(f"{name}: nobody knows {', '.join(sorted(strange))}.")
    if missing := {"title", "summary", "support", "written_on"} - set(front):
        raise BadContent(f"{name}: {', '.join(sorted(missing))} is missing.")
    facts = {key: value for key, value in front.items() if key != "collections"}
    facts |= {"kind": kind, "body": parts[2].strip(), "cost": Cost.FREE, "languages": ["en"]}
    return Entry(name, path.stem, facts, collections=tuple(front.get("collections", ())))


def _help_lines(read: tuple[Country, ...]) -> Iterator[Entry]:
    for country in read:
        for line in country.lines:
            yield _help_line(country, line)


def _help_line(country: Country, line: HelpLine) -> Entry:
    slug = slugify(f"{line.name} {country.code}")
    phones = [
        {"number": line.call, "type": Phone.Type.VOICE},
        {"number": line.or_call, "type": Phone.Type.VOICE},
        {"number": line.text, "type": Phone.Type.TEXT},
    ]
    facts = {
        "kind": Kind.HELPLINE,
        "title": line.name,
        "summary": f"{line.about} {line.hours.rstrip('.')}.".strip(),
        "hours_note": line.hours,
        "url": line.chat,
        "email": line.email,
        "country": country.code,
        "who_is_told": "This line is not part of any school. What it keeps or passes on, it says itself.",
        "support": [Support.EMOTIONAL],
        "topics": [],
        "keywords": [
            "crisis",
            "emergency",
            "talk to somebody now",
            "help line",
            "hotline",
            country.name.lower(),
        ],
        "cost": Cost.FREE if "free" in line.hours.lower() else Cost.UNKNOWN,
        "sources": [{"title": line.source, "where": "", "url": "", "used_for": "Numbers and hours"}],
    }
    return Entry(
        loaded_from=f"helpline/{slug}",
        slug=slug,
        facts=facts,
        phones=tuple(phone for phone in phones if phone["number"]),
        is_round_the_clock=line.hours.lower().startswith("day and night, every day"),
        assured_on=line.checked_on,
        assured_by=line.checked_by,
        review_by=line.review_by,
    )


# Hashes


def fingerprint(facts: Mapping[str, Any], collections: Any, numbers: Any) -> str:
    """Of every fact an entry can have; what a file does not speak of counts as the field's own default."""
    blank = Resource()
    values = [facts.get(name, getattr(blank, name)) for name in FACTS if name != "time_zone"]
    said = json.dumps([values, sorted(collections), list(numbers)], cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def fingerprint_of_row(resource: Resource) -> str:
    return fingerprint(
        {name: getattr(resource, name) for name in FACTS},
        resource.collections.values_list("slug", flat=True),
        resource.phones.values_list("number", flat=True),
    )


# Loading


@transaction.atomic
def load_library(*, today: date, folder: Path = FOLDER) -> Loaded:
    """All of it or, when a file is wrong, nothing: raises BadContent, which says what and where."""
    done = Loaded()
    shelves = _load_collections(collections(folder))
    rows = {
        row.loaded_from: row
        for row in Resource.objects.exclude(loaded_from="").prefetch_related("collections", "phones")
    }
    for entry in entries(folder):
        _load_entry(entry, rows.pop(entry.loaded_from, None), shelves, done)
    for gone in rows.values():
        if gone.withdrawn_on is None:
            gone.withdrawn_on, gone.changed_by = today, None
            gone.save(update_fields=["withdrawn_on", "changed_by"])
            done.withdrawn += 1
    return done


def _load_collections(read: list[dict[str, Any]]) -> dict[str, Collection]:
    for values in read:
        mine = {key: values[key] for key in ("title", "summary", "order")}
        Collection.objects.update_or_create(
            slug=values["slug"], school=None, defaults={**mine, "loaded_from": "collections.toml"}
        )
    Collection.objects.filter(loaded_from="collections.toml").exclude(
        slug__in=[values["slug"] for values in read]
    ).delete()
    return {shelf.slug: shelf for shelf in Collection.objects.filter(school=None)}


def _load_entry(entry: Entry, row: Resource | None, shelves: Mapping[str, Collection], done: Loaded) -> None:
    if strange := set(entry.collections) - set(shelves):
        raise BadContent(f"{entry.loaded_from}: there is no collection {', '.join(sorted(strange))}.")
    if row is None:
        _write(entry, Resource(loaded_from=entry.loaded_from, slug=entry.slug, is_public=True), shelves)
        done.new += 1
    elif row.loaded_hash == entry.hash:
        done.same += 1
        _come_back(row, entry)
    elif fingerprint_of_row(row) != row.loaded_hash:
        done.left.append(entry.loaded_from)
        if row.newer_hash != entry.hash:
            row.newer_hash = entry.hash
            row.save(update_fields=["newer_hash"])
    else:
        row.changed_by = None  # the file did it, whoever checked the entry last
        _write(entry, row, shelves)
        done.changed += 1


def _come_back(row: Resource, entry: Entry) -> None:
    """A file that was away and is here again; a help line whose check is newer than the row's."""
    is_newer = entry.assured_on is not None and (row.assured_on is None or row.assured_on < entry.assured_on)
    if is_newer:
        row.assured_on, row.assured_by, row.review_by = entry.assured_on, entry.assured_by, entry.review_by
    if is_newer or row.withdrawn_on:
        row.withdrawn_on, row.changed_by = None, None
        row.save()


def file_of(resource: Resource, folder: Path = FOLDER) -> Entry | None:
    """What the entry's file says now; None when the file is gone."""
    return next((entry for entry in entries(folder) if entry.loaded_from == resource.loaded_from), None)


def take_newer_text(*, resource: Resource, by: Any, folder: Path = FOLDER) -> bool:
    """Staff let the file's words take the place of what was edited; False when the file is gone."""
    entry = file_of(resource, folder)
    if entry is None:
        return False
    resource.changed_by = by
    with transaction.atomic():
        _write(entry, resource, {shelf.slug: shelf for shelf in Collection.objects.filter(school=None)})
    return True


def _write(entry: Entry, row: Resource, shelves: Mapping[str, Collection]) -> None:
    blank = Resource()
    for name in FACTS:
        setattr(row, name, entry.facts.get(name, getattr(blank, name)))
    row.loaded_hash, row.newer_hash, row.withdrawn_on = entry.hash, "", None
    if entry.assured_on and (row.assured_on is None or row.assured_on < entry.assured_on):
        row.assured_on, row.assured_by, row.review_by = entry.assured_on, entry.assured_by, entry.review_by
    try:
        row.full_clean(exclude=["owner", "changed_by"])
    except ValidationError as error:
        raise BadContent(f"{entry.loaded_from}: {error.message_dict}") from error
    row.save()
    row.collections.set([shelves[slug] for slug in entry.collections])
    if entry.phones:
        row.phones.all().delete()
        for place, phone in enumerate(entry.phones):
            Phone.objects.create(resource=row, position=place, **phone)
    if entry.is_round_the_clock and not row.schedules.exists():
        Schedule.objects.bulk_create(
            Schedule(resource=row, weekday=day, opens_at=time(0), closes_at=time(0)) for day in Weekday.values
        )
