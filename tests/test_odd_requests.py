"""What no page of ours sends: addresses that cannot be, bodies that are none. Each gets an answer, and none a fault."""

import re

import pytest
from django.urls import reverse

from tests.access.cases import arguments
from tests.access.routes import routes
from tests.access.walk import Visitor
from tests.access.world import build
from tests.test_bad_input import HUGE, RTL, SCRIPT
from tests.test_every_page import ROWS

IN_ADDRESSES = [f"{2**63}", "%00"]
ODD_BODY = b"\xff\xfe=%FF%FE&words=%00&words=2&=&%=%"


@pytest.fixture
def world(ada, ben, mo, wil, zed, nia, op):
    return build(ada, ben, mo, wil, zed, nia, op)


def test_an_address_that_cannot_be_is_answered(world):
    visitors = {who: Visitor(world, who) for who in ("ada", "wil")}
    faults = []
    for name, path in routes():
        shape = re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]+>", "{}", path).strip("^$").replace("\\", "")
        if "{}" not in shape:
            continue
        who = "wil" if shape.startswith("staff/") else "ada"
        for odd in IN_ADDRESSES:
            response = visitors[who].knock("GET", f"/{shape.replace('{}', odd)}")
            if response.status_code >= 500:
                faults.append((name, odd[:20], response.status_code))
    assert faults == []


def test_a_query_that_cannot_be_is_answered(world):
    faults, visitor = [], Visitor(world, "wil")
    odd = f"{2**63}&page={HUGE[:5000]}&q=%00&q=%FF&before=1.-1&p=-1&state=%00&o=9.9&words={RTL}%3Cscript%3E&next=//x"
    for row in ROWS:
        if row.method != "GET" or row.case != "-" or row.expected["wil"] != "ok":
            continue
        response = visitor.knock("GET", f"{reverse(row.route)}?id={odd}")
        if response.status_code >= 500:
            faults.append((row.route, response.status_code))
    assert faults == []


def test_a_body_that_is_none_is_answered(world):
    faults, seen, visitors = [], set(), {who: Visitor(world, who) for who in ("ada", "wil", "op")}
    for row in ROWS:
        who = next((one for one in visitors if row.expected[one] not in ("404", "405")), None)
        if row.method != "POST" or who is None or row.route in seen:
            continue
        seen.add(row.route)
        address = reverse(row.route, args=arguments(world, row.route, row.case))
        response = visitors[who].send(address, ODD_BODY, "application/x-www-form-urlencoded")
        if response.status_code >= 500:
            faults.append((row.route, response.status_code))
    assert faults == []
    assert len(seen) > 100


def test_whatever_staff_type_is_answered(world):
    """Every form of admin as it is shown to its reader, with the same odd words in each of its fields."""
    faults, tried, visitors = [], 0, {who: Visitor(world, who) for who in ("wil", "op")}
    for row in ROWS:
        who = next((one for one in visitors if row.expected[one] == "ok"), None)
        if not row.route.startswith("admin:") or row.method != "GET" or who is None:
            continue
        visitor = visitors[who]
        address = reverse(row.route, args=arguments(world, row.route, row.case))
        shown = visitor.knock("GET", address)
        if shown.streaming or "html" not in shown.headers["Content-Type"]:
            continue
        fields = dict(FIELD.findall(shown.text))
        names = set(NAME.findall(shown.text)) - {"csrfmiddlewaretoken"} - set(fields)
        for odd in ["a\0b", HUGE]:
            tried += 1
            response = visitor.send(address, {**fields, **dict.fromkeys(names, odd)})
            unfit = (SCRIPT, "is violated")  # a rule of the database by its name says nothing to anybody
            if response.status_code >= 500 or (
                not response.streaming and any(words in response.text for words in unfit)
            ):
                faults.append((row.route, odd[:20], response.status_code))
    assert faults == []
    assert tried > 40


NAME = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')
# What the page carries by itself, such as how many rows a list has.
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
