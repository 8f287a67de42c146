"""Meetings in calendars elsewhere, and rotations from there."""
