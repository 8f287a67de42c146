"""Whether the addresses in the library still lead where they led, asked politely and from behind a closed door.

`address` reads an address and says whether it may be asked at all; `network` is the only way out; `visit` follows one
address to its end; `gather` knows which addresses the library names; `sweep` claims, looks and opens staff tasks.
"""
