"""Sample clues: each batch decodes to the truth, and has the faults that the manifest counts."""

import datetime as dt
from collections import Counter

import numpy as np
import openpyxl
import pyogrio
import pyproj
import pytest
import shapely
from conftest import JILIN, rows

from generate import assess, gcj02
from generate.batches import CSV_HEADER, DBF_FIELDS, XLSX_HEADER
from generate.territory import Territory

CLUES = JILIN / "clues"
GEOD = pyproj.Geod(ellps="GRS80")


@pytest.fixture(scope="module")
def truth() -> dict[str, dict]:
    return {row["id"]: row for row in rows(CLUES / "truth.csv")}


def true_position(row: dict) -> tuple[float, float]:
    return float(row["lon"]), float(row["lat"])


def test_truth_is_what_the_exact_predicate_says(truth: dict[str, dict]) -> None:
    territory = Territory(JILIN / "boundaries")
    assert len(truth) == 2_000
    for row in truth.values():
        assert ";".join(territory.counties_at(*true_position(row))) == row["county_code"]
        assert (row["county_code"] == "") == (row["fault"] == "outside")
        assert (";" in row["county_code"]) == (row["fault"] == "boundary")


def test_the_manifest_counts_the_faults(truth: dict[str, dict], entries: dict) -> None:
    files = {"W": "clues-wgs84.csv", "G": "clues-gcj02.xlsx", "K": "clues-gk.shp"}
    total: Counter[str] = Counter()
    for letter, file in files.items():
        batch = [row for row in truth.values() if row["id"].startswith(f"SL-{letter}-")]
        counts = entries[f"clues/{file}"]["counts"]
        faults = Counter(row["fault"] for row in batch if row["fault"])
        assert counts["rows"] == len(batch)
        assert counts["faults"] == faults
        assert counts["repeated_positions"] == len(batch) - len({true_position(row) for row in batch}) == 2
        assert counts["within_500_m_of_a_border"] > len(batch) / 6
        total += faults
    assert total == {"outside": 20, "boundary": 3, "missing": 2, "text": 2, "swapped": 2}


def test_the_csv_batch(truth: dict[str, dict]) -> None:
    path = CLUES / "clues-wgs84.csv"
    assert not path.read_bytes().startswith(b"\xef\xbb\xbf")
    table = rows(path)
    assert tuple(table[0]) == CSV_HEADER
    assert len(table) == 800
    for row in table:
        lon, lat = row["lon"], row["lat"]
        match truth[row["id"]]["fault"]:
            case "missing":
                assert (lon, lat) == ("", "")
            case "text":
                with pytest.raises(ValueError, match="could not convert"):
                    float(lon)
            case "swapped":
                assert (float(lat), float(lon)) == true_position(truth[row["id"]])
            case _:
                assert (float(lon), float(lat)) == true_position(truth[row["id"]])
        assert "示例数据" in row["description"]
        occurred, filed = (dt.datetime.fromisoformat(row[name]) for name in ("occurred", "filed"))
        assert dt.datetime(2019, 1, 1) <= occurred <= filed < dt.datetime(2026, 11, 1)
    straddling = [r for r in table if r["occurred"] < "2020-06-19" <= r["filed"]]
    moved = [r for r in straddling if truth[r["id"]]["county_code"] == "220184"]
    assert len(moved) >= 6, "found under 四平市, filed under 长春市"


def test_the_xlsx_batch(truth: dict[str, dict]) -> None:
    sheet = openpyxl.load_workbook(CLUES / "clues-gcj02.xlsx", read_only=True)["示例数据"]
    header, *table = sheet.iter_rows(values_only=True)
    assert header == XLSX_HEADER
    assert len(table) == 700
    for row in table:
        cell = dict(zip(header, row, strict=True))
        assert isinstance(cell["发现时间"], dt.datetime)
        assert isinstance(cell["精度(米)"], int)
        assert cell["坐标系"] == "GCJ-02"
        assert "示例数据" in cell["描述"]
        expected = gcj02.forward(*true_position(truth[cell["线索编号"]]))
        assert (cell["经度"], cell["纬度"]) == pytest.approx(expected, abs=6e-7)


def test_the_shapefile_says_nothing_about_its_encoding_and_is_gbk(truth: dict[str, dict]) -> None:
    assert not (CLUES / "clues-gk.cpg").exists()
    dbf = (CLUES / "clues-gk.dbf").read_bytes()
    assert dbf[29] == 0
    header = [dbf[start : start + 11].split(b"\0")[0].decode("gbk") for start in range(32, 32 * 11, 32)]
    assert tuple(header) == DBF_FIELDS
    with pytest.raises(UnicodeDecodeError):
        dbf.decode("utf-8")

    meta, _, wkb, columns = pyogrio.raw.read(CLUES / "clues-gk.shp", encoding="GBK")
    assert meta["crs"] == "EPSG:4551"
    assert len(wkb) == 500
    grid = shapely.get_coordinates(shapely.from_wkb(wkb))
    assert np.all((grid[:, 0] > 100_000) & (grid[:, 0] < 900_000)), "no zone prefix"
    to_degrees = pyproj.Transformer.from_crs("EPSG:4551", "EPSG:4490", always_xy=True)
    lon, lat = to_degrees.transform(grid[:, 0], grid[:, 1])
    expected = np.array([true_position(truth[clue]) for clue in columns[0]])
    *_, distance_m = GEOD.inv(lon, lat, expected[:, 0], expected[:, 1])
    assert distance_m.max() < 0.01
    assert all("示例数据" in text for text in columns[list(meta["fields"]).index("描述")])


@pytest.fixture(scope="module")
def assessed() -> list[tuple[str, str, str, str, str]]:
    """Class, severity, suspected crime, damage and description of every clue of the three batches."""
    fields = [(row["class"], row["severity"], row["suspected_crime"], row["damage"], row["description"])
              for row in rows(CLUES / "clues-wgs84.csv")]  # fmt: skip
    sheet = openpyxl.load_workbook(CLUES / "clues-gcj02.xlsx", read_only=True)["示例数据"]
    header, *table = sheet.iter_rows(values_only=True)
    meta, _, _, columns = pyogrio.raw.read(CLUES / "clues-gk.shp", encoding="GBK")
    wanted = ("问题类别", "严重程度", "涉嫌犯罪", "生态环境损害", "描述")
    for names, batch in ((header, table), (list(meta["fields"]), zip(*columns, strict=True))):
        at = [next(i for i, name in enumerate(names) if want.startswith(name)) for want in wanted]
        fields += [tuple(row[i] or "" for i in at) for row in batch]
    return fields


def test_every_clue_is_assessed_in_the_words_of_the_batches(assessed: list[tuple]) -> None:
    assert len(assessed) == 2_000
    _, severities, crimes, damages, _ = (Counter(column) for column in zip(*assessed, strict=True))
    assert set(severities) == {"", "一般", "较重", "严重", "重大"}
    assert set(crimes) == set(damages) == {"", "是", "否"}
    assert severities["一般"] > 1_000 and crimes["否"] > 1_000 and damages["否"] > 1_000, "most are slight"
    assert severities["重大"] > 10 and crimes["是"] > 100 and damages["是"] > 100, "and enough are not"


def test_hazardous_waste_is_a_suspected_crime_more_often(assessed: list[tuple]) -> None:
    hazardous = [crime for klass, _, crime, _, _ in assessed if klass == assess.HAZARDOUS]
    others = [crime for klass, _, crime, _, _ in assessed if klass != assess.HAZARDOUS]
    assert hazardous.count("是") / len(hazardous) > 3 * others.count("是") / len(others)


def test_some_of_the_others_have_a_word_of_their_own_that_goes_with_what_was_found(assessed: list[tuple]) -> None:
    classes = Counter(row[0] for row in assessed)
    five = {assess.DRINKING, assess.DISCHARGE, assess.FORGED, assess.HAZARDOUS, assess.OTHER}
    finer = {word for word, _ in assess.FINER.values()}
    assert set(classes) == five | finer
    assert 50 < sum(classes[word] for word in finer) < classes[assess.OTHER], "most stay 其他"
    for klass, *_, description in assessed:
        if klass in finer:
            assert any(finding in description and word == klass for finding, (word, _) in assess.FINER.items())


# From PyPI coord-convert 0.2.1, `transform.wgs2gcj`: an implementation that is not ours.
GCJ02_OF_ANOTHER = {
    (124.8, 43.5): (124.8060847230395, 43.5024257229853),
    (130.2, 42.9): (130.20703444553422, 42.90255060077029),
    (122.1, 45.5): (122.10612184784812, 45.50220091731732),
    (126.6, 41.3): (126.6052699602617, 41.30198246980298),
}


def test_gcj02_is_what_another_implementation_says() -> None:
    for wgs84, expected in GCJ02_OF_ANOTHER.items():
        assert gcj02.forward(*wgs84) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("within", "expected_m"),
    [
        # Inside the province.
        ("province", (475.5, 687.3, 561.6)),
        # Its bounding box: this, not the province, has the mean of 566 m that is often quoted for Jilin.
        ("box", (453.4, 687.3, 566.1)),
    ],
)
def test_gcj02_displaces_jilin_as_much_as_is_known(within: str, expected_m: tuple[float, float, float]) -> None:
    """Least, greatest and mean displacement over a grid of 0.02 degrees, geodesic."""
    province = Territory(JILIN / "boundaries").province
    west, south, east, north = province.bounds
    lon, lat = (axis.ravel() for axis in np.meshgrid(np.arange(west, east, 0.02), np.arange(south, north, 0.02)))
    if within == "province":
        inside = shapely.contains_xy(province, lon, lat)
        lon, lat = lon[inside], lat[inside]
    shifted = np.array([gcj02.forward(x, y) for x, y in zip(lon, lat, strict=True)])
    *_, distance_m = GEOD.inv(lon, lat, shifted[:, 0], shifted[:, 1])
    assert (distance_m.min(), distance_m.max(), distance_m.mean()) == pytest.approx(expected_m, abs=0.5)


def test_gcj02_read_as_wgs84_gives_another_county_for_a_visible_share(truth: dict[str, dict]) -> None:
    territory = Territory(JILIN / "boundaries")
    batch = [row for row in truth.values() if row["id"].startswith("SL-G-") and row["county_code"]]
    wrong = sum(territory.counties_at(*gcj02.forward(*true_position(row))) != [row["county_code"]] for row in batch)
    assert wrong / len(batch) > 0.05


def test_the_folder_holds_three_batches_and_the_truth() -> None:
    assert {p.name for p in CLUES.iterdir()} == {
        "clues-wgs84.csv",
        "clues-gcj02.xlsx",
        "clues-gk.shp",
        "clues-gk.shx",
        "clues-gk.dbf",
        "clues-gk.prj",
        "truth.csv",
    }
