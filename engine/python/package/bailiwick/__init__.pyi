"""Bailiwick: environmental-enforcement clues to the responsible jurisdiction, exactly and with reasons.

>>> import bailiwick, pyarrow.csv
>>> engine = bailiwick.Engine("data/jilin/bailiwick.toml")
>>> clues = pyarrow.csv.read_csv("data/jilin/clues/clues-wgs84.csv")
>>> decided = engine.assign(clues, crs="EPSG:4326")
>>> decided["handler_name"][0].as_py()
'敦化市'

Sentences and texts are in Chinese, or in English with ``lang="en"``. Codes and names of columns never change with it.
"""

import datetime
import os
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol, TypeAlias, final

import pyarrow as pa

__all__ = ["BailiwickError", "ConfigError", "DataError", "Engine", "__version__"]

__version__: str

_Lang: TypeAlias = Literal["zh", "en"]
_Day: TypeAlias = datetime.date | str

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class _CrsOfPyproj(Protocol):
    def to_wkt(self) -> str: ...
    def to_epsg(self) -> int | None: ...

_Crs: TypeAlias = str | _CrsOfPyproj
# What lies in memory (numpy), an Arrow array, a column of a data frame, or plain numbers.
_Numbers: TypeAlias = Any

class BailiwickError(Exception):
    """Bailiwick cannot do what it was asked for. The message is the sentence of the command and says what to do."""

class ConfigError(BailiwickError):
    """The configuration cannot be read, or says something that cannot be."""

class DataError(BailiwickError):
    """Data cannot be used: boundaries, rules, or the table that was given."""

@final
class Engine:
    """Boundaries, source zones, outfalls and rules, opened once and never changed.

    Threads may share one, and the GIL is released while it works; it uses all cores (``RAYON_NUM_THREADS`` limits them). It can be
    pickled: the other process opens the same file, which a ``[snapshot]`` makes quick.
    """

    def __new__(cls, config: str | os.PathLike[str] | None = None, *, lang: _Lang = "zh") -> Engine:
        """Open what a configuration names; ``bailiwick.toml`` of the current folder where none is given.

        ``lang`` is the language of the sentences, unless a method is told another one.

        Raises ConfigError, and DataError for sources, boundaries with faults that nobody bears, or rules.

        >>> bailiwick.Engine("data/jilin/bailiwick.toml")
        <bailiwick.Engine 吉林省（示例数据）（示例数据，不得作为执法依据）, 60 counties, …/data/jilin/bailiwick.toml>
        """

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, str]]: ...
    @property
    def name(self) -> str:
        """What the data is called."""

    @property
    def sample(self) -> bool:
        """Whether it is sample data, which may not be used for enforcement. Results say so too, in their schema's metadata."""

    def assign(
        self,
        table: _ArrowStream | _ArrowArray | Iterable[_ArrowArray],
        *,
        crs: _Crs | None = None,
        accuracy: float | None = None,
        lang: _Lang | None = None,
        columns: Mapping[str, str] | None = None,
        filed: _Day | None = None,
        handed_over: _Day | None = None,
        swap_axes: bool = False,
        as_of: _Day | None = None,
        dictionaries: bool = True,
    ) -> pa.Table:
        """Decide every row of a table: the answers of ``bailiwick assign`` on the same rows, one row out for each in, in order.

        ``table``: an Arrow table or stream (pyarrow, polars, pandas 2.2 or later, anything with ``__arrow_c_stream__``), an iterator of
        record batches, or a GeoDataFrame. Positions come from ``columns``, else from the geometry (of a GeoDataFrame the active one; of
        Arrow a column of type ``geoarrow.wkb`` or ``geoarrow.point``, or the primary one of GeoParquet's metadata), else from columns
        that are called like longitude and latitude, else from a WKT column. How columns are read is settled by the first 65 536 rows.

        ``crs``: coordinate system of the numbers, x before y: ``"EPSG:4551"``, ``"GCJ-02"``, … or a CRS of pyproj. It wins over what the
        geometry declares and over a column 坐标系. Somebody has to say it.
        ``accuracy``: radius of uncertainty in metres of rows that do not say theirs.
        ``columns``: which column is which field, where names are not the usual ones, such as ``{"lon": "X坐标", "lat": "Y坐标"}``.
        ``filed``, ``handed_over``: days that deadlines count from, for rows that do not say theirs.
        ``swap_axes``: exchange the two coordinates of every row.
        ``as_of``: the boundaries of this day handle the clues; the current ones without it.
        ``dictionaries``: texts of the decision as dictionary arrays (categories), each text once; else as plain strings.

        Returns the table's own columns, untouched and not copied, and then the decision's: ``status`` (``assigned``, ``escalated``,
        ``outside``, ``invalid``), ``county_code``, ``county_name``, …, ``border_distance_m`` (metres), …, ``reason``, …; docs/guide.md has
        all of them. A column of the input with such a name gets the suffix ``_in``. The metadata ``bailiwick`` of the schema is JSON with
        the data's name, whether it is a sample, its attribution, and the version. A row without a usable position is ``invalid``, with
        the reason.

        Raises ValueError for wrong arguments, such as a coordinate system that nobody knows, and DataError where the table says
        nothing of positions, or nobody says their system. Warns (UserWarning) when coordinates look like those of another system.

        >>> import geopandas
        >>> clues = geopandas.read_file("data/jilin/clues/clues-gk.shp", encoding="GBK")
        >>> engine.assign(clues, lang="en").to_pandas()["status"].value_counts()
        """

    def assign_batches(
        self,
        batches: _ArrowStream | _ArrowArray | Iterable[_ArrowArray],
        *,
        crs: _Crs | None = None,
        accuracy: float | None = None,
        lang: _Lang | None = None,
        columns: Mapping[str, str] | None = None,
        filed: _Day | None = None,
        handed_over: _Day | None = None,
        swap_axes: bool = False,
        as_of: _Day | None = None,
        dictionaries: bool = False,
    ) -> pa.RecordBatchReader:
        """As ``assign``, batch by batch: one batch out for each that comes in, decided when it is asked for, in bounded memory.

        Takes a RecordBatchReader or any stream of Arrow, or an iterator of record batches, and gives a RecordBatchReader. How columns
        are read is settled by the first batch with rows. Texts are plain strings, as Spark knows no dictionaries. An iterator
        without any batch gives a reader without columns.

        Raises as ``assign``. What goes wrong while batches are read is raised by pyarrow, with the same sentences.

        >>> def decide(batches):                                    # of Spark
        ...     engine = bailiwick.Engine("/srv/bailiwick.toml")
        ...     yield from engine.assign_batches(batches, crs="EPSG:4490")
        >>> clues.mapInArrow(decide, schema)                        # doctest: +SKIP
        """

    def locate(self, lon: _Numbers, lat: _Numbers, at: _Day | None = None) -> pa.RecordBatch:
        """The county of each position, and nothing else: no rules, no zones, no accuracy.

        ``lon``, ``lat``: columns of numbers of one length, CGCS2000 degrees (WGS 84 is as good); doubles of numpy and Arrow are not copied.
        ``at``: the boundaries of this day; the current ones without it.

        Returns ``county_code`` (dictionary of strings; null where no county claims the position, or several do) and ``on_boundary``
        (whether the position lies exactly on a border). NaN and null are in no county.

        Raises ValueError for columns of different lengths or of something else, and for a day of which there are no boundaries.

        >>> engine.locate([125.32], [43.88])["county_code"].to_pylist()
        ['220102']
        """

    def explain(
        self,
        lon: float,
        lat: float,
        *,
        at: _Day | None = None,
        accuracy: float | None = None,
        cls: str | None = None,
        lang: _Lang | None = None,
        crs: _Crs | None = None,
        filed: _Day | None = None,
        handed_over: _Day | None = None,
        sensor: str | None = None,
        severity: str | None = None,
        suspected_crime: str | None = None,
        damage: str | None = None,
        county: str | None = None,
    ) -> dict[str, Any]:
        """One decision with all its evidence: the JSON of ``bailiwick explain --json``.

        ``lon``, ``lat``: degrees of CGCS2000, or x and y of ``crs``. ``at``: the day on which it happened. ``accuracy``: metres.
        ``cls``: what was violated, such as 危险废物非法排放倾倒处置. The others are what a clue would have in its columns.

        Raises ValueError for a position that is none, an unknown coordinate system, and other wrong arguments.

        >>> engine.explain(125.32, 43.88, lang="en")["decision"]["county_code"]
        '220102'
        """

    def hotspots(
        self,
        table: _ArrowStream | _ArrowArray | Iterable[_ArrowArray],
        *,
        crs: _Crs | None = None,
        lang: _Lang | None = None,
        columns: Mapping[str, str] | None = None,
        swap_axes: bool = False,
        as_of: _Day | None = None,
        radius: float = 1000.0,
        days: float | None = None,
        min_clues: int = 5,
        county_min: int | None = None,
        cell: int = 6,
        ring: float = 0.0,
        step: int | None = None,
        baseline: str = "ground",
        baseline_column: str | None = None,
        baseline_crs: _Crs | None = None,
        baseline_spread: float = 2000.0,
        scan_radius: float = 50_000.0,
        segment: float = 5000.0,
        rate: float = 0.05,
        permutations: int = 99_999,
        replicates: int = 999,
        shifts: int = 9999,
        seed: int = 1,
    ) -> dict[str, pa.Table]:
        """The places that no single county sees: the tables of ``bailiwick hotspots`` on the same rows.

        ``table``, ``crs``, ``columns``, ``swap_axes``, ``as_of``: as for ``assign``. The others are the command's options: metres
        (``radius``, ``ring``, ``scan_radius``, ``segment``), days (``days``, ``step``), a resolution of H3 (``cell``), a share
        (``rate``), numbers of replicates, a ``seed``. ``baseline`` is what clues are held against: ``ground``, ``outfalls``, or the path of
        a file of places with numbers, people for instance, in ``baseline_column``; its clues lie within ``baseline_spread`` metres of them.

        Returns tables by name: ``hotspots`` (clusters, split by county), ``hotspot_shares`` (a row for each county of each),
        ``hotspot_clues``, ``hotspot_cells`` (hexagons), ``hotspot_counties``, ``hotspot_scan``, ``borders_risk``, ``border_segments``;
        and ``about``: settings, what became of the rows, and what is to be kept in mind, in sentences.
        A column ``geometry`` is well-known binary in CGCS2000 degrees, marked as GeoArrow has it.

        Raises ValueError for settings that cannot be worked with, and DataError where no clue lies in a county.

        >>> found = engine.hotspots(clues, crs="EPSG:4326")
        >>> geopandas.GeoDataFrame.from_arrow(found["hotspots"])[["id", "clues", "organiser_name", "p_value"]]
        """

    def borders(
        self,
        table: _ArrowStream | _ArrowArray | Iterable[_ArrowArray],
        *,
        crs: _Crs | None = None,
        lang: _Lang | None = None,
        columns: Mapping[str, str] | None = None,
        swap_axes: bool = False,
        as_of: _Day | None = None,
        segment: float = 5000.0,
        rate: float = 0.05,
        shifts: int = 9999,
        seed: int = 1,
    ) -> dict[str, pa.Table]:
        """Borders alone: ``borders_risk`` and ``border_segments`` of ``hotspots``, without the rest, which takes longer.

        >>> engine.borders(clues, crs="EPSG:4326")["border_segments"].to_pandas().head()
        """
