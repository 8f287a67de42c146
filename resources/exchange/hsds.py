"""The library as Open Referral's Human Services Data Specification (HSDS) 3: what `GET /services` of its API answers.

Every entry is a `service`, a text too. What HSDS has a field for stands there; what is ours is an attribute whose
taxonomy term names it. Identifiers are reckoned from the entry's address, so the same entry has the same ones in
every file. Source: the JSON schemas of openreferral/specification, and its reference at docs.openreferral.org.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils.encoding import iri_to_uri

from accounts.models import User
from accounts.support import Support
from resources.exchange.cells import read_lines, read_list, write_line
from resources.exchange.library import Library
from resources.kinds import Cost, language_name
from resources.models import Phone
from resources.topics import Topic

Row = Mapping[str, str]
# Ours, and the field of a service that says the same.
SAME = {
    "title": "name",
    "summary": "description",
    "url": "url",
    "email": "email",
    "status": "status",
    "alert": "alert",
    "interpretation": "interpretation_services",
    "fees": "fees_description",
    "eligibility": "eligibility_description",
    "assured_on": "assured_date",
}
# Ours alone: one attribute whose value is what the table's cell says.
SINGLE: tuple[str, ...] = (
    "key",
    "kind",
    "body",
    "cost",
    "hours_note",
    "time_zone",
    "country",
    "reaches_file",
    "who_is_told",
)
SINGLE += ("evaluators", "waiting_time", "waiting_reported_on", "licensing_note", "insurance_note", "minutes")
SINGLE += ("written_on", "added_on", "assured_by", "review_by", "withdrawn_on", "is_public", "owner")
SINGLE += ("hidden", "school_note", "loaded_from")
# Ours alone: an attribute for each item. Where there is a list to choose from, the term is the choice.
SEVERAL: dict[str, dict[str, str]] = {
    "support": {str(value): str(label) for value, label in Support.choices},
    "topics": {str(value): str(label) for value, label in Topic.choices},
    "stages": {str(value): str(label) for value, label in User.Stage.choices},
    "keywords": {},
    "related": {},
}
# Ours alone: an attribute for each line, named by one of them.
LINES = {"sources": "source", "collections": "collection"}
TAXONOMY = "Tandem"
PHONE_TYPES = {
    Phone.Type.VOICE: "voice",
    Phone.Type.TEXT: "text",
    Phone.Type.TEXTPHONE: "textphone",
    Phone.Type.FAX: "fax",
}
DAYS = {
    "Monday": "MO",
    "Tuesday": "TU",
    "Wednesday": "WE",
    "Thursday": "TH",
    "Friday": "FR",
    "Saturday": "SA",
    "Sunday": "SU",
}


def page_of(library: Library, rows: Iterable[Row]) -> dict[str, Any]:
    """All services on one page, as the API's pages are made."""
    whose = library.school.slug if library.school else "everybody"
    services = [Service(f"{settings.SITE_URL}/library/{whose}", row).as_json() for row in rows]
    return {
        "total_items": len(services),
        "total_pages": 1,
        "page_number": 1,
        "size": len(services),
        "first_page": True,
        "last_page": True,
        "empty": not services,
        "contents": services,
    }


class Service:
    """One row as a service. `home` begins the names from which identifiers are reckoned."""

    def __init__(self, home: str, row: Row) -> None:
        self.row = row
        self.home = f"{home}/{row['key']}"

    def id(self, *path: object) -> str:
        return str(uuid5(NAMESPACE_URL, "/".join([self.home, *map(str, path)])))

    def as_json(self) -> dict[str, Any]:
        row = self.row
        service: dict[str, Any] = {"id": self.id()}
        service |= {theirs: row[ours] for ours, theirs in SAME.items() if row[ours]}
        service.setdefault("status", "active")
        if row["url"]:
            service["url"] = iri_to_uri(row["url"])
        beside = {
            "organization": self._organization(),
            "phones": [self._phone(*args) for args in enumerate(self._lines("phones", 5))],
            "contacts": [self._contact(*args) for args in enumerate(self._lines("contacts", 4))],
            "schedules": [*self._weekly(), *self._exceptions()],
            "languages": [
                {"id": self.id("language", code), "name": language_name(code), "code": code}
                for code in read_list(row["languages"])
            ],
            "required_documents": self._required_documents(),
            "cost_options": self._cost_options(),
            "service_at_locations": self._locations(),
            "attributes": self._attributes(),
        }
        return service | {name: value for name, value in beside.items() if value}

    def _lines(self, column: str, parts: int) -> list[list[str]]:
        return [[*line, *[""] * (parts - len(line))] for line in read_lines(self.row[column])]

    def _organization(self) -> dict[str, str] | None:
        name = self.row["organisation"]
        return {"id": self.id("organization"), "name": name, "description": ""} if name else None

    def _phone(self, place: int, line: list[str]) -> dict[str, Any]:
        number, kind, extension, description, position = line
        phone: dict[str, Any] = {"id": self.id("phone", place), "number": number}
        phone["type"] = PHONE_TYPES[Phone.Type(kind)]
        ours = {"position": position}
        if extension.isascii() and extension.isdigit() and str(int(extension)) == extension:
            phone["extension"] = int(extension)
        else:
            ours["extension"] = extension
        return phone | _said({"description": description, "attributes": self._ours("phone", place, ours)})

    def _contact(self, place: int, line: list[str]) -> dict[str, Any]:
        name, title, department, email = line
        contact = {"id": self.id("contact", place), "name": name}
        return contact | _said({"title": title, "department": department, "email": email})

    def _weekly(self) -> list[dict[str, Any]]:
        """RFC 5545's fields. Times are those of the place's own clock, whose zone is an attribute of the service."""
        return [
            {"id": self.id("schedule", place), "freq": "WEEKLY", "byday": DAYS[day]}
            | _said({"valid_from": first, "valid_to": last})
            | {"opens_at": opens, "closes_at": closes}
            | _said({"description": words})
            for place, (day, opens, closes, first, last, words) in enumerate(self._lines("hours", 6))
        ]

    def _exceptions(self) -> list[dict[str, Any]]:
        """Every day from `dtstart` to `until`. One that is closed has no times, so nobody reads it as open."""
        found = []
        for place, (first, last, opens, closes, note) in enumerate(self._lines("other_hours", 5)):
            is_closed = opens == "closed"
            schedule = {
                "id": self.id("exception", place),
                "freq": "WEEKLY",
                "byday": ",".join(DAYS.values()),
                "dtstart": first,
                "until": last,
                "valid_from": first,
                "valid_to": last,
            }
            schedule |= {} if is_closed else {"opens_at": opens, "closes_at": closes}
            said = {"exception": "closed" if is_closed else "other hours"}
            found.append(
                schedule | _said({"notes": note, "attributes": self._ours("exception", place, said)})
            )
        return found

    def _required_documents(self) -> list[dict[str, str]]:
        words = self.row["required_documents"]
        return [{"id": self.id("required_document"), "document": words}] if words else []

    def _cost_options(self) -> list[dict[str, Any]]:
        if self.row["cost"] != Cost.FREE:
            return []
        return [{"id": self.id("cost_option"), "option": "Free", "amount": 0}]

    def _locations(self) -> list[dict[str, Any]]:
        address, access = self.row["address"], self.row["accessibility"]
        directions = self.row["directions"]
        if not (address or access or directions):
            return []
        addresses = {
            "id": self.id("address"),
            "address_1": address,
            "city": "",
            "state_province": "",
            "postal_code": "",
            "country": "",
            "address_type": "physical",
        }
        location = {
            "id": self.id("location"),
            "location_type": "physical",
            **_said({"transportation": directions}),
            "addresses": [addresses] if address else [],
            "accessibility": [{"id": self.id("accessibility"), "description": access}] if access else [],
        }
        return [{"id": self.id("service_at_location"), "location": _said(location)}]

    def _attributes(self) -> list[dict[str, Any]]:
        single = {name: self.row[name] for name in SINGLE}
        if row_url := self.row["url"]:
            # HSDS wants a URI (RFC 3986); people also paste what only browsers take. That comes back as it was.
            single["url"] = "" if iri_to_uri(row_url) == row_url else row_url
        found = self._ours("service", "", single)
        for name, choices in SEVERAL.items():
            for place, item in enumerate(read_list(self.row[name])):
                term = item if choices else name
                attribute = self._attribute("service", (name, place), f"{TAXONOMY}: {name}", term)
                attribute["taxonomy_term"]["name"] = choices.get(item, name)
                found.append(attribute if choices else attribute | {"value": item})
        for column, one in LINES.items():
            for place, line in enumerate(read_lines(self.row[column])):
                attribute = self._attribute("service", (one, place), TAXONOMY, one)
                found.append(attribute | {"value": write_line(line)})
        return found

    def _ours(self, entity: str, place: object, said: Mapping[str, str]) -> list[dict[str, Any]]:
        return [
            self._attribute(entity, (place, name), TAXONOMY, name) | {"value": value}
            for name, value in said.items()
            if value
        ]

    def _attribute(self, entity: str, path: tuple[object, ...], taxonomy: str, code: str) -> dict[str, Any]:
        return {
            "id": self.id("attribute", entity, *path),
            "link_type": "tandem",
            "link_entity": entity,
            "taxonomy_term": {
                "id": str(uuid5(NAMESPACE_URL, f"{settings.SITE_URL}/terms/{taxonomy}/{code}")),
                "code": code,
                "name": code.replace("_", " "),
                "description": "",
                "taxonomy": taxonomy,
            },
        }


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
