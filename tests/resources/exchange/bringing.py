"""Files that staff bring in: how one is sent, and what the page says to it."""

import json

from django.test import RequestFactory
from django.urls import reverse

from accounts.admin.bringing_in import BringIn
from resources.admin.files import EntryRows
from resources.exchange.library import Library

PAGE = "admin:resources_resource_from_a_file"
HEAD = "key,title,kind,summary,{}\n"
NEW = ",The quiet desk,service,Somebody to talk to.,{}\n"
SERVICE = {"id": "x", "name": "The quiet desk", "description": "Somebody to talk to.", "status": "active"}


def bring(visitor, text="", *, keeps=True, file=None):
    data = {"text": text, "_keep" if keeps else "_try": "1"} | ({"file": file} if file else {})
    return visitor.post(reverse(PAGE), data)


def problems(answer) -> str:
    return said(answer.context["page"])


def said(page: BringIn) -> str:
    return " / ".join(f"{problem.row} {problem.column}: {problem.words}" for problem in page.problems or ())


def read(person, text, *, keeps=True) -> BringIn:
    """What the page makes of it, without the page."""
    request = RequestFactory().post("/", {"text": text} | ({"_keep": "1"} if keeps else {}))
    return BringIn(request, EntryRows(library=Library(person)))


def as_json(**said) -> str:
    return json.dumps({"contents": [SERVICE | said]})
