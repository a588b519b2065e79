//! Opens databases: finds the tables of PostGIS that are published.
//!
//! What a table is asked is in `table`. martin-core brings the connections, and later the tiles.

use std::time::Duration;

use bailiwick_engine::config::PostgisSource;
use bailiwick_engine::lang::Lang;
use martin_core::tiles::postgres::{PostgresPool, RedactedConnectionString};

use super::table::{Column, Table};
use super::{DatabaseFault, ForeignError, Source, TableFault, name};

/// Longest wait for a database when the server starts.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(15);
/// Longest answer to what is asked of a table when it is opened; without the answer it is published all the same.
const ASK_SETTING: &str = "SET statement_timeout = 10000";

/// Every column of geometries that we may read and that does not belong to an extension, as JSON: then no type of a driver is needed.
const COLUMNS: &str = r#"
SELECT coalesce(json_agg(found ORDER BY "schema", "table", "column"), '[]')::text FROM (
    SELECT n.nspname AS "schema", c.relname AS "table", a.attname AS "column", t.typname = 'geography' AS "is_geography",
        CASE t.typname WHEN 'geography' THEN 4326 ELSE postgis_typmod_srid(a.atttypmod) END AS "srid",
        obj_description(c.oid, 'pg_class') AS "description",
        (SELECT coalesce(json_agg(json_build_object('name', p.attname, 'kind', pt.typname) ORDER BY p.attnum), '[]')
            FROM pg_attribute p JOIN pg_type pt ON pt.oid = p.atttypid
            WHERE p.attrelid = c.oid AND p.attnum > 0 AND NOT p.attisdropped AND pt.typname NOT IN ('geometry', 'geography', 'raster', 'bytea')) AS "attributes"
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE t.typname IN ('geometry', 'geography') AND a.attnum > 0 AND NOT a.attisdropped
        AND c.relkind IN ('r', 'v', 'm', 'f', 'p') AND NOT c.relispartition
        AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
        AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
) found"#;

/// A database and what it is called in sentences.
pub(super) struct Database {
    pub(super) pool: PostgresPool,
    /// Without its password; where it comes from the environment, the name of the variable.
    pub(super) shown: String,
    /// What must not be shown.
    secret: Option<String>,
}

/// Opens the tables of a database.
pub(super) async fn open(config: &PostgisSource) -> Result<Vec<Source>, ForeignError> {
    let database = connect(config).await?;
    let columns = columns(&database).await?;
    let mut sources = Vec::new();
    for chosen in choose(&columns, &config.tables).map_err(|table| database.table_fault(&table, TableFault::Missing))? {
        match publish(&database, chosen).await {
            Ok(source) => sources.push(source),
            // Who names no table gets those that can be published, and the log says why others are not.
            Err(error) if config.tables.is_empty() => tracing::warn!("{}", error.sentence(Lang::En)),
            Err(error) => return Err(error),
        }
    }
    if sources.is_empty() { Err(database.fault(DatabaseFault::Empty)) } else { Ok(sources) }
}

async fn publish(database: &Database, Chosen { name, column }: Chosen<'_>) -> Result<Source, ForeignError> {
    name::check(&name).map_err(|fault| ForeignError::Name { name: name.clone(), fault })?;
    let failed = |fault| database.table_fault(&name, fault);
    let table = Table::open(database, column).await.map_err(failed)?;
    table.try_query(database, &name).await.map_err(failed)?;
    table.source(database, &name)
}

async fn connect(config: &PostgisSource) -> Result<Database, ForeignError> {
    let (url, shown) = match config.url.strip_prefix('$') {
        Some(variable) => {
            let fault = || ForeignError::Database { database: config.url.clone(), fault: DatabaseFault::Variable(variable.into()) };
            (std::env::var(variable).map_err(|_| fault())?, config.url.clone())
        }
        None => (config.url.clone(), RedactedConnectionString::new(&config.url).to_string()),
    };
    let secret = secret(&url);
    let failed = |fault| ForeignError::Database { database: shown.clone(), fault };
    let connections = usize::try_from(config.connections.max(1)).unwrap_or(1);
    // A task of its own: should the driver not survive what it is told, only the task ends.
    let task = tokio::spawn(async move { PostgresPool::new(&url, None, None, None, connections).await });
    let opened = tokio::time::timeout(CONNECT_TIME_MAX, task).await.map_err(|_| failed(DatabaseFault::Connection("no answer".into())))?;
    let opened = opened.map_err(|_| failed(DatabaseFault::Address))?;
    let pool = opened.map_err(|error| {
        use martin_core::tiles::postgres::PostgresError as E;
        failed(match &error {
            E::BadConnectionString(..) => DatabaseFault::Address,
            E::PostgisTooOld { .. } | E::BadPostgisVersion(..) | E::PostgresError(_, "querying postgis version") => DatabaseFault::Postgis,
            _ => DatabaseFault::Connection(hide(&chain(&error), secret.as_deref())),
        })
    })?;
    Ok(Database { pool, shown, secret })
}

async fn columns(database: &Database) -> Result<Vec<Column>, ForeignError> {
    let json = database.ask(COLUMNS).await.map_err(|what| database.fault(DatabaseFault::Query(what)))?;
    serde_json::from_str(json.as_deref().unwrap_or("[]")).map_err(|error| database.fault(DatabaseFault::Query(error.to_string())))
}

/// A column and what it is published as.
struct Chosen<'a> {
    name: String,
    column: &'a Column,
}

/// The columns of the tables that are named, or of all; the first name that no table has.
///
/// A table is called `schema.table`; where it has several columns of geometries, `schema.table.column` each.
fn choose<'a>(columns: &'a [Column], named: &[String]) -> Result<Vec<Chosen<'a>>, String> {
    let table = |column: &Column| format!("{}.{}", column.schema, column.table);
    let is_named = |column: &Column, name: &str| name == table(column) || (column.schema == "public" && name == column.table);
    if let Some(missing) = named.iter().find(|name| !columns.iter().any(|column| is_named(column, name))) {
        return Err(missing.clone());
    }
    let wanted = columns.iter().filter(|column| named.is_empty() || named.iter().any(|name| is_named(column, name)));
    let chosen = wanted.map(|column| {
        let table_name = table(column);
        let is_only = columns.iter().filter(|other| table(other) == table_name).count() == 1;
        Chosen { name: if is_only { table_name } else { format!("{table_name}.{}", column.name) }, column }
    });
    Ok(chosen.collect())
}

impl Database {
    /// The one text that a question gives, where it gives one; else what the database says.
    pub(super) async fn ask(&self, sql: &str) -> Result<Option<String>, String> {
        let connection = self.pool.get().await.map_err(|error| self.hidden(&error))?;
        connection.batch_execute(ASK_SETTING).await.map_err(|error| self.hidden(&error))?;
        let row = connection.query_opt(sql, &[]).await.map_err(|error| self.hidden(&error));
        // The connection goes back to those that tiles are asked by.
        connection.batch_execute("RESET statement_timeout").await.map_err(|error| self.hidden(&error))?;
        row?.map_or(Ok(None), |row| row.try_get(0).map_err(|error| self.hidden(&error)))
    }

    /// Whether the database understands a query; else what it says.
    pub(super) async fn understands(&self, sql: &str) -> Result<(), String> {
        let connection = self.pool.get().await.map_err(|error| self.hidden(&error))?;
        connection.prepare(sql).await.map(drop).map_err(|error| self.hidden(&error))
    }

    fn hidden(&self, error: &dyn std::error::Error) -> String {
        hide(&chain(error), self.secret.as_deref())
    }

    fn fault(&self, fault: DatabaseFault) -> ForeignError {
        ForeignError::Database { database: self.shown.clone(), fault }
    }

    pub(super) fn table_fault(&self, table: &str, fault: TableFault) -> ForeignError {
        ForeignError::Table { database: self.shown.clone(), table: table.into(), fault }
    }
}

/// An error with its causes, each once: many repeat the next.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        next = cause.source();
    }
    text
}

/// The password of a connection string, in either of its forms.
fn secret(url: &str) -> Option<String> {
    let in_address = url.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@')).and_then(|(user, _)| user.split_once(':')).map(|(_, secret)| secret);
    let in_words = || url.split_once("password=").map(|(_, rest)| rest.split([' ', '&']).next().unwrap_or_default().trim_matches('\''));
    in_address.or_else(in_words).filter(|secret| !secret.is_empty()).map(str::to_owned)
}

/// A text without the secret, should somebody have written it into it.
fn hide(text: &str, secret: Option<&str>) -> String {
    secret.map_or_else(|| text.to_owned(), |secret| text.replace(secret, "…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(schema: &str, table: &str, column: &str) -> Column {
        serde_json::from_value(serde_json::json!({
            "schema": schema, "table": table, "column": column, "is_geography": false, "srid": 4490, "description": null, "attributes": []
        }))
        .expect("a column")
    }

    #[test]
    fn tables_are_found_by_name_and_several_columns_get_names_of_their_own() {
        let columns = [column("gis", "wells", "geom"), column("public", "roads", "axis"), column("public", "roads", "surface")];
        let names = |named: &[&str]| {
            let named: Vec<String> = named.iter().map(|name| (*name).to_owned()).collect();
            choose(&columns, &named).map(|chosen| chosen.into_iter().map(|chosen| chosen.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&[]), Ok(vec!["gis.wells".into(), "public.roads.axis".into(), "public.roads.surface".into()]));
        assert_eq!(names(&["gis.wells"]), Ok(vec!["gis.wells".into()]));
        assert_eq!(names(&["roads"]).map(|names| names.len()), Ok(2));
        assert_eq!(names(&["roads", "wells"]), Err("wells".into()), "only the schema public may be left out");
    }

    #[test]
    fn no_sentence_has_the_password() {
        for (url, password) in [
            ("postgresql://me:s3cret@db:5432/gis", Some("s3cret")),
            ("postgresql://me:p@ss:word@db/gis", Some("p@ss:word")),
            ("host=db user=me password='two words' dbname=gis", Some("two")),
            ("host=db password=s3cret", Some("s3cret")),
            ("postgresql://me@db/gis", None),
        ] {
            assert_eq!(secret(url).as_deref(), password, "{url}");
        }
        assert_eq!(hide("invalid: s3cret", Some("s3cret")), "invalid: …");
    }

    #[tokio::test]
    async fn a_database_that_cannot_be_reached_is_named_and_its_password_is_not() {
        for (url, expected) in [
            ("postgresql://me:s3cret@127.0.0.1:1/gis", "cannot be reached"),
            ("host=127.0.0.1 port=1 user=me password=s3cret dbname=gis", "cannot be reached"),
            ("postgresql://me:s3cret@127.0.0.1:port/gis", "postgresql://user@host"),
            ("s3cret", "postgresql://user@host"),
            ("", "postgresql://user@host"),
            ("postgresql://", "postgresql://user@host"), // the driver panics
            ("$BAILIWICK_TEST_NO_SUCH_VARIABLE", "BAILIWICK_TEST_NO_SUCH_VARIABLE is not set"),
        ] {
            let config = PostgisSource { url: url.into(), tables: Vec::new(), connections: 2 };
            let error = open(&config).await.map(drop).expect_err(url);
            for lang in [Lang::En, Lang::Zh] {
                let sentence = error.sentence(lang);
                assert!(url == "s3cret" || !sentence.contains("s3cret"), "{sentence}");
                assert!(lang == Lang::Zh || sentence.contains(expected), "{url}: {sentence}");
            }
        }
    }
}
