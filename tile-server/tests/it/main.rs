//! The crate from outside: real tiles of real counties, and every route.

mod http;
mod http_assign;
mod jilin;
mod seams;
