"""The page of the footprint: percentages with what they are measured against, what nobody saw, a trip; refusals."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiedui.fieldwork.boundaries import load_boundaries
from jiedui.kernel.permissions import LOCAL_OPERATOR
from jiedui.kernel.tiles import Tiles
from tests.fieldwork.boundary_files import boundary_file, new_boundaries, square
from tests.fieldwork.footprints import paid_project
from tests.people.offices import MASHAN, NANNING, SHANGLIN
from tests.registers.records import new
from tests.web.conftest import Browser

AS_OF = "2023-09-30"
PAGE, MAP, CELLS = "/footprint", "/footprint/map.svg", "/footprint/cells.geojson"
READERS = ["county-clerk", "county-reviewer", "city-manager", "auditor", "administrator", "donor"]
VILLAGE = "450124100201"
NORTH, EAST = 23_550_000, 108_050_000
"""Inside the square that is Mashan here."""


def shown(client: Client, address: str = PAGE, **asked: str) -> str:
    answer = client.get(address, {"as-of": AS_OF, "level": "0", **asked}, headers={"accept-language": "en"})
    assert answer.status_code == 200, answer.content.decode()
    return unescape(answer.content.decode())


def text(page: str) -> str:
    """A page as it is read, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1]))


def lay_boundaries(**values: object) -> None:
    data = boundary_file(square(MASHAN, 108.0, 23.5), square(SHANGLIN, 108.1, 23.5))
    load_boundaries(LOCAL_OPERATOR, new_boundaries(data, **values))


def visit(**values: object) -> int:
    return new("visits", **{"region": MASHAN, "visited_on": date(2023, 9, 20), "visitor": "演示", "place": None,
                            "latitude": NORTH, "longitude": EAST, **values})  # fmt: skip


@pytest.mark.parametrize("login", READERS)
def test_whoever_reads_the_county_sees_its_footprint(browser: Browser, login: str) -> None:
    lay_boundaries()
    page = shown(browser(login), region=MASHAN)
    assert "马山县" in page and "试验边界" in page


@pytest.mark.parametrize("address", [PAGE, MAP, CELLS])
@pytest.mark.parametrize(("login", "region"), [("stranger", MASHAN), ("county-clerk", SHANGLIN), ("donor", NANNING)])
def test_another_region_is_as_if_it_were_not_there(browser: Browser, address: str, login: str, region: str) -> None:
    lay_boundaries()
    assert browser(login).get(address, {"region": region}).status_code == 404


@pytest.mark.parametrize("address", [PAGE, MAP, CELLS])
def test_nobody_is_sent_to_sign_in(browser: Browser, address: str) -> None:
    answer = browser("").get(address)
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in")


@pytest.mark.parametrize("address", [PAGE, MAP, CELLS])
@pytest.mark.parametrize("asked", [{"as-of": "2023-02-30"}, {"level": "9"}, {"since": "2024-01-01", "as-of": AS_OF}])
def test_a_lens_that_cannot_be_is_refused(browser: Browser, address: str, asked: dict[str, str]) -> None:
    assert browser("city-manager").get(address, {"region": MASHAN, **asked}).status_code == 400


@pytest.mark.parametrize(
    "asked", [{"hours": "1"}, {"hours": "99"}, {"minutes": "ten"}, {"start": "7"}, {"start": "x"}, {"start": "-1"}]
)
def test_a_trip_that_cannot_be_is_refused(browser: Browser, asked: dict[str, str]) -> None:
    assert browser("city-manager").get(PAGE, {"region": MASHAN, **asked}).status_code == 400


@pytest.mark.parametrize("address", [PAGE, MAP, CELLS])
def test_a_page_is_read_only(browser: Browser, address: str) -> None:
    assert browser("city-manager").post(address).status_code == 405


def test_beside_the_percentage_stands_what_it_is_measured_against(browser: Browser) -> None:
    lay_boundaries()
    visit()
    page = text(shown(browser("city-manager")))
    assert page.count("H3") >= 2 and "试验边界" in page and AS_OF in page
    rates = re.findall(r"(\d+\.\d+) %", page)
    assert len(rates) >= 1 and all(0 < float(rate) < 100 for rate in rates)


def test_without_boundaries_the_page_says_how_to_get_them(browser: Browser) -> None:
    new("offices", region=MASHAN, name="演示中心", kind="centre")
    page = shown(browser("city-manager"))
    assert "jiedui boundaries load" in page and "<svg" not in page
    assert browser("city-manager").get(MAP).status_code == 400


def test_a_county_leads_from_the_map_to_its_own_page(browser: Browser) -> None:
    lay_boundaries()
    page = shown(browser("city-manager"))
    assert f'href="/footprint?as-of={AS_OF}&level=0&region={MASHAN}"' in page
    assert "<svg" in page and f"region={SHANGLIN}" not in shown(browser("donor"), region=MASHAN)


def test_ones_own_footprint_is_not_the_offices(browser: Browser) -> None:
    lay_boundaries()
    visit(recorded_by="city-manager", own_id="1")
    mine, other = (shown(browser(login), whose="mine") for login in ("city-manager", "auditor"))
    assert 'fill:var(--fp-0)" fill-rule' in mine and 'fill:var(--fp-0)" fill-rule' not in other
    cells = [
        json.loads(browser(login).get(CELLS, {"as-of": AS_OF, "whose": "mine"}).content)["features"]
        for login in ("city-manager", "auditor")
    ]
    assert [len(one) for one in cells] == [1, 0]


def test_a_project_with_money_paid_and_no_visit_stands_on_the_page_and_the_overview(browser: Browser) -> None:
    number, client = paid_project(fen=71_050_000), browser("city-manager")
    page = shown(client)
    assert f'href="/registers/projects/{number}"' in page and "710,500" in text(page)
    assert "attention=unseen" in shown(client, "/")
    visit(project=number)
    assert f'href="/registers/projects/{number}"' not in shown(client)
    assert "attention=unseen" not in shown(client, "/")


def test_whoever_records_visits_is_led_to_recording_one(browser: Browser) -> None:
    number = paid_project()
    asked = f'href="/visits/new?project={number}"'
    assert asked in shown(browser("county-clerk"), region=MASHAN)
    assert asked not in shown(browser("auditor"), region=MASHAN)


def test_villages_are_named_in_a_county_and_counted_above_it(browser: Browser) -> None:
    visit(settlement=VILLAGE, latitude=None, longitude=None)
    client = browser("city-manager")
    county, city = shown(client, region=MASHAN), shown(client)
    assert "白山镇" in county and "白山镇" not in city
    assert re.search(r"\b155\b", text(city))


def test_a_round_trip_is_suggested_and_drawn(browser: Browser) -> None:
    lay_boundaries()
    number = paid_project()
    place = {"region": MASHAN, "latitude": NORTH, "longitude": EAST}
    start = new("visit_places", kind="office", name="协作办", **place)
    new("visit_places", kind="project", name="茶园", project=number, **place | {"latitude": NORTH + 20_000})
    page = shown(browser("city-manager"), start=str(start), hours="8", minutes="60")
    assert "fp-trip" in page.split("</style>", 1)[1] and "★" in page
    assert page.count(f'href="/registers/projects/{number}"') == 2


def test_names_of_boundaries_cannot_break_the_page(browser: Browser) -> None:
    lay_boundaries(name="<script>alert(1)</script>")
    page = browser("city-manager").get(PAGE, {"as-of": AS_OF}).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_the_map_is_a_picture_with_its_lens_and_without_links(browser: Browser) -> None:
    lay_boundaries(approval_number="GS(2024)0001号")
    answer = browser("city-manager").get(MAP, {"as-of": AS_OF})
    assert answer["Content-Type"].startswith("image/svg+xml") and "footprint.svg" in answer["Content-Disposition"]
    content = answer.content.decode()
    ElementTree.fromstring(content)
    assert AS_OF in content and "GS(2024)0001号" in content and "<a " not in content


def test_the_cells_are_cells_and_name_nobody(browser: Browser) -> None:
    lay_boundaries()
    visit(recorded_by="county-clerk", own_id="1", visitor="演示甲")
    answer = browser("city-manager").get(CELLS, {"as-of": AS_OF, "level": "0"})
    assert answer["Content-Type"].startswith("application/geo+json")
    content = answer.content.decode()
    (feature,) = json.loads(content)["features"]
    assert feature["properties"]["last_visit"] == "2023-09-20" and feature["properties"]["region"] == MASHAN
    assert "county-clerk" not in content and "演示甲" not in content


def test_tiles_are_asked_of_their_host_alone_and_not_in_the_file(browser: Browser, settings: object) -> None:
    lay_boundaries()
    client = browser("city-manager")
    before = client.get(PAGE, {"as-of": AS_OF})["Content-Security-Policy"]
    assert "tiles.example" not in before
    settings.TILES = Tiles("https://tiles.example/{z}/{x}/{y}.png", "GCJ-02", "GS(2024)0002号", "演示图商")  # type: ignore[attr-defined]  # a fixture
    answer = client.get(PAGE, {"as-of": AS_OF})
    assert "img-src 'self' data: https://tiles.example;" in answer["Content-Security-Policy"]
    page = answer.content.decode()
    assert '<image href="https://tiles.example/' in page and "GS(2024)0002号" in page and "演示图商" in page
    assert "tiles.example" not in client.get(MAP, {"as-of": AS_OF}).content.decode()
    assert "tiles.example" not in client.get("/").headers["Content-Security-Policy"]


def test_the_page_asks_as_many_questions_for_many_projects_as_for_one(browser: Browser) -> None:
    lay_boundaries()
    client = browser("city-manager")
    asked = []
    for count in (1, 12):
        for number in range(count):
            paid_project(f"项目{count}-{number}")
        with CaptureQueriesContext(connection) as queries:
            shown(client)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 25
