"""Everything that one machine needs to try, change and prove the house: servers, mailbox, `make` commands.

Nothing in here runs in production. The front door is `python -m config.local`.
"""
