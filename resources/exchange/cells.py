"""A list, or rows of their own, within one cell: people can read and mend it in a spreadsheet, and nothing is lost.

Items stand between commas; rows are lines whose parts stand between bars. A backslash keeps the sign behind it from
meaning anything: "a\\, b" is one item. Spaces around an item do not count; "\\s" is one that does.
"""

from collections.abc import Iterable, Iterator, Sequence

MEANS = {"n": "\n", "r": "\r", "s": " "}


def write_list(items: Iterable[str]) -> str:
    return ", ".join(_kept(item, ",") for item in items)


def read_list(cell: str) -> list[str]:
    return [item for item in _parts(cell.replace("\n", ","), ",") if item]


def write_lines(rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(write_line(row) for row in rows)


def write_line(row: Sequence[str]) -> str:
    said = list(row)
    while said and not said[-1]:
        said.pop()
    return " | ".join(_kept(part, "|") for part in said)


def read_lines(cell: str) -> list[list[str]]:
    return [list(_parts(line, "|")) for line in cell.split("\n") if line.strip(" ")]


def read_line(cell: str) -> list[str]:
    return list(_parts(cell, "|")) if cell else []


def _kept(text: str, separator: str) -> str:
    for sign in ("\\", separator):
        text = text.replace(sign, f"\\{sign}")
    text = text.replace("\n", "\\n").replace("\r", "\\r")
    if text.startswith(" "):
        text = f"\\s{text[1:]}"
    if text.endswith(" "):
        text = f"{text[:-1]}\\s"
    return text


def _parts(text: str, separator: str) -> Iterator[str]:
    part: list[str] = []
    said = 0  # how much of it stands before the spaces at its end
    signs = iter(text)
    for sign in signs:
        if sign == separator:
            yield "".join(part[:said])
            part, said = [], 0
        elif sign == "\\":
            following = next(signs, "\\")
            part.append(MEANS.get(following, following))
            said = len(part)
        elif sign != " " or part:
            part.append(sign)
            said = said if sign == " " else len(part)
    yield "".join(part[:said])
