//! Bailiwick for Python: Arrow tables in, decisions out.
//!
//! Nothing is decided here. Arguments of Python become those of `bailiwick_engine`, its results Arrow tables, its errors exceptions.
//! What the module promises is written for its users in `package/bailiwick/__init__.pyi`.
//!
//! 1. `arguments`: texts, days and numbers as Python gives them.
//! 2. `table`: whatever holds a table → record batches.
//! 3. `engine`: the class `Engine`.
//! 4. `reader`: batches that are decided as somebody asks for them.
//! 5. `error`: exceptions, and panics that are none of the caller's business.

#![forbid(unsafe_code)]
#![allow(clippy::doc_link_with_quotes, clippy::doc_lazy_continuation, reason = "docstrings are written as Python has them")]

mod arguments;
mod engine;
mod error;
mod reader;
mod table;

use pyo3::prelude::*;

#[doc = include_str!(concat!(env!("OUT_DIR"), "/module.txt"))]
#[pymodule(name = "bailiwick")]
mod module {
    use super::{Bound, PyModule, PyModuleMethods, PyResult};

    #[pymodule_export]
    use super::engine::Engine;
    #[pymodule_export]
    use super::error::{BailiwickError, ConfigError, DataError};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
