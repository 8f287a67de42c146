"""The demo's post: letters arrive by real SMTP and are read at /mailbox/. Exists in demo and dev only."""
