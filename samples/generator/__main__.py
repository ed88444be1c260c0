"""``python -m samples.generator [NAME ...] [--only born scan layer]``: makes the samples anew."""

from __future__ import annotations

import argparse
import os
import sys

from samples.generator.make import PLANS, make


def main() -> None:
    os.environ["OMP_THREAD_LIMIT"] = "1"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these plans")
    parser.add_argument("--only", nargs="+", choices=("born", "scan", "layer"), default=("born", "scan", "layer"))
    args = parser.parse_args()
    for module in PLANS:
        if not args.names or module.NAME in args.names:
            sys.stdout.write(make(module, frozenset(args.only)) + "\n")


main()
