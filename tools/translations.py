"""Keep the Chinese translation beside its sources.

`extract` brings the .po up to date with the texts of the sources and keeps the translations that are there; a text
that only changed keeps its old translation, marked fuzzy, to be mended by hand. `compile` makes the .mo that Django
reads. Neither writes dates or line numbers, so the files change only when a text does.

    python tools/translations.py extract compile
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract as extract_texts
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from jiedui.kernel.errors import CATALOGUE
from jiedui.kernel.permissions import matrix

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src/jiedui"
LOCALE = "zh_Hans"
PO = SOURCES / "locale" / LOCALE / "LC_MESSAGES/django.po"
MO = PO.with_suffix(".mo")
CALLS = {"_": None, "gettext": None, "gettext_lazy": None}
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)  # babel writes a date into the .mo; this one never changes

HEAD = """\
# The Chinese words of Jiedui. STYLE's glossary fixes them: one word per idea.
# The texts come from the sources: make translations
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def sources() -> Catalog:
    """Every text: the error catalogue in its order, the rights, then modules and templates, file by file."""
    found = Catalog(locale=LOCALE)
    for code, text in CATALOGUE.items():
        found.add(text, auto_comments=[code])
    for right in matrix().rights.values():
        found.add(right.words, auto_comments=[f"right {right.name}"])
    for path in sorted(SOURCES.rglob("*.py")) + sorted(SOURCES.rglob("*.html")):
        source = path.read_text(encoding="utf-8")
        for text in texts_of(source if path.suffix == ".py" else calls_of(source)):
            found.add(text, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return found


def texts_of(source: str) -> list[str]:
    """The texts that Python source hands to gettext. `_(CATALOGUE["FILE-001"])` names a code, which is no text."""
    calls = extract_texts("python", io.BytesIO(source.encode()), CALLS)
    return [text for _line, text, _comments, _context in calls if text not in CATALOGUE]


def calls_of(template: str) -> str:
    """A template as calls of gettext, in one line, as Django reads it for translators."""
    return f"({' '.join(templatize(template).split())})"


def translation() -> Catalog:
    """What the .po holds; nothing where there is none yet."""
    if not PO.exists():
        return Catalog(locale=LOCALE)
    with PO.open("rb") as file:
        return read_po(file, locale=LOCALE)


def up_to_date() -> str:
    """The .po's text with exactly the texts of the sources."""
    catalog = translation()
    catalog.update(sources())
    text = io.BytesIO()
    write_po(text, catalog, width=120, omit_header=True, ignore_obsolete=True, include_lineno=False)
    return HEAD + text.getvalue().decode()


def extract() -> None:
    """Write the .po anew from the sources."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_text(up_to_date(), encoding="utf-8")


def compile_() -> None:
    """Write the .mo from the .po; what is fuzzy stays out."""
    catalog = translation()
    catalog.creation_date = catalog.revision_date = ALWAYS
    with MO.open("wb") as file:
        write_mo(file, catalog)


COMMANDS = {"extract": extract, "compile": compile_}

if __name__ == "__main__":
    for command in sys.argv[1:] or sys.exit(__doc__):
        COMMANDS[command]()
    waiting = [str(message.id) for message in translation() if message.id and (message.fuzzy or not message.string)]
    for text in waiting:
        print(f"to be translated: {text}", file=sys.stderr)
