class Trouble(Exception):
    """Something the person at the keyboard can put right. Its text is all that they are shown."""
