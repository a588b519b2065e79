//! The crate from outside: real tiles of real counties, and every route.

mod jilin;
mod seams;
