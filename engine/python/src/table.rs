//! Whatever holds a table, as record batches.

use arrow_array::types::{Float32Type, Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, Float64Array, RecordBatch, RecordBatchReader, cast::AsArray};
use arrow_schema::{ArrowError, DataType, SchemaRef};
use bailiwick_engine::lang::Lang;
use pyo3::prelude::*;
use pyo3::types::PyIterator;
use pyo3_arrow::input::{AnyArray, AnyRecordBatch};
use pyo3_arrow::{PyArray, PyRecordBatch};

use crate::error::value;

/// What every table is called in messages.
pub(crate) const NAME: &str = "table";

/// Batches, and the name of their geometry where the table says which it is.
pub(crate) struct Source {
    pub(crate) reader: Box<dyn RecordBatchReader + Send>,
    pub(crate) geometry: Option<String>,
}

impl Source {
    /// Whether it comes from an iterator that gave no batch at all, as Spark's for a partition without rows: nobody knows its columns.
    pub(crate) fn is_nothing(&self) -> bool {
        self.reader.schema().fields().is_empty()
    }

    /// Opens a table, a stream, or an iterator of record batches. A `GeoDataFrame` is asked for its geometry as well-known binary.
    pub(crate) fn of(given: &Bound<'_, PyAny>, lang: Lang) -> PyResult<Self> {
        // What GeoPandas would give by the plain interface is objects of Python.
        if let Ok(geometry) = given.getattr("active_geometry_name")
            && let Ok(to_arrow) = given.getattr("to_arrow")
        {
            let arrow = to_arrow.call0()?;
            return Ok(Self { reader: arrow.extract::<AnyRecordBatch>()?.into_reader()?, geometry: geometry.extract()? });
        }
        if given.hasattr("__arrow_c_stream__")? || given.hasattr("__arrow_c_array__")? {
            return Ok(Self { reader: given.extract::<AnyRecordBatch>()?.into_reader()?, geometry: None });
        }
        let refused = || {
            value(lang.pick(
                "需要 Arrow 表、RecordBatch 的迭代器、pandas（≥ 2.2）、polars 或 GeoPandas 的数据表",
                "an Arrow table, an iterator of record batches, or a data frame of pandas (2.2 or later), polars or GeoPandas is needed",
            ))
        };
        let batches = given.try_iter().map_err(|_| refused())?;
        Ok(Self { reader: Box::new(Batches::of(&batches).map_err(|_| refused())?), geometry: None })
    }
}

/// An iterator of Python that gives record batches, as Spark has it. The first is fetched at once, for its schema.
struct Batches {
    schema: SchemaRef,
    first: Option<RecordBatch>,
    rest: Py<PyIterator>,
}

impl Batches {
    fn of(iterator: &Bound<'_, PyIterator>) -> PyResult<Self> {
        let first = iterator.clone().next().transpose()?.map(|batch| batch.extract::<PyRecordBatch>()).transpose()?.map(PyRecordBatch::into_inner);
        let schema = first.as_ref().map_or_else(|| arrow_schema::Schema::empty().into(), RecordBatch::schema);
        Ok(Self { schema, first, rest: iterator.clone().unbind() })
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(first) = self.first.take() {
            return Some(Ok(first));
        }
        Python::attach(|py| {
            let batch = self.rest.bind(py).clone().next()?.and_then(|batch| batch.extract::<PyRecordBatch>());
            Some(batch.map(PyRecordBatch::into_inner).map_err(|error| ArrowError::ExternalError(Box::new(error))))
        })
    }
}

impl RecordBatchReader for Batches {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

/// A column of numbers; doubles without nulls are not copied. Nulls are NaN.
pub(crate) fn numbers(given: &Bound<'_, PyAny>, name: &str, lang: Lang) -> PyResult<Float64Array> {
    let refused = || value(lang.pick(format!("{name} 应为一列数字（numpy 或 Arrow）"), format!("{name} must be a column of numbers (numpy or Arrow)")));
    // numpy would make NaN of it.
    if given.is_none() {
        return Err(refused());
    }
    let array = match given.extract::<AnyArray>() {
        Ok(AnyArray::Array(array)) => array.into_inner().0,
        Ok(stream) => of_chunks(stream.into_chunked_array()?.chunks()).ok_or_else(refused)?,
        // What is neither, such as a list or a slice with steps, numpy makes a column of.
        Err(_) => {
            let py = given.py();
            let column = py.import("numpy").and_then(|numpy| numpy.call_method1("ascontiguousarray", (given, "float64"))).map_err(|_| refused())?;
            column.extract::<PyArray>().map_err(|_| refused())?.into_inner().0
        }
    };
    let doubles = match array.data_type() {
        DataType::Float64 => array.as_primitive::<Float64Type>().clone(),
        DataType::Float32 => array.as_primitive::<Float32Type>().unary(f64::from),
        DataType::Int64 => array.as_primitive::<Int64Type>().unary(|whole| whole as f64),
        _ => return Err(refused()),
    };
    Ok(if doubles.null_count() == 0 { doubles } else { doubles.iter().map(|number| number.unwrap_or(f64::NAN)).collect::<Vec<_>>().into() })
}

/// Chunks as one; one chunk is not copied.
fn of_chunks(chunks: &[ArrayRef]) -> Option<ArrayRef> {
    match chunks {
        [] => Some(std::sync::Arc::new(Float64Array::from(Vec::<f64>::new()))),
        [one] => Some(one.clone()),
        several => arrow_select::concat::concat(&several.iter().map(AsRef::as_ref).collect::<Vec<&dyn Array>>()).ok(),
    }
}
