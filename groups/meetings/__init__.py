"""When a group meets: rules, dates, changes, answers, reminders, and a time that suits."""
