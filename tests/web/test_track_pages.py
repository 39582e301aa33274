"""The pages of one's own tracks: what each of the cast is shown, what is refused, and that nobody sees another's."""

from __future__ import annotations

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiedui.fieldwork.models import Track
from jiedui.kernel.grid import MILLIONTHS, cell_at
from jiedui.places.models import BoundarySet, GridCell
from tests.fieldwork.track_samples import gpx, table
from tests.registers.grids import POSITIONS, lay_grid
from tests.registers.records import MASHAN, id_number, last_batch, new
from tests.web.conftest import Browser

OTHERS = ["county-reviewer", "city-manager", "auditor", "administrator", "donor", "stranger"]
NORTH, EAST = (axis / MILLIONTHS for axis in POSITIONS[0])
STAY = gpx([(NORTH, EAST, f"2023-03-04T01:{minute:02d}:00Z") for minute in range(0, 40, 2)])


@pytest.fixture(autouse=True)
def grid(cast: object) -> None:
    lay_grid()


def sending(client: Client, content: bytes = STAY, status: int = 200, **given: str) -> str:
    file = SimpleUploadedFile("走访.gpx", content)
    answer = client.post("/tracks", {"files": file, "coordinates": "WGS-84", **given})
    assert answer.status_code == status, unescape(answer.content.decode())
    return unescape(answer.content.decode())


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return unescape(answer.content.decode())


def own() -> int:
    return int(Track.objects.get(owner="county-clerk").pk)


def test_a_clerk_brings_a_track_and_is_led_to_a_visit(browser: Browser) -> None:
    north, east = POSITIONS[0]
    new("visit_places", kind="village", region=MASHAN, name="演示村", latitude=north, longitude=east)
    client = browser("county-clerk")
    page = sending(client, name="三月片区")
    assert 'role="status"' in page and f"/journal/{last_batch()}" in page and "三月片区" in page
    assert "演示村" in page and "09:00 – 09:38" in page and f"/visits/new?track={own()}&stay=1" in page
    assert "三月片区" in text(client, "/tracks")
    assert "演示村" in text(client, f"/tracks/{own()}")


def test_the_same_track_again_says_so_and_changes_nothing(browser: Browser) -> None:
    client = browser("county-clerk")
    sending(client)
    before = last_batch()
    assert "alert-info" in sending(client) and last_batch() == before and Track.objects.count() == 1


@pytest.mark.parametrize("login", OTHERS)
def test_nobody_else_finds_a_track_whatever_the_role(browser: Browser, login: str) -> None:
    sending(browser("county-clerk"), name="三月片区")
    client = browser(login)
    text(client, f"/tracks/{own()}", 404)
    text(client, "/tracks/999999", 404)
    assert client.post(f"/tracks/{own()}/delete", {"sure": "1"}).status_code == 404
    assert "三月片区" not in text(client, "/tracks") and Track.objects.count() == 1


def test_nobody_is_asked_to_sign_in(browser: Browser) -> None:
    sending(browser("county-clerk"))
    for address in ("/tracks", f"/tracks/{own()}"):
        assert browser("").get(address).status_code == 302
    assert browser("").post(f"/tracks/{own()}/delete", {"sure": "1"}).status_code == 302
    assert Track.objects.count() == 1


@pytest.mark.parametrize("login", ["auditor", "administrator"])
def test_who_records_no_visits_is_offered_no_form_and_cannot_send_one(browser: Browser, login: str) -> None:
    client = browser(login)
    assert "multipart/form-data" not in text(client, "/tracks")
    sending(client, status=403)
    assert not Track.objects.exists()


@pytest.mark.parametrize("login", ["stranger", "donor"])
def test_a_track_through_other_counties_is_refused_at_the_form(browser: Browser, login: str) -> None:
    assert 'role="alert"' in sending(browser(login), status=400) and not Track.objects.exists()


@pytest.mark.parametrize(
    ("content", "given"),
    [
        (b"no track", {}),
        (b"", {}),
        (STAY, {"coordinates": ""}),
        (STAY, {"coordinates": "BD-09"}),
        (STAY, {"day": "gestern"}),
        (table([(NORTH, EAST, "")]), {}),
        (gpx([(30.0, 120.0, "2023-03-04T01:00:00Z")]), {}),
    ],
)
def test_what_is_wrong_is_said_at_the_form_and_nothing_is_saved(
    browser: Browser, content: bytes, given: dict[str, str]
) -> None:
    client, before = browser("county-clerk"), last_batch()
    page = sending(client, content, 400, name="三月片区", **given)
    assert 'role="alert"' in page and "三月片区" in page and last_batch() == before and not Track.objects.exists()


def test_a_form_without_files_is_refused(browser: Browser) -> None:
    assert browser("county-clerk").post("/tracks", {"coordinates": "WGS-84"}).status_code == 400


def test_a_personal_number_in_a_name_is_not_shown(browser: Browser) -> None:
    client = browser("county-clerk")
    assert id_number(7) not in sending(client, b"no track", 400, name=id_number(7))
    sending(client, name=f"{id_number(7)} 走访")
    assert id_number(7) not in text(client, "/tracks")


def test_a_track_is_deleted_after_saying_that_it_is_meant(browser: Browser) -> None:
    client = browser("county-clerk")
    sending(client)
    number, before = own(), last_batch()
    assert client.post(f"/tracks/{number}/delete").status_code == 409 and last_batch() == before
    done = client.post(f"/tracks/{number}/delete", {"sure": "1"})
    assert done.status_code == 302 and last_batch() == before + 1 and not Track.objects.exists()
    assert f"/journal/{before + 1}" in text(client, done["Location"])
    text(client, f"/tracks/{number}", 404)
    assert client.post(f"/tracks/{number}/delete", {"sure": "1"}).status_code == 404


def test_a_track_of_an_older_grid_is_offered_to_be_counted_anew(browser: Browser) -> None:
    client = browser("county-clerk")
    sending(client)
    address = f"/tracks/{own()}/recount"
    assert address not in text(client, f"/tracks/{own()}")
    BoundarySet.objects.create(name="试验边界", version="2", resolution=8, digest="1" * 64)
    assert address in text(client, f"/tracks/{own()}")
    assert client.post(address).status_code == 409  # no cell of the new grid lies there
    GridCell.objects.create(cell=cell_at(*POSITIONS[0], 8), code=MASHAN)
    assert browser("city-manager").post(address).status_code == 404
    before = last_batch()
    assert client.post(address).status_code == 200 and last_batch() == before + 1
    assert address not in text(client, f"/tracks/{own()}")


def test_others_see_cells_and_neither_the_track_nor_whose_days_they_are(browser: Browser) -> None:
    sending(browser("county-clerk"), name="三月片区")
    page = text(browser("city-manager"), f"/journal/{last_batch()}")
    assert "三月片区" not in page and "走访.gpx" not in page
    for login in ("city-manager", "administrator", "county-clerk"):
        assert "2023-03-04" not in text(browser(login), "/registers/cell_days")
    assert "马山县" in text(browser("city-manager"), "/registers/grid_cells")


def test_the_queries_of_the_pages_do_not_grow_with_the_tracks(browser: Browser) -> None:
    client = browser("county-clerk")

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            text(client, address)
        return len(captured)

    sending(client)
    number = own()
    text(client, "/tracks")
    few = queries("/tracks"), queries(f"/tracks/{number}")
    for day in range(1, 20):
        stay = [(NORTH, EAST, f"2023-04-{day:02d}T01:{minute:02d}:00Z") for minute in range(0, 40, 5)]
        sending(client, gpx(stay))
    assert (queries("/tracks"), queries(f"/tracks/{number}")) == few
    assert max(few) <= 20
