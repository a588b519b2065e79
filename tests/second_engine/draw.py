"""The draws of a plan, made again from its workbook alone, by hashlib.

    draw.py WORKBOOK

1. The sheets are read as XML from the zip: no library of spreadsheets, and nothing of ours.
2. Each rank is the SHA-256 of its text, and each text is `seed|team|certificate` of its row, with the seed of the first note.
3. In each team's list the lowest of those that are not left out are drawn, as many as the sheet of teams has; nobody is of the
   jurisdiction whose code the team has, and nobody is in two teams.

Prints one line of JSON: counts, and the number of differences.
"""

import hashlib
import json
import re
import sys
import zipfile
from collections import defaultdict
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def sheets(path: str) -> dict[str, list[list[str]]]:
    """The rows of each sheet, by its name."""
    with zipfile.ZipFile(path) as archive:
        shared = []
        if "xl/sharedStrings.xml" in archive.namelist():
            root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
            shared = ["".join(text.text or "" for text in item.iter(f"{MAIN}t")) for item in root.iter(f"{MAIN}si")]
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        target = {link.get("Id"): link.get("Target") for link in links}
        found = {}
        for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet"):
            root = ElementTree.fromstring(archive.read(f"xl/{target[sheet.get(LINK)]}"))
            found[sheet.get("name")] = [[cell_text(cell, shared) for cell in row] for row in root.iter(f"{MAIN}row")]
        return found


def cell_text(cell: ElementTree.Element, shared: list[str]) -> str:
    value = cell.find(f"{MAIN}v")
    if cell.get("t") == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{MAIN}t"))
    if value is None or value.text is None:
        return ""
    return shared[int(value.text)] if cell.get("t") == "s" else value.text


def table(rows: list[list[str]], column: str) -> list[dict[str, str]]:
    """The rows below the header, which is the first row with a certain column."""
    start = next(place for place, row in enumerate(rows) if column in row)
    return [dict(zip(rows[start], row, strict=False)) for row in rows[start + 1 :]]


def main() -> None:
    book = sheets(sys.argv[1])
    named = {name.split("（")[0]: rows for name, rows in book.items()}
    draw, teams = table(named["抽签记录"], "SHA-256"), table(named["检查组"], "证号")
    seed = re.match(r"种子：(.*)（(指定|由本机)", named["抽签记录"][0][0]).group(1)
    differences = 0
    lists = defaultdict(list)
    for row in draw:
        text = f"{seed}|{row['组代码']}|{row['证号']}"
        differences += text != row["抽签文本"]
        differences += hashlib.sha256(text.encode()).hexdigest() != row["SHA-256"]
        lists[row["组代码"]].append(row)
    members = defaultdict(list)
    for row in teams:
        members[row["组代码"]].append(row["证号"])
    differences += set(lists) != set(members)
    for team, people in lists.items():
        eligible = [row for row in people if not row["结果"].startswith("排除")]
        lowest = sorted(eligible, key=lambda row: row["SHA-256"])[: len(members[team])]
        differences += [row["证号"] for row in lowest] != members[team]
        differences += [row["证号"] for row in people if row["结果"] == "抽中"] != members[team]
    everybody = [certificate for team in members.values() for certificate in team]
    differences += len(set(everybody)) != len(everybody)

    # The targets, where they were drawn.
    drawn = 0
    for row in table(named["检查对象"], "编号"):
        if row.get("SHA-256"):
            differences += hashlib.sha256(f"{seed}|{row['编号']}".encode()).hexdigest() != row["SHA-256"]
            drawn += row["抽中"] == "是"
    ranked = [row for row in table(named["检查对象"], "编号") if row.get("SHA-256")]
    ranked.sort(key=lambda row: row["SHA-256"])
    differences += any(row["抽中"] != ("是" if place < drawn else "否") for place, row in enumerate(ranked))
    print(json.dumps({"teams": len(lists), "rows": len(draw), "targets_drawn": drawn, "differences": int(differences)}))


if __name__ == "__main__":
    main()
