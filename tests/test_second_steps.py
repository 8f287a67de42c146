"""Whatever is typed into the second step of signing in, of a password or a passkey: an answer, and no row changed."""

import pytest
from django.urls import reverse

from tests.access.cases import arguments
from tests.access.rows import rows, written
from tests.access.second_steps import SECOND_STEPS
from tests.access.walk import Visitor
from tests.access.world import build
from tests.test_bad_input import HUGE, SCRIPT
from tests.test_every_page import ROWS

# Into a passkey's field goes JSON, which may be anything.
OF_A_KEY = '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {}}'
ODD = ["", "a\0b", HUGE, SCRIPT, "🙂", "9" * 400, "[]", "null", '"x"', '{"id": "x"}', OF_A_KEY, "[" * 5000]


@pytest.fixture
def world(ada, ben, mo, wil, zed, nia, op):
    return build(ada, ben, mo, wil, zed, nia, op)


@pytest.mark.parametrize("route", SECOND_STEPS)
def test_second_steps(route, world, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # dozens of guesses
    step = SECOND_STEPS[route]
    visitor = Visitor(world, step.who)
    step.take_first(world, visitor)
    case = next(row.case for row in ROWS if row.route == route)
    address = reverse(route, args=arguments(world, route, case))
    before, faults = rows(), []
    for field in step.fields:
        for odd in ODD:
            so_far = written()
            response = visitor.send(address, dict.fromkeys(step.fields, "x") | {field: odd})
            is_same = written() == so_far or rows() == before
            if response.status_code >= 500 or SCRIPT in response.text or not is_same:
                faults.append((field, odd[:20], response.status_code))
    assert faults == []
