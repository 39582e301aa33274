"""Write the reference pages of the registers into `docs/registers/`, and remove those of registers that went.

python tools/register_pages.py
"""

from pathlib import Path

from jiedui.registers.reference import pages

TARGET = Path(__file__).resolve().parents[1] / "docs/registers"


def write(folder: Path = TARGET) -> None:
    """Make the folder hold exactly the pages."""
    folder.mkdir(parents=True, exist_ok=True)
    current = pages()
    for path in folder.glob("*.md"):
        if path.name not in current:
            path.unlink()
    for name, text in current.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
