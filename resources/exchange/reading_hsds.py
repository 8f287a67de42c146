"""Services in HSDS 3's JSON, read into rows of the table, whoever wrote them.

A file of ours says everything, so what it leaves out is empty. A service of somebody else's says nothing about what is
ours alone, which then stays as it is; what HSDS can say and the library cannot keep is listed, never dropped silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from django.utils.text import slugify

from resources.exchange.cells import write_lines, write_list
from resources.exchange.hsds import DAYS, LINES, PHONE_TYPES, SAME, SEVERAL, SINGLE, TAXONOMY
from resources.exchange.library import WORDS
from resources.kinds import Kind, language_choices

MOST_PROBLEMS = 20
LONGEST_SUMMARY = 300
TYPES = {theirs: str(ours) for ours, theirs in PHONE_TYPES.items()} | {
    "cell": "voice",
    "sms": "sms",
    "tty": "tty",
}
LINE_OF = {one: column for column, one in LINES.items()}
WEEKDAYS = {code: day for day, code in DAYS.items()}
# What says how the record was kept, and not what it is about.
ABOUT_THE_RECORD = {"id", "service_id", "link_id", "link_type", "link_entity", "last_modified", "metadata"}
ABOUT_THE_RECORD |= {
    "organization_id",
    "location_id",
    "service_at_location_id",
    "taxonomy_term_id",
    "assurer_email",
}
PLAIN_HOURS = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?")


@dataclass
class Reading:
    """`problems` are by column. `left_out` names what there is no place for."""

    cells: dict[str, str | None] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)


def read_service(service: Any, *, tilde: str) -> Reading:
    """One service as cells. What cannot be read is a problem of its column. `tilde` begins this library's names."""
    return _Reader(service, tilde).read()


class _Reader:
    def __init__(self, service: Any, tilde: str) -> None:
        self.service = service
        self.tilde = tilde
        self.done = Reading()

    def read(self) -> Reading:
        if not isinstance(self.service, dict):
            self._problem("title", "This is no service: it should stand between { and }.")
            return self.done
        attributes = self._attributes(self.service, "service")
        is_ours = "key" in attributes
        cells: dict[str, str | None] = dict.fromkeys(WORDS, "" if is_ours else None)
        self.done.cells = cells
        for ours, theirs in SAME.items():
            self._cell(ours, self.service, theirs)
        for name, values in attributes.items():
            if name in SEVERAL:
                cells[name] = write_list(values)
            elif name in LINE_OF:
                cells[LINE_OF[name]] = "\n".join(values)
            elif name in SINGLE or name in SAME:
                cells[name] = values[0]
        self._beside()
        if not is_ours:
            self._from_elsewhere()
        self._leave_out(self.service, {*SAME.values(), *BESIDE, "attributes"}, "")
        return self.done

    # Small parts

    def _problem(self, column: str, words: str) -> None:
        if len(self.done.problems) < MOST_PROBLEMS:
            self.done.problems.setdefault(column, words)

    def _text(self, holder: Mapping[str, Any], name: str, column: str) -> str:
        """Words, or a number as words. Anything else is a problem."""
        value = holder.get(name)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            self._problem(column, f"“{name}” should be words.")
            return ""
        return str(value)[:40]

    def _cell(self, column: str, holder: Mapping[str, Any], name: str) -> None:
        if name in holder:
            self.done.cells[column] = self._text(holder, name, column)

    def _objects(self, holder: Mapping[str, Any], name: str, column: str) -> list[dict[str, Any]]:
        value = holder.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self._problem(column, f"“{name}” should be a list of objects.")
            return []
        return value

    def _leave_out(self, holder: Mapping[str, Any], known: set[str], where: str) -> None:
        for name, value in holder.items():
            if name not in known | ABOUT_THE_RECORD and value not in (None, "", [], {}):
                self.done.left_out.add(f"{where}{name[:40]}")

    def _attributes(self, holder: Mapping[str, Any], where: str) -> dict[str, list[str]]:
        """By what our terms name; attributes of other taxonomies are left out."""
        found: dict[str, list[str]] = {}
        for attribute in self._objects(holder, "attributes", "key"):
            term = attribute.get("taxonomy_term")
            taxonomy = term.get("taxonomy") if isinstance(term, dict) else None
            if not isinstance(term, dict) or not isinstance(taxonomy, str):
                self.done.left_out.add(f"{where}: attributes of other taxonomies")
            elif taxonomy == TAXONOMY:
                code = self._text(term, "code", "key")
                found.setdefault(code, []).append(
                    self._text(attribute, "value", code if code in WORDS else "key")
                )
            elif taxonomy.startswith(f"{TAXONOMY}: "):
                name = taxonomy.removeprefix(f"{TAXONOMY}: ")
                value = "value" if "value" in attribute else None
                said = self._text(attribute, value, name) if value else self._text(term, "code", name)
                found.setdefault(name, []).append(said)
            else:
                self.done.left_out.add(f"{where}: attributes of other taxonomies")
        return found

    # What belongs to a service

    def _beside(self) -> None:
        for name, (column, read) in BESIDE.items():
            if name in self.service and self.service[name] is not None:
                cell = read(self, column)
                if cell is not None:
                    self.done.cells[column] = cell

    def _organization(self, column: str) -> str | None:
        organization = self.service["organization"]
        if not isinstance(organization, dict):
            self._problem(column, "“organization” should be an object.")
            return None
        self._leave_out(organization, {"name"}, "organization: ")
        return self._text(organization, "name", column)

    def _phones(self, column: str) -> str:
        lines = []
        for phone in self._objects(self.service, "phones", column):
            ours = self._attributes(phone, "phones")
            kind = self._text(phone, "type", column).lower() or "voice"
            if kind not in TYPES:
                self._problem(column, f"We cannot keep a number of the type “{kind[:20]}”.")
            extension = self._text(phone, "extension", column) or "".join(ours.get("extension", []))
            number = self._text(phone, "number", column)
            description = self._text(phone, "description", column)
            position = "".join(ours.get("position", []))
            lines.append([number, TYPES.get(kind, ""), extension, description, position])
            known = {"number", "type", "extension", "description", "attributes"}
            self._leave_out(phone, known, "phones: ")
        return write_lines(lines)

    def _contacts(self, column: str) -> str:
        names = ("name", "title", "department", "email")
        lines = []
        for contact in self._objects(self.service, "contacts", column):
            lines.append([self._text(contact, name, column) for name in names])
            self._leave_out(contact, set(names), "contacts: ")
        return write_lines(lines)

    def _schedules(self, column: str) -> str:
        weekly: list[list[str]] = []
        otherwise: list[list[str]] = []
        for schedule in self._objects(self.service, "schedules", column):
            ours = self._attributes(schedule, "schedules")
            if "exception" in ours:
                otherwise.append(self._exception(schedule, ours["exception"][0]))
            else:
                weekly += self._weekly(schedule, column)
        self.done.cells["other_hours"] = write_lines(otherwise)
        return write_lines(weekly)

    def _exception(self, schedule: Mapping[str, Any], said: str) -> list[str]:
        texts = {name: self._text(schedule, name, "other_hours") for name in EXCEPTION}
        opens = "closed" if said == "closed" else self._clock(texts["opens_at"], "other_hours")
        closes = "" if said == "closed" else self._clock(texts["closes_at"], "other_hours")
        return [texts["dtstart"], texts["until"], opens, closes, texts["notes"]]

    def _weekly(self, schedule: Mapping[str, Any], column: str) -> list[list[str]]:
        texts = {name: self._text(schedule, name, column) for name in SCHEDULE}
        interval = texts["interval"] in ("", "1", "1.0")
        days = [day.strip().upper() for day in texts["byday"].split(",") if day.strip()]
        if texts["freq"] not in ("", "WEEKLY") or not interval or not set(days) <= set(WEEKDAYS) or not days:
            self._problem(column, "We keep hours that come every week on named days. Say others in words.")
            return []
        if any(texts[name] for name in ("count", "byweekno", "bymonthday", "byyearday")):
            self._problem(column, "We keep hours that come every week on named days. Say others in words.")
            return []
        opens, closes = (self._clock(texts[name], column) for name in ("opens_at", "closes_at"))
        first, last = texts["valid_from"] or texts["dtstart"], texts["valid_to"] or texts["until"]
        words = texts["description"] or texts["notes"]
        if texts["description"] and texts["notes"]:
            self.done.left_out.add("schedules: notes")
        self._leave_out(schedule, {*SCHEDULE, "wkst", "attributes"}, "schedules: ")
        return [[WEEKDAYS[day], opens, closes, first, last, words] for day in dict.fromkeys(days)]

    def _clock(self, words: str, column: str) -> str:
        if words and not PLAIN_HOURS.fullmatch(words):
            shown = words[:30]
            self._problem(
                column, f"“{shown}”: write the time that the place's own clock shows, such as 09:00."
            )
        return words

    def _languages(self, column: str) -> str:
        names = {name.casefold(): code for code, name in language_choices()}
        codes = []
        for language in self._objects(self.service, "languages", column):
            name = self._text(language, "name", column)
            code = self._text(language, "code", column).lower() or names.get(name.casefold(), name)
            codes.append(code)
            self._leave_out(language, {"name", "code"}, "languages: ")
        return write_list(codes)

    def _required_documents(self, column: str) -> str:
        found = self._objects(self.service, "required_documents", column)
        for document in found:
            self._leave_out(document, {"document"}, "required_documents: ")
        return "; ".join(filter(None, (self._text(document, "document", column) for document in found)))

    def _cost_options(self, column: str) -> str | None:
        """Ours says more than amounts do; of others' we take whether it is free."""
        options = self._objects(self.service, "cost_options", column)
        amounts = [option.get("amount") for option in options]
        if self.done.cells.get(column):
            return None
        if options and all(type(amount) in (int, float) and amount == 0 for amount in amounts):
            return "free"
        if options:
            self.done.left_out.add("cost_options")
        return None

    def _locations(self, column: str) -> str | None:
        places = self._objects(self.service, "service_at_locations", column)
        if len(places) > 1:
            self.done.left_out.add("service_at_locations after the first")
        location = places[0].get("location") if places else None
        if not isinstance(location, dict):
            return None
        self._cell("directions", location, "transportation")
        access = self._objects(location, "accessibility", "accessibility")
        if access:
            words = [self._text(one, "description", "accessibility") for one in access]
            for one in access:
                self._leave_out(one, {"description"}, "accessibility: ")
            self.done.cells["accessibility"] = "; ".join(filter(None, words))
        self._leave_out(places[0], {"location"}, "service_at_locations: ")
        self._leave_out(location, LOCATION, "location: ")
        parts = [self._text(location, "name", column)]
        addresses = self._objects(location, "addresses", column)
        if len(addresses) > 1:
            self.done.left_out.add("location: addresses after the first")
        for address in addresses[:1]:
            parts += [self._text(address, name, column) for name in ADDRESS]
            self._leave_out(address, {*ADDRESS, "address_type"}, "address: ")
        return ", ".join(filter(None, parts)) or None

    def _from_elsewhere(self) -> None:
        """A service that was not written here: named by its name, a service, with a summary of our length."""
        cells = self.done.cells
        title, summary = cells["title"] or "", cells["summary"] or ""
        stem = slugify(title)[:70]
        cells["key"] = f"{self.tilde}{stem}" if stem else None
        cells["kind"] = cells["kind"] or Kind.SERVICE
        if len(summary) > LONGEST_SUMMARY:
            cells["body"] = cells["body"] or summary
            cells["summary"] = f"{summary[: LONGEST_SUMMARY - 1].rsplit(' ', 1)[0]}…"


SCHEDULE: tuple[str, ...] = (
    "freq",
    "interval",
    "byday",
    "opens_at",
    "closes_at",
    "valid_from",
    "valid_to",
    "dtstart",
    "until",
)
SCHEDULE += ("count", "byweekno", "bymonthday", "byyearday", "description", "notes")
EXCEPTION = ("dtstart", "until", "opens_at", "closes_at", "notes")
ADDRESS = ("attention", "address_1", "address_2", "city", "region", "state_province", "postal_code")
LOCATION = {"name", "transportation", "accessibility", "addresses", "location_type"}
BESIDE: dict[str, tuple[str, Callable[[Any, str], str | None]]] = {
    "organization": ("organisation", _Reader._organization),
    "phones": ("phones", _Reader._phones),
    "contacts": ("contacts", _Reader._contacts),
    "schedules": ("hours", _Reader._schedules),
    "languages": ("languages", _Reader._languages),
    "required_documents": ("required_documents", _Reader._required_documents),
    "cost_options": ("cost", _Reader._cost_options),
    "service_at_locations": ("address", _Reader._locations),
}
