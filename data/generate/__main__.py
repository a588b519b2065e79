"""`python -m generate`: rebuild `data/jilin/` and the calendar in `engine/rules/`.

With `--china` the boundaries of all China instead.
"""

import argparse
from pathlib import Path

from generate import actions, boundaries, china, clues, holidays, manifest, names, outfalls, overlays, rivers, zones
from generate.fetch import cache_dir
from generate.territory import Territory

DATA = Path(__file__).resolve().parent.parent
RULES = DATA.parent / "engine" / "rules"


def build(folder: Path, rules: Path) -> None:
    """Everything under `folder`, in the order in which one step needs another, and the calendar in `rules`."""
    boundaries.build(folder / "boundaries")
    names.build(folder / "names")
    rivers.build(folder / "rivers", DATA / "sources")
    territory = Territory(folder / "boundaries")
    sources = zones.build(folder / "zones", territory, folder / "rivers")
    register = outfalls.build(folder / "outfalls", territory, folder / "rivers", sources)
    counts = clues.build(folder / "clues", territory, register, sources)
    bodies = overlays.build(folder / "overlays", territory)
    action = actions.build(folder / "actions", territory, register)
    calendar = holidays.build(rules)
    manifest.build(folder, rules, territory, sources, register, counts, bodies, action, calendar)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m generate", description=__doc__)
    parser.add_argument("--out", type=Path, default=DATA / "jilin", help="folder to write (default: data/jilin)")
    parser.add_argument("--rules", type=Path, default=RULES, help="folder for the calendar (default: engine/rules)")
    parser.add_argument(
        "--china",
        nargs="?",
        type=Path,
        const=cache_dir() / "china",
        metavar="FOLDER",
        help="instead, write all China's boundaries as FlatGeobuf (default folder: %(const)s)",
    )
    arguments = parser.parse_args()
    if arguments.china is None:
        build(arguments.out, arguments.rules)
        print(f"wrote {arguments.out} and {arguments.rules / holidays.FILE}")
    else:
        counts = china.build(arguments.china)
        print(f"wrote {arguments.china}: " + ", ".join(f"{n} {level}" for level, n in counts.items()))


if __name__ == "__main__":
    main()
