"""What a file may say by Open Referral's HSDS 3.2: every field with its kind, and those that must be there.

Read off the JSON schemas of openreferral/specification (folder `schema`, those of 3.2; where 3.2 and 3.0 differ, the
stricter). Their schemas let other fields pass; here a field that the standard does not know is wrong, since it would
be a slip of ours. Ours fills these objects only; what we never write is not listed as objects.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

# A field ends with *, where it must be there. `[x]` is a list of x.
SHAPES: dict[str, dict[str, str]] = {
    "page": {
        "number": "total_items* total_pages* page_number* size*",
        "boolean": "first_page* last_page* empty*",
        "[service]": "contents*",
    },
    "service": {
        "uuid": "id* organization_id program_id",
        "string": "name* alternate_name description interpretation_services application_process fees_description "
        "wait_time fees accreditations eligibility_description licenses alert",
        "uri": "url",
        "email": "email assurer_email",
        "status": "status*",
        "number": "minimum_age maximum_age",
        "date": "assured_date",
        "[phone]": "phones",
        "[schedule]": "schedules",
        "[service_at_location]": "service_at_locations",
        "[language]": "languages",
        "organization": "organization",
        "[cost_option]": "cost_options",
        "[required_document]": "required_documents",
        "[contact]": "contacts",
        "[attribute]": "attributes",
    },
    "organization": {"uuid": "id*", "string": "name* alternate_name description*", "uri": "website uri"},
    "phone": {
        "uuid": "id*",
        "string": "number* description",
        "phone type": "type",
        "number": "extension",
        "[attribute]": "attributes",
    },
    "contact": {"uuid": "id*", "string": "name title department", "email": "email"},
    "schedule": {
        "uuid": "id*",
        "date": "valid_from valid_to dtstart until",
        "number": "timezone count interval",
        "frequency": "freq",
        "string": "byday byweekno bymonthday byyearday description opens_at closes_at attending_type notes",
        "uri": "schedule_link",
        "[attribute]": "attributes",
    },
    "language": {"uuid": "id*", "string": "name code note"},
    "required_document": {"uuid": "id*", "string": "document", "uri": "uri"},
    "cost_option": {
        "uuid": "id*",
        "string": "option currency amount_description",
        "number": "amount",
        "date": "valid_from valid_to",
    },
    "service_at_location": {"uuid": "id*", "string": "description", "location": "location"},
    "location": {
        "uuid": "id*",
        "place": "location_type*",
        "uri": "url",
        "string": "name alternate_name description transportation",
        "[address]": "addresses",
        "[accessibility]": "accessibility",
    },
    "address": {
        "uuid": "id*",
        "string": "attention address_1* address_2 city* region state_province* postal_code* country*",
        "place": "address_type*",
    },
    "accessibility": {"uuid": "id*", "string": "description details", "uri": "url"},
    "attribute": {
        "uuid": "id* link_id taxonomy_term_id",
        "string": "link_type link_entity value label",
        "taxonomy_term": "taxonomy_term",
    },
    "taxonomy_term": {
        "uuid": "id* parent_id taxonomy_id",
        "string": "code name* description* taxonomy language",
        "uri": "term_uri",
    },
}
CHOICES = {
    "status": ("active", "inactive", "defunct", "temporarily closed"),
    "frequency": ("WEEKLY", "MONTHLY"),
    "place": ("physical", "postal", "virtual"),
    "phone type": ("text", "voice", "fax", "cell", "video", "pager", "textphone"),
}


def wrong_with(value: Any, kind: str = "page", where: str = "") -> Iterator[str]:
    """A line for each thing that is not as the standard has it, with the path to it."""
    if kind.startswith("["):
        for number, item in enumerate(value):
            yield from wrong_with(item, kind[1:-1], f"{where}[{number}]")
    elif kind not in SHAPES:
        if not _is(value, kind):
            yield f"{where}: {value!r} is no {kind}"
    else:
        fields = {name.rstrip("*"): kind for kind, names in SHAPES[kind].items() for name in names.split()}
        needed = {name[:-1] for names in SHAPES[kind].values() for name in names.split() if name[-1] == "*"}
        yield from (f"{where}: {name} is missing" for name in sorted(needed - set(value)))
        for name, inner in value.items():
            if name in fields:
                yield from wrong_with(inner, fields[name], f"{where}.{name}")
            else:
                yield f"{where}: {name} is no field of {kind}"


def _is(value: Any, kind: str) -> bool:
    if kind == "boolean" or kind == "number":
        return isinstance(value, bool) is (kind == "boolean") and isinstance(value, int | float)
    if not isinstance(value, str):
        return False
    try:
        match kind:
            case "uuid":
                return str(UUID(value)) == value
            case "date":
                return date.fromisoformat(value).isoformat() == value
            case "uri":  # RFC 3986: these signs and no others, and a scheme
                return quote(value, safe="%:/?#[]@!$&'()*+,;=~") == value and ":" in value
            case "email":
                return value.count("@") == 1
    except ValueError:
        return False
    return kind == "string" or value in CHOICES[kind]
