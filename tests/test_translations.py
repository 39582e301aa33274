"""The Chinese translation is whole, fits its sources, and is the one that Django reads."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from django.utils.translation import gettext, override
from tools import translations

from jiedui.kernel.errors import CATALOGUE


def texts(catalog: Catalog) -> dict[str, str]:
    """msgid → msgstr, without the head."""
    return {message.id: message.string for message in catalog if message.id}


def placeholders(text: str) -> set[str]:
    """The named fields: `{name}` of modules, `%(name)s` of templates."""
    braced = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    return braced | set(re.findall(r"%\(\w+\)s", text))


def is_chinese(text: str) -> bool:
    return any("一" <= character <= "鿿" for character in text)


def translated() -> dict[str, str]:
    return texts(translations.translation())


def test_the_translation_holds_exactly_the_texts_of_the_sources() -> None:
    held, sources = set(texts(translations.translation())), set(texts(translations.sources()))
    assert sources - held == set(), "run: make translations, and translate what it names"
    assert held - sources == set(), "run: make translations"


def test_the_sources_are_the_error_catalogue_modules_and_templates() -> None:
    sources = set(texts(translations.sources()))
    assert set(CATALOGUE.values()) <= sources
    assert "Batch {number} undoes batch {batch}." in sources
    assert translations.texts_of('print(_("a {n}").format(n=_(CATALOGUE["FILE-001"])))') == ["a {n}"]


def test_the_texts_of_a_template_are_found_wherever_they_stand() -> None:
    template = """<p title="{% translate 'one' %}">it's (</p>
        {% translate "two" %}\n  {% blocktranslate with name=person %}three {{ name }}{% endblocktranslate %}"""
    assert translations.texts_of(translations.calls_of(template)) == ["one", "two", "three %(name)s"]


def test_no_text_is_untranslated_or_fuzzy() -> None:
    waiting = [message.id for message in translations.translation() if message.id and not message.string]
    fuzzy = [message.id for message in translations.translation() if message.id and message.fuzzy]
    assert (waiting, fuzzy) == ([], [])


def test_a_translation_has_the_placeholders_of_its_text() -> None:
    differing = {text: words for text, words in translated().items() if placeholders(text) != placeholders(words)}
    assert differing == {}


def test_a_translation_keeps_the_indent_of_its_text() -> None:
    indented = {text: words for text, words in translated().items() if text.startswith("  ")}
    assert indented
    assert [words for words in indented.values() if not words.startswith("  ")] == []


def test_extracting_again_changes_nothing() -> None:
    assert translations.up_to_date() == translations.PO.read_text(encoding="utf-8")


def test_the_compiled_file_is_the_translation() -> None:
    with translations.MO.open("rb") as file:
        assert texts(read_mo(file)) == translated(), "run: make translations"


def test_django_says_every_error_in_chinese() -> None:
    with override("zh-hans"):
        assert [code for code, text in CATALOGUE.items() if not is_chinese(gettext(text))] == []


def test_django_leaves_english_as_it_is() -> None:
    with override("en"):
        assert gettext(CATALOGUE["FILE-001"]) == "No such file."


def test_a_text_that_changed_keeps_its_old_translation_as_fuzzy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = translations.PO.read_text(encoding="utf-8").replace("The file is empty.", "This file is empty.")
    monkeypatch.setattr(translations, "PO", tmp_path / "django.po")
    translations.PO.write_text(before, encoding="utf-8")
    translations.extract()
    changed = translations.translation().get("The file is empty.")
    assert (changed.string, changed.fuzzy) == ("文件是空的。", True)
