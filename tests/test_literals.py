"""No text that a user reads stands bare in a template, a module of the pages or a script: all pass through gettext.

What is missing in the translation itself is found by tests/test_translations.py.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[1] / "src/jiedui"
TEMPLATES = sorted(SOURCES.rglob("*.html"))
PAGES = sorted((SOURCES / "web").rglob("*.py"))
COMMANDS = sorted((SOURCES / "commands").rglob("*.py"))
SCRIPTS = sorted((SOURCES / "web/static/jiedui").glob("*.js"))
SHOWN_ATTRIBUTES = {"title", "aria-label", "aria-description", "placeholder", "alt", "label", "data-drop"}
PRODUCT = "Jiedui 结对"
SAME_EVERYWHERE = {PRODUCT, "中文", "English", "CSV", "Excel", "SHA-256", "xlsx", "csv"}
"""What is written the same in every language: the product's name, the languages by their own names, formats."""
IN_BOTH = re.compile(r"[A-Za-z]{2,}|[\u3400-\u9fff]")
CHINESE = re.compile(r"[\u3400-\u9fff]")
SENTENCE = re.compile(r"^[A-Za-z][a-z']*(?:[ ,:;]+(?:[A-Za-z][a-z']*|\{\}))+[.!?:…]?$")
"""Two words or more with nothing of a selector, an address, SQL or a class list between them."""
AROUND = " \t\n" + "·›→←↑↓▾✓✗—…:,.()[]/|+×%"
CALLS = {"_", "gettext", "gettext_lazy", "translation"}
CHINESE_UNITS = {"元", "千元", "万元", "亿元"}
"""Units are codes of the catalogue: what they are called is the indicator's."""


class Texts(HTMLParser):
    """The texts and the attributes of a page that somebody reads; commands and codes are the same in all languages."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.skipping = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skipping = tag if tag in ("script", "style", "pre", "code") else self.skipping
        is_button = tag == "input" and dict(attrs).get("type") in ("submit", "button", "reset")
        for name, value in attrs:
            if name in SHOWN_ATTRIBUTES or (is_button and name == "value"):
                self.found.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.skipping = "" if tag == self.skipping else self.skipping

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.found.append(data)


def bare_texts(template: str) -> list[str]:
    """The words of a template outside its tags of translation and its values."""
    text = re.sub(r"(?s){%\s*comment.*?endcomment\s*%}|{#.*?#}", "", template)
    text = re.sub(r"(?s){%-?\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", " ", text)
    text = re.sub(r"(?s){%.*?%}|{{.*?}}", " ", text)
    page = Texts()
    page.feed(text)
    page.close()
    parts = (one.strip(AROUND) for one in page.found)
    return [part for part in parts if IN_BOTH.search(part) and part not in SAME_EVERYWHERE]


def strings_of(source: str) -> Iterator[tuple[int, str]]:
    """The strings of a module, by line, that are neither documentation nor handed to gettext; f-strings with {}."""
    tree = ast.parse(source)
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(id(node.value))
        called = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if called in CALLS:
            left_out |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, ast.JoinedStr):
            left_out |= {id(part) for part in node.values}
    for node in ast.walk(tree):
        if id(node) in left_out:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)


def told_to_users(source: str, *, in_chinese_only: bool = False) -> list[str]:
    """The sentences that a module hands to an answer or to a page without gettext: `line: text`."""
    return [
        f"{line}: {text}"
        for line, text in strings_of(source)
        if (CHINESE.search(text.replace(PRODUCT, "")) and text.strip() not in CHINESE_UNITS)
        or (not in_chinese_only and is_sentence(text))
    ]


def is_sentence(text: str) -> bool:
    return " " in text.strip() and SENTENCE.match(text.strip()) is not None


def is_selector(text: str) -> bool:
    return set(text.split()) <= {"main", "form", "table", "tbody", "tr", "td", "button", "input", "label", "a", "html"}


def script_texts(source: str) -> list[str]:
    """The texts of a script that would be shown: Chinese anywhere, or two words and more in one string."""
    code = re.sub(r"(?m)^\s*//.*$|/\*.*?\*/|\$\{[^}]*\}", "", source)
    strings = [next(filter(None, found), "") for found in re.findall(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`", code)]
    shown = re.findall(
        r"(?:textContent|innerText|title|ariaLabel|placeholder)\s*=\s*[\"'`]([^\"'`]*[A-Za-z]{2}[^\"'`]*)", code
    )
    return [
        *shown,
        *(one for one in strings if CHINESE.search(one) or (is_sentence(one) and not is_selector(one))),
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_bare_text(path: Path) -> None:
    assert bare_texts(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_module_of_the_pages_has_no_bare_text(path: Path) -> None:
    assert told_to_users(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_a_command_says_nothing_in_chinese_but_by_translation(path: Path) -> None:
    """What a command says of its options by `--help` is English, as its name is."""
    assert told_to_users(path.read_text("utf-8"), in_chinese_only=True) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_holds_no_text(path: Path) -> None:
    assert script_texts(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("template", "bare"),
    [
        ("<p>保存</p>", ["保存"]),
        ("<p>save it</p>", ["save it"]),
        ('<a title="to the list" href="/">→</a>', ["to the list"]),
        ('<img alt="{% translate \'a map\' %}" src="{{ address }}">', []),
        ("<p>{% blocktranslate %}{{ n }} rows{% endblocktranslate %} · {{ name }} › ✓</p>", []),
        ('<input type="submit" value="send">', ["send"]),
        ('<input type="hidden" name="act" value="void">', []),
        ("<script>const text = 'save it'</script><title>Jiedui 结对</title>", []),
        ("<p>{% if a %}{% translate 'yes' %}{% else %}no way{% endif %}</p>", ["no way"]),
    ],
)
def test_what_is_bare_in_a_template_is_found(template: str, bare: list[str]) -> None:
    assert bare_texts(template) == bare


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('"""Says what it does."""\nx = _("Nothing was saved.")', 0),
        ('x = HttpResponse("Nothing was saved.")', 1),
        ('x = {"words": f"saved {count} rows"}', 1),
        ('x = "已保存"', 1),
        ('x = "SELECT id FROM register_projects"', 0),
        ('x = "web/figures_table.html"', 0),
        ('x = ["text/csv; charset=utf-8", "btn btn-primary", "figures_table", "name"]', 0),
    ],
)
def test_what_is_bare_in_a_module_is_found(source: str, count: int) -> None:
    assert len(told_to_users(source)) == count


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('said.textContent = "Drop one workbook";', 2),
        ("// say what happened\nsaid.textContent = zone.dataset.drop;", 0),
        ('document.querySelectorAll("form[data-instant] input");', 0),
        ("said.textContent = `${found.words} (${found.done + 1}/${found.total})`;", 0),
        ('alert("保存");', 1),
    ],
)
def test_what_is_bare_in_a_script_is_found(source: str, count: int) -> None:
    assert len(script_texts(source)) == count
