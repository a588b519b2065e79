//! The crate from outside: real tiles of real counties, and every route.

#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "what was measured is shown with --nocapture")]

mod http;
mod http_assign;
mod http_connections;
mod http_basemaps;
mod http_elsewhere;
mod http_esri;
mod http_ogc;
mod http_scopes;
mod http_looks;
mod http_foreign;
mod http_hotspots;
mod http_plans;
mod jilin;
mod seams;
