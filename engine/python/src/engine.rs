//! The class `Engine`.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::{Array, RecordBatch, RecordBatchReader};
use arrow_schema::{Field, Schema, SchemaRef};
use bailiwick_engine::config::Config;
use bailiwick_engine::coord::Crs;
use bailiwick_engine::engine::hotspots::{Baseline, HotspotSettings, Wanted};
use bailiwick_engine::engine::{AsOf, Engine as Decider, Question, Texts};
use bailiwick_engine::ingest::{self, BatchReader, BatchSource};
use bailiwick_engine::lang::Lang;
use bailiwick_engine::units::Metres;
use pyo3::exceptions::PyUserWarning;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use pyo3_arrow::{PyRecordBatch, PyRecordBatchReader, PyTable};

use crate::arguments::{self, TableOptions};
use crate::error::{BailiwickError, ConfigError, DataError, detached, of_ingest, value};
use crate::reader::{Decided, How};
use crate::table::{self, Source, numbers};

/// Rows decided before Ctrl-C is looked for: some seconds.
const ROWS_BETWEEN_SIGNALS: usize = 1 << 22;
/// The key of the result's metadata that says what it rests on.
const METADATA_KEY: &str = "bailiwick";

#[doc = include_str!(concat!(env!("OUT_DIR"), "/Engine.txt"))]
#[pyclass(frozen, module = "bailiwick")]
pub(crate) struct Engine {
    decider: Arc<Decider>,
    config: PathBuf,
    lang: Lang,
}

/// What is settled before a table is decided.
struct Settled {
    how: How,
    /// Batches that were fetched for it.
    fetched: Vec<RecordBatch>,
    rest: Box<dyn RecordBatchReader + Send>,
    schema: SchemaRef,
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (config = None, *, lang = "zh"))]
    fn new(py: Python<'_>, config: Option<PathBuf>, lang: &str) -> PyResult<Self> {
        let lang = arguments::lang(lang)?;
        let path = config.unwrap_or_else(|| "bailiwick.toml".into());
        // Absolute, as another process may open it from another folder.
        let path = std::path::absolute(&path).unwrap_or(path);
        let config = Config::read(&path).map_err(|error| ConfigError::new_err(error.sentence(lang)))?;
        let engine = detached(py, lang, || Decider::open(&config, &|_| {}).map_err(|error| error.sentence(lang)))?;
        Ok(Self { decider: Arc::new(engine.map_err(DataError::new_err)?), config: path, lang })
    }

    /// What the data is called.
    #[getter]
    fn name(&self) -> &str {
        &self.decider.name
    }

    /// Whether it is sample data, which may not be used for enforcement.
    #[getter]
    fn sample(&self) -> bool {
        self.decider.sample
    }

    #[doc = include_str!(concat!(env!("OUT_DIR"), "/assign.txt"))]
    #[pyo3(signature = (table, *, crs = None, accuracy = None, lang = None, columns = None, filed = None, handed_over = None, swap_axes = false, as_of = None, dictionaries = true))]
    #[expect(clippy::too_many_arguments, reason = "named ones, as Python has them")]
    fn assign<'py>(
        &self,
        py: Python<'py>,
        table: &Bound<'py, PyAny>,
        crs: Option<&Bound<'py, PyAny>>,
        accuracy: Option<f64>,
        lang: Option<&str>,
        columns: Option<BTreeMap<String, String>>,
        filed: Option<&Bound<'py, PyAny>>,
        handed_over: Option<&Bound<'py, PyAny>>,
        swap_axes: bool,
        as_of: Option<&Bound<'py, PyAny>>,
        dictionaries: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let options = TableOptions { crs, accuracy, columns, filed, handed_over, swap_axes };
        let source = Source::of(table, self.lang(lang)?)?;
        let Settled { how, fetched, rest, schema } = self.settle(py, source, options, lang, as_of, dictionaries, ingest::FIRST_PIECE_ROWS)?;
        let engine = &self.decider;
        let whole = detached(py, how.lang, || fetched.into_iter().map(Ok).chain(rest).collect::<Result<Vec<_>, _>>())?;
        let whole = whole.map_err(|error| DataError::new_err(error.to_string()))?;
        let (mut decided, mut rows) = (Vec::new(), 0);
        for group in groups(&whole) {
            let done = detached(py, how.lang, || engine.assign_batches(group, rows, how.run(engine)))?;
            decided.extend(done.map_err(|error| of_ingest(&error, how.lang))?);
            rows += group.iter().map(|batch| batch.num_rows() as u64).sum::<u64>();
            py.check_signals()?;
        }
        let decided = decided.into_iter().map(|batch| batch.with_schema(schema.clone())).collect::<Result<_, _>>();
        PyTable::try_new(decided.map_err(|error| BailiwickError::new_err(error.to_string()))?, schema)?.into_pyarrow(py)
    }

    #[doc = include_str!(concat!(env!("OUT_DIR"), "/assign_batches.txt"))]
    #[pyo3(signature = (batches, *, crs = None, accuracy = None, lang = None, columns = None, filed = None, handed_over = None, swap_axes = false, as_of = None, dictionaries = false))]
    #[expect(clippy::too_many_arguments, reason = "named ones, as Python has them")]
    fn assign_batches<'py>(
        &self,
        py: Python<'py>,
        batches: &Bound<'py, PyAny>,
        crs: Option<&Bound<'py, PyAny>>,
        accuracy: Option<f64>,
        lang: Option<&str>,
        columns: Option<BTreeMap<String, String>>,
        filed: Option<&Bound<'py, PyAny>>,
        handed_over: Option<&Bound<'py, PyAny>>,
        swap_axes: bool,
        as_of: Option<&Bound<'py, PyAny>>,
        dictionaries: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let options = TableOptions { crs, accuracy, columns, filed, handed_over, swap_axes };
        let source = Source::of(batches, self.lang(lang)?)?;
        if source.is_nothing() {
            return PyRecordBatchReader::new(source.reader).into_pyarrow(py);
        }
        let Settled { how, fetched, rest, schema } = self.settle(py, source, options, lang, as_of, dictionaries, 1)?;
        let decided = Decided { engine: self.decider.clone(), fetched: fetched.into_iter(), rest, how, schema, rows: 0 };
        PyRecordBatchReader::new(Box::new(decided)).into_pyarrow(py)
    }

    #[doc = include_str!(concat!(env!("OUT_DIR"), "/locate.txt"))]
    #[pyo3(signature = (lon, lat, at = None))]
    fn locate<'py>(&self, py: Python<'py>, lon: &Bound<'py, PyAny>, lat: &Bound<'py, PyAny>, at: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
        let lang = self.lang;
        let (lon, lat) = (numbers(lon, "lon", lang)?, numbers(lat, "lat", lang)?);
        let (east, north) = (lon.len(), lat.len());
        if east != north {
            return Err(value(lang.pick(format!("lon 有 {east} 个，lat 有 {north} 个"), format!("lon has {east} numbers and lat has {north}"))));
        }
        let as_of = self.as_of(at, lang)?;
        let found = detached(py, lang, || {
            let territory = self.decider.territory_as_of(as_of).unwrap_or_else(|_| self.decider.current());
            self.decider.locate(territory, lon.values(), lat.values())
        })?;
        let fields =
            [Field::new("county_code", found.county_code.data_type().clone(), true), Field::new("on_boundary", found.on_boundary.data_type().clone(), false)];
        let schema = self.marked(Schema::new(fields.to_vec()));
        let batch = RecordBatch::try_new(schema, vec![Arc::new(found.county_code), Arc::new(found.on_boundary)]);
        PyRecordBatch::new(batch.map_err(|error| BailiwickError::new_err(error.to_string()))?).into_pyarrow(py)
    }

    #[doc = include_str!(concat!(env!("OUT_DIR"), "/explain.txt"))]
    #[pyo3(signature = (lon, lat, *, at = None, accuracy = None, cls = None, lang = None, crs = None, filed = None, handed_over = None, sensor = None, severity = None, suspected_crime = None, damage = None, county = None))]
    #[expect(clippy::too_many_arguments, reason = "named ones, as Python has them")]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        lon: f64,
        lat: f64,
        at: Option<&Bound<'py, PyAny>>,
        accuracy: Option<f64>,
        cls: Option<String>,
        lang: Option<&str>,
        crs: Option<&Bound<'py, PyAny>>,
        filed: Option<&Bound<'py, PyAny>>,
        handed_over: Option<&Bound<'py, PyAny>>,
        sensor: Option<String>,
        severity: Option<String>,
        suspected_crime: Option<String>,
        damage: Option<String>,
        county: Option<String>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let lang = self.lang(lang)?;
        let crs = arguments::crs(crs, lang)?.unwrap_or(Crs::CGCS2000);
        let position = ingest::to_cgcs2000([lon, lat], &crs).map_err(|fault| value(fault.sentence(lang)))?;
        let question = Question {
            at: arguments::day(at, lang)?,
            filed: arguments::day(filed, lang)?,
            handed_over: arguments::day(handed_over, lang)?,
            accuracy_m: arguments::accuracy(accuracy, lang)?,
            class: cls,
            sensor,
            severity,
            suspected_crime,
            damage,
            county,
            ..Question::of(position, crs.path_to_cgcs2000(), lang)
        };
        let json = detached(py, lang, || serde_json::to_string(&self.decider.explain(&question)))?;
        let json = json.map_err(|error| BailiwickError::new_err(error.to_string()))?;
        py.import("json")?.call_method1("loads", (json,))
    }

    #[doc = include_str!(concat!(env!("OUT_DIR"), "/hotspots.txt"))]
    #[pyo3(signature = (table, *, crs = None, lang = None, columns = None, swap_axes = false, as_of = None, radius = 1000.0, days = None, min_clues = 5, county_min = None, cell = 6, ring = 0.0, step = None, baseline = "ground", baseline_column = None, baseline_crs = None, baseline_spread = 2000.0, scan_radius = 50_000.0, segment = 5000.0, rate = 0.05, permutations = 99_999, replicates = 999, shifts = 9999, seed = 1))]
    #[expect(clippy::too_many_arguments, reason = "named ones, as Python has them")]
    fn hotspots<'py>(
        &self,
        py: Python<'py>,
        table: &Bound<'py, PyAny>,
        crs: Option<&Bound<'py, PyAny>>,
        lang: Option<&str>,
        columns: Option<BTreeMap<String, String>>,
        swap_axes: bool,
        as_of: Option<&Bound<'py, PyAny>>,
        radius: f64,
        days: Option<f64>,
        min_clues: usize,
        county_min: Option<usize>,
        cell: u8,
        ring: f64,
        step: Option<u32>,
        baseline: &str,
        baseline_column: Option<&str>,
        baseline_crs: Option<&Bound<'py, PyAny>>,
        baseline_spread: f64,
        scan_radius: f64,
        segment: f64,
        rate: f64,
        permutations: u32,
        replicates: u32,
        shifts: u32,
        seed: u64,
    ) -> PyResult<Bound<'py, PyDict>> {
        let spoken = self.lang(lang)?;
        let system = arguments::crs(baseline_crs, spoken)?.unwrap_or(Crs::CGCS2000);
        let baseline = detached(py, spoken, || Baseline::read(&self.decider, baseline, system, baseline_column))?
            .map_err(|error| DataError::new_err(error.sentence(spoken)))?;
        let settings = HotspotSettings {
            wanted: Wanted::Everything,
            radius: Metres(radius),
            days,
            enough: min_clues,
            county_enough: county_min.unwrap_or(min_clues),
            cell,
            ring: Metres(ring),
            permutations,
            replicates,
            shifts,
            rate,
            step_days: step,
            baseline,
            baseline_spread: Metres(baseline_spread),
            scan_radius: Metres(scan_radius),
            segment: Metres(segment),
            seed,
        };
        self.looked_for(py, table, TableOptions { crs, columns, swap_axes, ..TableOptions::default() }, lang, as_of, &settings)
    }

    #[doc = include_str!(concat!(env!("OUT_DIR"), "/borders.txt"))]
    #[pyo3(signature = (table, *, crs = None, lang = None, columns = None, swap_axes = false, as_of = None, segment = 5000.0, rate = 0.05, shifts = 9999, seed = 1))]
    #[expect(clippy::too_many_arguments, reason = "named ones, as Python has them")]
    fn borders<'py>(
        &self,
        py: Python<'py>,
        table: &Bound<'py, PyAny>,
        crs: Option<&Bound<'py, PyAny>>,
        lang: Option<&str>,
        columns: Option<BTreeMap<String, String>>,
        swap_axes: bool,
        as_of: Option<&Bound<'py, PyAny>>,
        segment: f64,
        rate: f64,
        shifts: u32,
        seed: u64,
    ) -> PyResult<Bound<'py, PyDict>> {
        let settings = HotspotSettings { wanted: Wanted::Borders, segment: Metres(segment), rate, shifts, seed, ..HotspotSettings::default() };
        self.looked_for(py, table, TableOptions { crs, columns, swap_axes, ..TableOptions::default() }, lang, as_of, &settings)
    }

    fn __repr__(&self) -> String {
        let Decider { name, sample, .. } = &*self.decider;
        let mark = if *sample { self.lang.pick("（示例数据，不得作为执法依据）", " (sample data: not for enforcement)") } else { "" };
        format!("<bailiwick.Engine {name}{mark}, {} counties, {}>", self.decider.generation().counties.len(), self.config.display())
    }

    /// How another process makes one: it opens the same file.
    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let named = PyDict::new(py);
        named.set_item("lang", self.lang.pick("zh", "en"))?;
        Ok((PyTuple::new(py, [self.config.as_os_str()])?, named))
    }
}

impl Engine {
    fn lang(&self, said: Option<&str>) -> PyResult<Lang> {
        said.map_or(Ok(self.lang), arguments::lang)
    }

    fn as_of(&self, day: Option<&Bound<'_, PyAny>>, lang: Lang) -> PyResult<AsOf> {
        let as_of = arguments::day(day, lang)?.map_or(AsOf::Current, AsOf::Day);
        self.decider.territory_as_of(as_of).map_err(|error| value(error.sentence(lang)))?;
        Ok(as_of)
    }

    /// Fetches the first rows of a table and settles by them how all are read.
    #[expect(clippy::too_many_arguments, reason = "what two methods share")]
    fn settle(
        &self,
        py: Python<'_>,
        source: Source,
        options: TableOptions<'_, '_>,
        lang: Option<&str>,
        as_of: Option<&Bound<'_, PyAny>>,
        dictionaries: bool,
        first_rows: usize,
    ) -> PyResult<Settled> {
        let lang = self.lang(lang)?;
        let options = options.over(self.decider.clue_options(), lang)?;
        let as_of = self.as_of(as_of, lang)?;
        let Source { reader: mut rest, geometry } = source;
        let own = rest.schema();
        let texts = if dictionaries { Texts::Coded } else { Texts::Plain };
        let (fetched, reader, doubt) = detached(py, lang, || {
            let (mut fetched, mut rows) = (Vec::new(), 0);
            while rows < first_rows
                && let Some(batch) = rest.next()
            {
                let batch = batch.map_err(|error| DataError::new_err(error.to_string()))?;
                rows += batch.num_rows();
                fetched.push(batch);
            }
            let source = BatchSource { name: table::NAME, geometry: geometry.as_deref() };
            let reader = BatchReader::settle(source, &own, &fetched, &options).map_err(|error| of_ingest(&error, lang))?;
            let doubt = self.doubt(&reader, &fetched, lang)?;
            Ok::<_, PyErr>((fetched, reader, doubt))
        })??;
        if let Some(doubt) = doubt {
            PyErr::warn(py, &py.get_type::<PyUserWarning>(), &std::ffi::CString::new(doubt)?, 1)?;
        }
        let how = How { reader, as_of, lang, texts };
        let schema = self.marked(self.decider.decided_schema(&own, how.run(&self.decider)));
        Ok(Settled { how, fetched, rest, schema })
    }

    /// What is found in a table, by name.
    fn looked_for<'py>(
        &self,
        py: Python<'py>,
        table: &Bound<'py, PyAny>,
        options: TableOptions<'_, 'py>,
        lang: Option<&str>,
        as_of: Option<&Bound<'py, PyAny>>,
        settings: &HotspotSettings,
    ) -> PyResult<Bound<'py, PyDict>> {
        let spoken = self.lang(lang)?;
        settings.check().map_err(|error| value(error.sentence(spoken)))?;
        let source = Source::of(table, spoken)?;
        let own = source.reader.schema();
        let Settled { how, fetched, rest, .. } = self.settle(py, source, options, lang, as_of, false, ingest::FIRST_PIECE_ROWS)?;
        let engine = &self.decider;
        let tables = detached(py, spoken, || {
            let whole = fetched.into_iter().map(Ok).chain(rest).collect::<Result<Vec<_>, _>>().map_err(|error| DataError::new_err(error.to_string()))?;
            let schema = whole.first().map_or(own, RecordBatch::schema);
            let whole = arrow_select::concat::concat_batches(&schema, &whole).map_err(|error| DataError::new_err(error.to_string()))?;
            let clues = how.reader.clues(&whole, 1).map_err(|error| of_ingest(&error, spoken))?;
            let territory = engine.territory_as_of(how.as_of).unwrap_or_else(|_| engine.current());
            let decisions = engine.assign(&clues, territory, &|_| {});
            let found = engine.hotspots(territory, &clues, &decisions, settings, &|_, _| {}).map_err(|error| DataError::new_err(error.sentence(spoken)))?;
            Ok::<_, PyErr>(found.tables(spoken))
        })??;
        let dict = PyDict::new(py);
        for (name, batch) in tables {
            let schema = self.marked(batch.schema().as_ref().clone());
            let batch = batch.with_schema(schema.clone()).map_err(|error| BailiwickError::new_err(error.to_string()))?;
            dict.set_item(name, PyTable::try_new(vec![batch], schema)?.into_pyarrow(py)?)?;
        }
        Ok(dict)
    }

    /// The sentence about coordinates that look like those of another system, if the first rows do.
    fn doubt(&self, reader: &BatchReader, fetched: &[RecordBatch], lang: Lang) -> PyResult<Option<String>> {
        let Some(first) = fetched.iter().find(|batch| batch.num_rows() > 0) else { return Ok(None) };
        let first = first.slice(0, first.num_rows().min(ingest::FIRST_PIECE_ROWS));
        let clues = reader.clues(&first, 1).map_err(|error| of_ingest(&error, lang))?;
        let declared = clues.sample.system.as_ref().map_or_else(|| "—".to_owned(), ToString::to_string);
        Ok(self.decider.forensics(&clues).doubt_sentence(&declared, lang))
    }

    /// The schema with what the result rests on. A table forgets its file's name, so sample data is marked in the table itself.
    fn marked(&self, schema: Schema) -> SchemaRef {
        let Decider { name, sample, attribution, .. } = &*self.decider;
        let what = serde_json::json!({ "name": name, "sample": sample, "attribution": attribution, "version": env!("CARGO_PKG_VERSION") });
        let metadata: HashMap<_, _> = schema.metadata.into_iter().chain([(METADATA_KEY.to_owned(), what.to_string())]).collect();
        Arc::new(Schema::new_with_metadata(schema.fields, metadata))
    }
}

/// Consecutive batches, each group as many rows as are decided without a pause.
fn groups(batches: &[RecordBatch]) -> Vec<&[RecordBatch]> {
    let mut groups = Vec::new();
    let (mut start, mut rows) = (0, 0);
    for (end, batch) in (1..).zip(batches) {
        rows += batch.num_rows();
        if rows >= ROWS_BETWEEN_SIGNALS || end == batches.len() {
            groups.push(&batches[start..end]);
            (start, rows) = (end, 0);
        }
    }
    groups
}
