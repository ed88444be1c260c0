"""What all sub-commands share."""

from __future__ import annotations

import argparse

Commands = argparse._SubParsersAction  # argparse has no public name for it

EPILOG = """exit codes: 0 all good; 1 some documents partial or failed; 2 bad usage; 3 nothing usable;
4 missing Tesseract or language; 5 another run works on the store; 6 the store can't be read or written;
7 stopped in time with work left; 130 interrupted (start it again: it goes on where it was)"""
