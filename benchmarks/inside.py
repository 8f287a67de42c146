"""Runs a module of this folder once Django stands: `python -m benchmarks.inside limit 2525 1000`."""

import sys
from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()
    import_module(f"benchmarks.{sys.argv[1]}").main(*sys.argv[2:])
