"""An invented community, so that somebody who tries the house meets people. Never part of a real one."""
