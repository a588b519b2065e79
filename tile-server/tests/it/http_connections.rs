//! Clients that are slow, and clients that send too much.

use std::time::{Duration, Instant};

use bailiwick_engine::config::Config;
use bailiwick_tile_server::http::{App, HEADER_TIME_MAX, app, serve};
use bailiwick_tile_server::served::Served;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::jilin::config_path;

/// A server of the demo's map, and what stops it.
async fn started() -> (std::net::SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<std::io::Result<()>>) {
    let config = Config::read(&config_path()).expect("the demo's configuration is valid");
    let state = App::new(Served::open_map(&config, &|_| {}).expect("the demo data opens"), &config.server);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let told = async {
        let _ = stopped.await;
    };
    (address, stop, tokio::spawn(serve(listener, app(state), told)))
}

async fn health(address: std::net::SocketAddr) -> String {
    let mut client = TcpStream::connect(address).await.expect("a connection");
    client.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.expect("sent");
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.expect("text");
    answer
}

#[tokio::test]
async fn who_is_slow_is_sent_away_and_keeps_nobody_waiting() {
    let (address, stop, serving) = started().await;
    let slow = tokio::spawn(async move {
        let (mut client, begun) = (TcpStream::connect(address).await.expect("a connection"), Instant::now());
        client.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").await.expect("sent");
        // A byte a second, until the other side has closed.
        while client.write_all(b"a").await.is_ok() && begun.elapsed() < 2 * HEADER_TIME_MAX {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        begun.elapsed()
    });
    assert!(health(address).await.starts_with("HTTP/1.1 200"));
    let took = slow.await.expect("no panic");
    assert!(took < HEADER_TIME_MAX + Duration::from_secs(5), "{took:?}");
    drop(stop);
    serving.await.expect("no panic").expect("it ends");
}

#[tokio::test]
async fn a_header_without_end_is_refused_and_the_server_goes_on() {
    let (address, stop, serving) = started().await;
    let mut client = TcpStream::connect(address).await.expect("a connection");
    client.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ").await.expect("sent");
    let piece = vec![b'a'; 1 << 16];
    let mut sent = 0;
    while sent < (64 << 20) && client.write_all(&piece).await.is_ok() {
        sent += piece.len();
    }
    assert!(sent < (16 << 20), "{sent} bytes were taken");
    assert!(health(address).await.starts_with("HTTP/1.1 200"));
    // Told to stop, it takes nobody more.
    drop(stop);
    serving.await.expect("no panic").expect("it ends");
    assert!(TcpStream::connect(address).await.is_err());
}
