"""Whatever is wrong with a file is said beside its row, and nothing of it is kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from resources.models import Resource
from tests.resources.exchange.bringing import HEAD, NEW, as_json, bring, problems, read, said

pytestmark = pytest.mark.django_db
HUGE = "x" * 1_000_000


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("fees", "a\0b", "character"),
        ("fees", HUGE, ""),
        ("fees", "x" * 301, "at most 300"),
        ("body", "x" * 40_001, "at most 40000"),
        ("url", "javascript:alert(1)", "This is not the address of a web page"),
        ("url", "x" * 501, "at most 500"),
        ("email", "nobody", "not an e-mail address"),
        ("cost", "cheap", "One of: free"),
        ("languages", "klingon", "do not know the language"),
        ("support", '"emotional, magic"', "One of: emotional"),
        ("time_zone", "Mars/Olympus", "do not know this time zone"),
        ("time_zone", "../../etc/passwd", "do not know this time zone"),
        ("minutes", "9" * 400, "whole number"),
        ("minutes", "NaN", "whole number"),
        ("minutes", "٣", "whole number"),
        ("assured_on", "24/11/2026", "Write it as 2026-11-24"),
        ("assured_on", "2026-02-30", "Write it as 2026-11-24"),
        ("assured_on", "9999-12-31", "has not come yet"),
        ("review_by", "99999-01-01", "Write it as 2026-11-24"),
        ("sources", '"a | b | javascript:alert(1)"', "begins with https"),
        ("sources", "a | b | https://c.example | d | e", "at most 4 parts"),
        ("phones", '" | voice"', "still missing"),
        ("phones", "1 | pigeon", "One of: voice"),
        ("contacts", "Kim | | | nobody", "not an e-mail address"),
        ("hours", "Moonday | 09:00 | 17:00", "One of: Monday"),
        ("hours", "Monday | 25:00 | 17:00", "no time of day"),
        ("hours", "Monday | 09:00 | 17:00 | 2026-02-01 | 2026-01-01", "ends before it begins"),
        ("other_hours", "2026-12-24 | | 10:00", "no time of day"),
        ("other_hours", "2026-12-24 | 2026-12-20 | closed", "ends before it begins"),
        ("collections", "no-such", "no collection"),
        ("collections", "not a name | A title", "letters, numbers"),
        ("collections", "new | A title | | first", "whole number"),
        ("collections", "new | A title | | 1 | more", "At most 4 parts"),
        ("owner", "Nobody 1", "No colleague"),
        ("related", "a b", "valid"),
        ("country", "gb", "Two capital letters"),
        ("hidden", "yes", "not hidden or annotated"),
        ("loaded_from", "article/x", "come with the house"),
    ],
)
def test_each_cells_problem_is_said_beside_its_row_and_column(wil, column, cell, says):
    page = read(wil, HEAD.format(column) + NEW.format(cell))
    assert says in said(page)
    assert said(page)
    if says not in ("", "character"):
        assert said(page).startswith(f"1 {column}:")
    assert not Resource.objects.exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The list is empty."),
        ("title,kind\nA,service", "“key” is missing"),
        ("key,spell\n,x", "no column “spell”"),
        ("key,key\n,x", "twice"),
        ("key,title\n", "no rows"),
        (
            "key,title,kind,summary\n~a,A,service,x\n~a,B,service,x\n",
            "2 key: This name is in the file twice.",
        ),
        ("key,title,kind,summary\n,A,service,x\n,A,service,x\n", "2 key: There is an entry of this title."),
        ("key,title\n../a,A\n", "1 key: A name is made of"),
        ("key,title\n,A,B,C\n", "more cells than there are columns"),
        ('key,title\n,"A\n', ""),
        ("key\n" + "~a\n" * 1_001, "At most 1000 rows"),
        (HUGE + HUGE[:600_000], "too long"),
    ],
)
def test_a_table_that_is_none_is_said_to_be_none(wil, text, says):
    page = read(wil, text)
    assert says in said(page)
    assert said(page)
    assert not Resource.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        HEAD.format("fees").encode() + NEW.format("Zürich").encode("cp1252"),
        (HEAD.format("fees") + NEW.format("x")).encode("utf-16"),
        b"PK\x03\x04" + bytes(200),
        bytes(range(256)) * 20,
    ],
    ids=["cp1252", "utf-16", "zip", "binary"],
)
def test_a_file_in_another_encoding_is_said_to_be_one(staff, content):
    answer = bring(staff, file=SimpleUploadedFile("a.csv", content))
    assert "UTF-8" in problems(answer) or "Is it really a CSV file?" in problems(answer)
    assert not Resource.objects.exists()


# Services


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[" * 100_000, "nested too deeply"),
        ("[" * 200 + "]" * 200, "nested too deeply"),
        ('{"a":' * 900 + "1" + "}" * 900, "nested too deeply"),
        ("{", "not JSON, from line 1"),
        ('{"contents": [NaN]}', "NaN is no number"),
        ('{"contents": [-Infinity]}', "no number"),
        ('{"contents": [' + "9" * 5_000 + "]}", "far too long"),
        ('{"id": 1, "id": 2}', "“id” is there twice"),
        ('{"contents": 3}', "no list of services"),
        ('{"contents": []}', "no rows"),
        ('{"contents": ["x"]}', "1 title: This is no service"),
        (as_json(name=["x"]), "1 title: “name” should be words."),
        (as_json(name=True), "1 title: “name” should be words."),
        (as_json(description="\ud800"), "1 summary: There is half a character"),
        (as_json(description="a\0b"), "1 summary: There is a character"),
        (as_json(status="odd"), "1 status: One of: active"),
        (as_json(phones={"number": "1"}), "1 phones: “phones” should be a list"),
        (as_json(phones=[{"number": "1", "type": "pager"}]), "1 phones: We cannot keep a number of the type"),
        (
            as_json(schedules=[{"freq": "MONTHLY", "byday": "2MO"}]),
            "1 hours: We keep hours that come every week",
        ),
        (as_json(schedules=[{"byday": "MO", "interval": 2}]), "1 hours: We keep hours"),
        (as_json(schedules=[{"byday": "MO;RRULE:" + "x" * 9_000}]), "1 hours: We keep hours"),
        (
            as_json(schedules=[{"byday": "MO", "opens_at": "09:00Z", "closes_at": "17:00Z"}]),
            "1 hours: “09:00Z”: write the time that the place's own clock shows",
        ),
        (as_json(languages=[{"name": "Elvish"}]), "1 languages: "),
        (as_json(url="javascript:alert(1)"), "1 url: This is not the address of a web page"),
        (as_json(name="HUGE").replace('"HUGE"', "1e999"), "1 title: “name” should be words."),
        (as_json(organization="x"), "1 organisation: “organization” should be an object."),
    ],
)
def test_services_that_are_none_are_said_to_be_none(wil, text, says):
    page = read(wil, text)
    assert says in said(page)
    assert said(page)
    assert not Resource.objects.exists()
