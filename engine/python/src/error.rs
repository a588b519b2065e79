//! Exceptions. Their sentences are those of the command.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bailiwick_engine::ingest::IngestError;
use bailiwick_engine::lang::Lang;
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyValueError};
use pyo3::prelude::*;

create_exception!(bailiwick, BailiwickError, PyException, "Bailiwick cannot do what it was asked for; the sentence says what to do.");
create_exception!(bailiwick, ConfigError, BailiwickError, "The configuration cannot be read, or says something that cannot be.");
create_exception!(bailiwick, DataError, BailiwickError, "Data cannot be used: boundaries, rules, or the table that was given.");

/// An argument is wrong.
pub(crate) fn value(sentence: impl Into<String>) -> PyErr {
    PyValueError::new_err(sentence.into())
}

/// Why a table cannot be read. What the arguments `crs` and `columns` say wrong is an error of the caller's.
pub(crate) fn of_ingest(error: &IngestError, lang: Lang) -> PyErr {
    let sentence = error.sentence(lang);
    match error {
        IngestError::CrsUnknown { .. } | IngestError::UnknownField { .. } | IngestError::MappedColumn { .. } => value(sentence),
        _ => DataError::new_err(sentence),
    }
}

/// Runs work of the engine while other threads of Python go on. A panic, which is a fault of ours, becomes an exception like any other.
pub(crate) fn detached<T: Send>(py: Python<'_>, lang: Lang, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    py.detach(|| guarded(work)).map_err(|panicked| BailiwickError::new_err(panicked.sentence(lang)))
}

/// Runs work that may not unwind into foreign code.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    // What the work has touched is not used again: it is dropped with the error.
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str).or_else(|| payload.downcast_ref::<&str>().copied());
        Panicked(text.unwrap_or_default().to_owned())
    })
}

/// The engine has met a fault of its own.
#[derive(Debug)]
pub(crate) struct Panicked(String);

impl Panicked {
    pub(crate) fn sentence(&self, lang: Lang) -> String {
        let Self(what) = self;
        lang.pick(format!("程序内部错误，请报告：{what}"), format!("a fault of the program itself, please report it: {what}"))
    }
}
