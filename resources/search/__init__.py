"""How the library is searched: words into groups, groups into ranked entries, slips into what was meant."""
