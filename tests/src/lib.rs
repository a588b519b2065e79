//! Helpers of the journeys.

#![forbid(unsafe_code)]
