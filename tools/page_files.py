"""Copy what the pages load from the installed npm packages into the package, so that no page asks anybody else for it.

python tools/page_files.py
"""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src/jiedui/web/static/vendor"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
}


def copy(target: Path = TARGET) -> None:
    """Make the folder hold exactly these files. A comment that names a map of the sources is left out with the map."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for source, name in FILES.items():
        lines = (ROOT / "node_modules" / source).read_text("utf-8").splitlines(keepends=True)
        (target / name).write_text("".join(line for line in lines if "sourceMappingURL" not in line), "utf-8")


if __name__ == "__main__":
    copy()
