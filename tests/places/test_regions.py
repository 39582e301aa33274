"""The regions of the ledger: finding one by what offices write, loading further ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from jiedui.journal.models import Batch
from jiedui.kernel.errors import Refused
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.places import queries
from jiedui.places.actions import load_regions, region_file
from jiedui.places.models import Region

pytestmark = pytest.mark.django_db
PROGRAMME = ["450100000000", "440300000000"]


@pytest.fixture(autouse=True)
def fresh_index():  # type: ignore[no-untyped-def]  # a fixture that yields
    queries.forget()
    yield
    queries.forget()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("马山", "450124000000"),
        ("马山县", "450124000000"),
        ("南宁市马山县", "450124000000"),
        ("广西壮族自治区南宁市马山县", "450124000000"),
        ("马山县白山镇", "450124100000"),
        ("450124", "450124000000"),
        ("450124100000", "450124100000"),
        ("南宁", "450100000000"),
        ("深圳市福田区", "440304000000"),
    ],
)
def test_a_region_is_found_by_what_offices_write(text: str, code: str) -> None:
    assert queries.index().find(text, PROGRAMME) == [code]


def test_a_village_is_found_with_and_without_its_committee() -> None:
    village = Region.objects.filter(code__startswith="450124", level=5, name__endswith="村委会").first()
    assert village is not None
    town = queries.index().names[village.code[:9] + "000"]
    name = village.name.removesuffix("村委会")
    for spelling in (village.name, name, name + "村"):
        assert queries.index().find(f"马山县{town}{spelling}", PROGRAMME) == [village.code]


@pytest.mark.parametrize("text", ["某某县", "", "999999", "45012", "马"])
def test_what_no_region_is_called_finds_nothing(text: str) -> None:
    assert queries.index().find(text, PROGRAMME) == []


def test_a_name_that_several_bear_gives_all_candidates() -> None:
    assert len(queries.index().find("朝阳区")) > 1


def test_the_shipped_table_has_the_published_counts() -> None:
    index = queries.index()
    nanning = [code for code in index.names if code.startswith("4501")]
    assert sum(1 for code in nanning if code.endswith("000000") and code not in index.successors) == 1 + 12
    assert Region.objects.filter(code__startswith="4501", level=5).count() == 1856
    assert Region.objects.filter(level=4).count() > 41000


def test_a_citys_heads_hold_codes_abolished_elsewhere_and_a_countys_the_code_it_succeeded() -> None:
    assert queries.index().heads("450181000000") == ("450181000000", "450127000000")
    assert queries.index().heads("450100000000") == ("450100000000",)


def test_children_leave_out_abolished_codes_and_headings_of_the_code() -> None:
    names = [name for _, name in queries.children("450100000000")]
    assert len(names) == 12
    assert "横州市" in names
    assert "横县" not in names


def test_an_unknown_or_ill_formed_region_is_refused() -> None:
    for text, code in (("459999", "REGION-002"), ("abc", "REGION-001"), ("45012", "REGION-001")):
        with pytest.raises(Refused) as refusal:
            queries.region(text)
        assert refusal.value.problems[0].code == code


def test_loading_an_offices_villages_is_one_batch_and_loading_them_again_is_none(tmp_path: Path) -> None:
    path = tmp_path / "villages.csv"
    path.write_text("代码,名称\n441900003001,某社区居委会\n", "utf-8")
    before = Batch.objects.count()
    assert load_regions(region_file(path), LOCAL_OPERATOR, path.name) == 1
    assert load_regions(region_file(path), LOCAL_OPERATOR, path.name) == 0
    assert Batch.objects.count() == before + 1
    assert queries.index().names["441900003001"] == "某社区居委会"
    assert queries.loaded_table_problem() is None


def test_a_region_whose_parent_is_unknown_is_refused_and_nothing_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "villages.csv"
    path.write_text("990101001001,某村\n", "utf-8")
    before = Region.objects.count()
    with pytest.raises(Refused) as refusal:
        load_regions(region_file(path), LOCAL_OPERATOR, path.name)
    assert refusal.value.problems[0].code == "REGION-003"
    assert Region.objects.count() == before


def test_a_region_file_that_is_missing_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        region_file(tmp_path / "none.csv")
    assert refusal.value.problems[0].code == "FILE-001"
    (tmp_path / "bad.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused) as refusal:
        region_file(tmp_path / "bad.csv")
    assert refusal.value.problems[0].code == "FILE-009"


def test_a_changed_region_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE places_region SET name = '某县' WHERE code = '450124000000'")
    assert queries.loaded_table_problem() is not None
