//! Writes an MBTiles file: a SQLite database in which each different content stands once, and the tiles are a view.
//!
//! The tables are those that Planetiler writes and the tools of `mbtiles` know. Rows count from the south, as the format has them.
//!
//! # References
//! MBTiles 1.3.

use std::path::Path;

use ::mbtiles::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use ::mbtiles::sqlx::{self, ConnectOptions, Connection, Executor, SqliteConnection};
use serde_json::json;

use super::spool::{Spool, Tile};
use super::{ArchiveError, Metadata, tile_id};

const SCHEMA: [&str; 4] = [
    "CREATE TABLE metadata (name TEXT NOT NULL PRIMARY KEY, value TEXT)",
    "CREATE TABLE tiles_shallow (zoom_level INTEGER NOT NULL, tile_column INTEGER NOT NULL, tile_row INTEGER NOT NULL, tile_data_id INTEGER NOT NULL, \
     PRIMARY KEY (zoom_level, tile_column, tile_row)) WITHOUT ROWID",
    "CREATE TABLE tiles_data (tile_data_id INTEGER NOT NULL PRIMARY KEY, tile_data BLOB)",
    "CREATE VIEW tiles AS SELECT tiles_shallow.zoom_level, tiles_shallow.tile_column, tiles_shallow.tile_row, tiles_data.tile_data FROM tiles_shallow \
     INNER JOIN tiles_data ON tiles_shallow.tile_data_id = tiles_data.tile_data_id",
];
/// Says to whoever looks at the file what kind of database it is: "MPBX".
const APPLICATION_ID: &str = "PRAGMA application_id = 1297105496";
/// Rows in one statement: each statement is a message to SQLite's thread and back.
const ROWS: usize = 500;
/// Contents in one statement; most are short, and the largest of them some hundred kilobytes.
const CONTENTS: usize = 64;

/// Writes tiles, which stand in the order of their numbers, into an empty file; the number of different contents.
///
/// On a thread of its own: SQLite is reached through sqlx, which is asynchronous, and who publishes is not.
pub(super) fn write(passing: &Path, path: &Path, tiles: &[Tile], spool: &Spool, metadata: &Metadata) -> Result<u64, ArchiveError> {
    let work = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|source| ArchiveError::Write { path: path.into(), source })?;
        runtime.block_on(fill(passing, tiles, spool, metadata)).map_err(|error| error.of(path))
    };
    std::thread::scope(|scope| scope.spawn(work).join()).unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// What can fail inside, without the name of the file.
enum Failure {
    Sqlite(sqlx::Error),
    Spool(ArchiveError),
}

impl Failure {
    fn of(self, path: &Path) -> ArchiveError {
        match self {
            Self::Sqlite(source) => ArchiveError::Sqlite { path: path.into(), source },
            Self::Spool(error) => error,
        }
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::Sqlite(error)
    }
}

async fn fill(passing: &Path, tiles: &[Tile], spool: &Spool, metadata: &Metadata) -> Result<u64, Failure> {
    // Nobody sees the file before it is whole, so there is nothing to roll back to and nothing to wait for.
    let options = SqliteConnectOptions::new().filename(passing).journal_mode(SqliteJournalMode::Off).synchronous(SqliteSynchronous::Off);
    let mut connection = options.disable_statement_logging().connect().await?;
    connection.execute("PRAGMA page_size = 4096").await?;
    connection.execute(APPLICATION_ID).await?;
    connection.execute("BEGIN").await?;
    for statement in SCHEMA {
        connection.execute(statement).await?;
    }
    describe(&mut connection, metadata).await?;
    let contents = write_contents(&mut connection, tiles, spool).await?;
    connection.execute("COMMIT").await?;
    connection.close().await?;
    Ok(contents)
}

/// Contents get their numbers in the order in which they are first needed, so that equal tiles give equal bytes.
async fn write_contents(connection: &mut SqliteConnection, tiles: &[Tile], spool: &Spool) -> Result<u64, Failure> {
    let mut numbers = vec![0_i64; spool.contents()];
    let mut count = 0;
    let mut waiting: Vec<(i64, Vec<u8>)> = Vec::with_capacity(CONTENTS);
    let mut rows = Vec::with_capacity(tiles.len());
    for tile in tiles {
        let number = &mut numbers[tile.content as usize];
        if *number == 0 {
            count += 1;
            *number = count;
            let mut bytes = Vec::new();
            spool.read(tile.content, &mut bytes).map_err(Failure::Spool)?;
            waiting.push((count, bytes));
            if waiting.len() == CONTENTS {
                insert(connection, &mut waiting).await?;
            }
        }
        let coord = tile_id::coord(tile.id).expect("numbers in the spool are those of tiles");
        let [column, row] = coord.column_row();
        rows.push((i64::from(coord.zoom()), i64::from(column), i64::from((1_u32 << coord.zoom()) - 1 - row), *number));
    }
    if !waiting.is_empty() {
        insert(connection, &mut waiting).await?;
    }
    // In the order of the key, so that the tree only grows at its end.
    rows.sort_unstable();
    for some in rows.chunks(ROWS) {
        let places = vec!["(?, ?, ?, ?)"; some.len()].join(", ");
        let statement = format!("INSERT INTO tiles_shallow VALUES {places}");
        let query = some.iter().fold(sqlx::query(sqlx::AssertSqlSafe(statement)), |query, row| query.bind(row.0).bind(row.1).bind(row.2).bind(row.3));
        query.execute(&mut *connection).await?;
    }
    Ok(count as u64)
}

/// Contents with their numbers.
async fn insert(connection: &mut SqliteConnection, contents: &mut Vec<(i64, Vec<u8>)>) -> Result<(), Failure> {
    let places = vec!["(?, ?)"; contents.len()].join(", ");
    let query = sqlx::query(sqlx::AssertSqlSafe(format!("INSERT INTO tiles_data VALUES {places}")));
    contents.drain(..).fold(query, |query, (number, bytes)| query.bind(number).bind(bytes)).execute(connection).await?;
    Ok(())
}

async fn describe(connection: &mut SqliteConnection, metadata: &Metadata) -> Result<(), Failure> {
    let Metadata { name, description, attribution, bounds, center, center_zoom, min_zoom, max_zoom, vector_layers, version } = metadata;
    let [west, south, east, north] = bounds;
    let [lon, lat] = center;
    let said = [
        ("name", name.clone()),
        ("format", "pbf".into()),
        ("bounds", format!("{west},{south},{east},{north}")),
        ("center", format!("{lon},{lat},{center_zoom}")),
        ("minzoom", min_zoom.to_string()),
        ("maxzoom", max_zoom.to_string()),
        ("attribution", attribution.clone()),
        ("description", description.clone()),
        ("type", "overlay".into()),
        ("generator", concat!("bailiwick-server ", env!("CARGO_PKG_VERSION")).into()),
        ("data_version", version.clone()),
        ("json", json!({ "vector_layers": vector_layers }).to_string()),
    ];
    for (key, value) in said {
        sqlx::query("INSERT INTO metadata VALUES (?, ?)").bind(key).bind(value).execute(&mut *connection).await?;
    }
    Ok(())
}
