//! Connections: how many, and how long one may take to say what it wants.
//!
//! Done here and not by `axum::serve`, which waits for a request's header for ever.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// Longest wait for the whole header of a request, the first and each that follows on a connection. Who sends a byte a second is sent away.
pub const HEADER_TIME_MAX: Duration = Duration::from_secs(20);

/// Bytes of a header; longer ones get 431 (RFC 6585 §5).
const HEADER_BYTES_MAX: usize = 64 << 10;

/// Connections at the same time. Others wait to be taken, in the system's queue.
const CONNECTIONS_MAX: usize = 4096;

/// Wait after a connection could not be taken, such as for want of files: the others go on meanwhile.
const PAUSE: Duration = Duration::from_millis(200);

/// Serves HTTP/1.1 until `stop`; then takes nobody more, and ends when all under way are answered.
///
/// # Errors
/// None by now: what goes wrong with one connection is its own affair, and is told to the log.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) -> io::Result<()> {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADER_TIME_MAX).max_buf_size(HEADER_BYTES_MAX);
    let (under_way, places) = (GracefulShutdown::new(), Arc::new(Semaphore::new(CONNECTIONS_MAX)));
    tokio::pin!(stop);
    loop {
        let (place, stream) = tokio::select! {
            taken = next(&listener, &places) => taken,
            () = &mut stop => break,
        };
        let connection = under_way.watch(builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone())));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ends early");
            }
            drop(place);
        });
    }
    drop(listener);
    under_way.shutdown().await;
    Ok(())
}

/// The next connection, when there is a place for it.
async fn next(listener: &TcpListener, places: &Arc<Semaphore>) -> (tokio::sync::OwnedSemaphorePermit, TcpStream) {
    let place = places.clone().acquire_owned().await.expect("nobody closes it");
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Answers are written at once; waiting for more to send would only delay them.
                let _ = stream.set_nodelay(true);
                return (place, stream);
            }
            Err(error) => {
                tracing::warn!(%error, "no connection can be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}
