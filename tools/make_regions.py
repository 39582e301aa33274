"""Make `src/jiedui/places/data/regions-2023.txt` from the CSV files of the public statistical codes.

Takes the folder with provinces, cities, areas, streets and villages `.csv` (columns `code` and `name`, codes
of 2, 4, 6, 9 and 12 digits without trailing zeros) and writes one compact tree in code order. The counts
that the head states are counted from the lines below it, and a line whose parent is missing stops the program.

    python tools/make_regions.py FOLDER
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/jiedui/places/data/regions-2023.txt"
LEVELS = ("provinces", "cities", "areas", "streets", "villages")
DIGITS = (2, 4, 6, 9, 12)  # of a code at each level
VILLAGES_OF = "4501"  # 南宁市; other villages are loaded by the office
# The source leaves these out; they are provinces of the standard GB/T 2260.
NOT_IN_SOURCE = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}

HEAD = """\
# Division codes of China: provinces to townships of the whole country, and the villages of Nanning (4501)
# Source: 国家统计局 统计用区划代码和城乡划分代码
# As of: 2023-06-30
# Published: 2023-09-11
# Provinces: {provinces}
# Prefectures: {cities}
# Counties: {areas}
# Townships: {streets}
# Villages: {villages}
# Of the provinces, {added} are not in the source and are here by name only: {additions}.
#
# Format: UTF-8, one region a line, in code order. As many leading spaces as the level (0 province, 1 prefecture,
# 2 county, 3 township, 4 village), the digits of the region's own segment (2, 2, 2, 3, 3), one space, the name.
# A 12-digit code is the segments of the line and of its parents above it, filled up with zeros on the right.
#
# Equal codes: {doubles} are prefectures without counties. The source lists each a
# second time as a county with segment 00, and so does this file, to carry its townships. Such a line has the
# 12-digit code of its prefecture and is the same place: read it as no region of its own, and its townships as
# children of the prefecture (441900003000 is in 441900000000). Likewise township segment 000 of 350527 金门县 is
# the county itself. The counts above count lines, so these too.
#
# Headings: prefectures named 市辖区, 县, 省直辖县级行政区划 and 自治区直辖县级行政区划 are headings of the
# code, not places: their counties belong to the province.
"""


def rows(folder: Path, level: str) -> Iterator[tuple[str, str]]:
    """Yield code and name of one level, as the source has them."""
    with (folder / f"{level}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["code"], row["name"]


def regions(folder: Path) -> dict[str, str]:
    """Return the names of all regions that the file holds, by their short codes."""
    names = dict(NOT_IN_SOURCE)
    for level, digits in zip(LEVELS, DIGITS, strict=True):
        for code, name in rows(folder, level):
            if len(code) != digits or not code.isdigit() or not name or name != name.strip():
                sys.exit(f"{level}.csv: {code!r} {name!r} is not a code of {digits} digits with a name")
            if level == "villages" and not code.startswith(VILLAGES_OF):
                continue
            if code in names:
                sys.exit(f"{level}.csv: {code} {name} is there twice")
            names[code] = name
    return names


def lines(names: dict[str, str]) -> Iterator[str]:
    """Yield the lines of the tree."""
    # The short codes' text order is the tree's order, for a parent's code begins those of its children.
    for code, name in sorted(names.items()):
        level = DIGITS.index(len(code))
        parent = code[: DIGITS[level - 1]] if level else ""
        if parent and parent not in names:
            sys.exit(f"{code} {name} has no parent {parent}")
        yield f"{' ' * level}{code[len(parent) :]} {name}\n"


def main() -> None:
    """Write the file and print what it holds."""
    if len(sys.argv) != 2:
        sys.exit("usage: python tools/make_regions.py FOLDER")
    names = regions(Path(sys.argv[1]))
    counts = {level: sum(len(code) == digits for code in names) for level, digits in zip(LEVELS, DIGITS, strict=True)}
    doubles = [code for code in sorted(names) if len(code) == 6 and code.endswith("00")]
    head = HEAD.format(
        **counts,
        added=len(NOT_IN_SOURCE),
        additions=", ".join(f"{code} {name}" for code, name in NOT_IN_SOURCE.items()),
        doubles=", ".join(f"{code[:4]} {names[code]}" for code in doubles),
    )
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(head + "".join(lines(names)), encoding="utf-8", newline="\n")
    print(f"{TARGET.name}: {counts}, of the counties {len(doubles)} with their prefecture's code")


if __name__ == "__main__":
    main()
