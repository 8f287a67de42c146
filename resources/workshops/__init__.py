"""What a school offers on a date: signing up, seats, reminders, calendars, and what it was like."""
