//! Any text as the request of a client: the first line is its path and query, those behind it are its headers. Whatever it asks, the server is
//! not at fault, no handler panics or forgets the policy, and who is told no is told why.

#![no_main]

mod site;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Request, Uri, header};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: site::open(), |text: &str| {
    let mut lines = text.lines();
    // What hyper would refuse is refused before it is ours.
    let Some(uri) = lines.next().and_then(|line| line.parse::<Uri>().ok()).filter(|uri| uri.path().starts_with('/')) else { return };
    let mut request = Request::get(uri).header(header::HOST, "127.0.0.1").body(Body::empty()).expect("a request");
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        if let (Ok(name), Ok(value)) = (name.trim().parse::<HeaderName>(), HeaderValue::from_str(value.trim())) {
            request.headers_mut().append(name, value);
        }
    }
    site::ask(request);
});
