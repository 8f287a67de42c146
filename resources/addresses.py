"""The name of an entry or a collection in an address: a slug, with a tilde before it where it is a school's own."""


def key_of(slug: str, school_id: int | None) -> str:
    return f"~{slug}" if school_id else slug


class EntryKey:
    regex = r"~?[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
