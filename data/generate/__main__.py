"""`python -m generate`: rebuild `data/jilin/`, or the boundaries of all China with `--china`."""

import argparse
from pathlib import Path

from generate import boundaries, names

DATA = Path(__file__).resolve().parent.parent


def build(folder: Path) -> None:
    """Everything under `folder`, in the order in which one step needs another."""
    boundaries.build(folder / "boundaries")
    names.build(folder / "names")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m generate", description=__doc__)
    parser.add_argument("--out", type=Path, default=DATA / "jilin", help="folder to write (default: data/jilin)")
    arguments = parser.parse_args()
    build(arguments.out)


if __name__ == "__main__":
    main()
