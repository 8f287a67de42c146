"""Faults on purpose: real workers, beats, servers and sockets, broken in mid-work, and what became of every letter.

`make faults` runs all of it at full size; tests/faults/test_faults_small.py is the same, smaller.
"""
