"""`python -m generate`: rebuild `data/jilin/`, or the boundaries of all China with `--china`."""

import argparse
from pathlib import Path

from generate import boundaries, china, clues, manifest, names, outfalls, overlays, rivers, zones
from generate.fetch import cache_dir
from generate.territory import Territory

DATA = Path(__file__).resolve().parent.parent


def build(folder: Path) -> None:
    """Everything under `folder`, in the order in which one step needs another."""
    boundaries.build(folder / "boundaries")
    names.build(folder / "names")
    rivers.build(folder / "rivers", DATA / "sources")
    territory = Territory(folder / "boundaries")
    sources = zones.build(folder / "zones", territory, folder / "rivers")
    register = outfalls.build(folder / "outfalls", territory, folder / "rivers", sources)
    counts = clues.build(folder / "clues", territory, register, sources)
    bodies = overlays.build(folder / "overlays", territory)
    manifest.build(folder, territory, sources, register, counts, bodies)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m generate", description=__doc__)
    parser.add_argument("--out", type=Path, default=DATA / "jilin", help="folder to write (default: data/jilin)")
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
        build(arguments.out)
        print(f"wrote {arguments.out}")
    else:
        counts = china.build(arguments.china)
        print(f"wrote {arguments.china}: " + ", ".join(f"{n} {level}" for level, n in counts.items()))


if __name__ == "__main__":
    main()
