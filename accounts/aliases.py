"""Suggested pseudonyms: two calm words and a number, nothing that says who somebody is."""

import secrets

# fmt: off
FIRST = [
    "Amber", "Autumn", "Bright", "Brisk", "Calm", "Cedar", "Clear", "Coastal", "Copper", "Dawn",
    "Drifting", "Early", "Evening", "Fern", "Gentle", "Golden", "Green", "Hazel", "Hidden", "Honest",
    "Ivory", "Kind", "Lantern", "Linen", "Lively", "Lunar", "Maple", "Meadow", "Mellow", "Misty",
    "Mossy", "Northern", "Olive", "Open", "Pebble", "Plain", "Quiet", "Rainy", "Restful", "River",
    "Rowan", "Saffron", "Sandy", "Silver", "Slow", "Southern", "Steady", "Still", "Summer", "Sunny",
    "Tidal", "Warm", "Willow", "Winding", "Winter",
]
SECOND = [
    "Acorn", "Alder", "Badger", "Beacon", "Birch", "Brook", "Clover", "Crane", "Curlew", "Dipper",
    "Dormouse", "Falcon", "Finch", "Fjord", "Fox", "Harbour", "Hare", "Heath", "Heron", "Hill", "Islet",
    "Jay", "Kestrel", "Lake", "Lark", "Linnet", "Lynx", "Marten", "Moth", "Nuthatch", "Oak", "Orchid",
    "Otter", "Owl", "Petrel", "Pine", "Plover", "Puffin", "Quail", "Raven", "Reed", "Robin", "Seal",
    "Shore", "Siskin", "Sparrow", "Spruce", "Stoat", "Swift", "Tern", "Thicket", "Thrush", "Trout",
    "Vale", "Vole", "Wren", "Yarrow",
]
# fmt: on


def suggest_alias() -> str:
    """A pseudonym such as "Quiet Otter 417". Random, so that nothing about the person can be read from it."""
    return f"{secrets.choice(FIRST)} {secrets.choice(SECOND)} {secrets.randbelow(900) + 100}"
