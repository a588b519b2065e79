//! The crate from outside: real tiles of real counties, and every route.

#![forbid(unsafe_code)]

mod http;
mod http_assign;
mod jilin;
mod seams;
