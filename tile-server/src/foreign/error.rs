//! Why a source from elsewhere cannot be served, in words. Nothing here has the password of a database in it.

use std::path::PathBuf;

use bailiwick_engine::lang::Lang;

/// Why a source cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ForeignError {
    /// It may not be called so.
    #[error("a source cannot be called {name:?}: {fault:?}")]
    Name {
        /// The name.
        name: String,
        /// What is wrong with it.
        fault: NameFault,
    },
    /// An archive cannot be used.
    #[error("{}: {fault:?}", path.display())]
    File {
        /// The archive.
        path: PathBuf,
        /// What is wrong with it.
        fault: FileFault,
    },
    /// A database cannot be used.
    #[error("{database}: {fault:?}")]
    Database {
        /// Which one, without its password.
        database: String,
        /// What is wrong with it.
        fault: DatabaseFault,
    },
    /// A table cannot be used.
    #[error("{database}, {table}: {fault:?}")]
    Table {
        /// Of which database, without its password.
        database: String,
        /// The table.
        table: String,
        /// What is wrong with it.
        fault: TableFault,
    },
    /// A tile of a source that was fine when it was opened cannot be read.
    #[error("a tile of {name} cannot be read: {what}")]
    Tile {
        /// The source.
        name: String,
        /// What the reader says.
        what: String,
    },
}

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameFault {
    /// Letters that cannot stand in an address.
    Letters,
    /// The server has a route of this name.
    Route,
    /// A layer has this name.
    Layer,
    /// Two sources have it.
    Twice,
}

/// What is wrong with an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileFault {
    /// It cannot be read; what the system says.
    Unreadable(String),
    /// It is neither a PMTiles nor an MBTiles file.
    Kind,
    /// PMTiles of another version than 3.
    Version(u8),
    /// It ends before what it says it has.
    CutShort,
    /// Something in it cannot be; in Chinese and in English what.
    Damaged([&'static str; 2]),
    /// Tiles of a kind, or in a coding, that maps cannot show.
    Tiles(String),
    /// SQLite cannot read it; what it says.
    Sqlite(String),
    /// It has no tiles.
    Empty,
}

/// What is wrong with a database.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DatabaseFault {
    /// The environment variable that is to hold the connection string is not there.
    Variable(String),
    /// What is said to be a connection string is none.
    Address,
    /// It cannot be reached or does not let us in; what it says.
    Connection(String),
    /// It has no PostGIS, or one before 3.0.
    Postgis,
    /// It does not answer a question of ours; what it says.
    Query(String),
    /// It has no table with a geometry that we may read.
    Empty,
}

/// What is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TableFault {
    /// There is none of this name that has a geometry and that we may read.
    Missing,
    /// Its geometries do not say their coordinate system.
    NoSrid,
    /// The database does not know the coordinate system.
    UnknownSrid(i32),
    /// The database does not make tiles of it; what it says.
    Query(String),
}

impl ForeignError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Name { name, fault } => {
                let shown: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
                let [zh, en] = fault.words();
                lang.pick(format!("瓦片来源不能叫“{shown}”：{zh}"), format!("a source of tiles cannot be called {shown:?}: {en}"))
            }
            Self::File { path, fault } => {
                let path = path.display();
                let [zh, en] = fault.words();
                lang.pick(format!("{path}：{zh}"), format!("{path}: {en}"))
            }
            Self::Database { database, fault } => {
                let [zh, en] = fault.words();
                lang.pick(format!("数据库 {database}：{zh}"), format!("database {database}: {en}"))
            }
            Self::Table { database, table, fault } => {
                let [zh, en] = fault.words(table);
                lang.pick(format!("数据库 {database} 的表 {table}：{zh}"), format!("database {database}, table {table}: {en}"))
            }
            // For clients: what the reader says may have paths in it, and stays in the log.
            Self::Tile { name, .. } => lang.pick(
                format!("瓦片来源“{name}”暂时无法读取；若持续如此，请联系管理员检查其文件或数据库"),
                format!("the source {name:?} cannot be read at the moment; if it stays so, ask the operator to look at its file or database"),
            ),
        }
    }
}

impl NameFault {
    fn words(self) -> [&'static str; 2] {
        match self {
            Self::Letters => ["只能用文字、数字和 - _ .，且不能以 . 开头；请改 name", "use letters, digits and - _ . only, and no . in front: change its name"],
            Self::Route => ["这是服务器自己的地址；请改 name", "the server has an address of this name: change its name"],
            Self::Layer => ["已有同名图层；请改 name（数据库表可改建视图）", "a layer has this name: change its name (or make a view of the table)"],
            Self::Twice => ["配置中出现两次；请改其中一个 name", "the configuration has it twice: change the name of one"],
        }
    }
}

impl FileFault {
    fn words(&self) -> [String; 2] {
        let both = |zh: &str, en: &str| [zh.to_owned(), en.to_owned()];
        match self {
            Self::Unreadable(what) => [
                format!("无法读取（{what}）；请检查 [[tiles]] 的 path 与权限"),
                format!("cannot be read ({what}): check the path in [[tiles]] and the permissions"),
            ],
            Self::Kind => {
                both("不是 PMTiles 或 MBTiles 文件；请检查 [[tiles]] 的 path", "is neither a PMTiles nor an MBTiles file: check the path in [[tiles]]")
            }
            Self::Version(version) => [
                format!("是 PMTiles 第 {version} 版，只支持第 3 版；请用 pmtiles convert 转换"),
                format!("is PMTiles version {version}, and only 3 is read: convert it with `pmtiles convert`"),
            ],
            Self::CutShort => both("文件不完整，可能未下载完；请重新获取", "ends too early, perhaps a download that was cut short: fetch it again"),
            Self::Damaged([zh, en]) => [format!("文件已损坏（{zh}）；请重新获取"), format!("is damaged ({en}): fetch it again")],
            Self::Tiles(what) => [
                format!("瓦片为 {what}，无法发布；请转换为 MVT、PNG、WebP 或 JPEG"),
                format!("has tiles of {what}, which cannot be published: convert them to MVT, PNG, WebP or JPEG"),
            ],
            Self::Sqlite(what) => [format!("SQLite 无法读取（{what}）；请重新获取该文件"), format!("SQLite cannot read it ({what}): fetch the file again")],
            Self::Empty => both("其中没有瓦片；请检查该文件", "there is no tile in it: check the file"),
        }
    }
}

impl DatabaseFault {
    fn words(&self) -> [String; 2] {
        let both = |zh: &str, en: &str| [zh.to_owned(), en.to_owned()];
        match self {
            Self::Variable(name) => [
                format!("环境变量 {name} 未设置；请在其中放入连接字符串"),
                format!("the environment variable {name} is not set: put the connection string into it"),
            ],
            Self::Address => {
                both("连接字符串无法解析，应如 postgresql://用户@主机/库", "its connection string cannot be read: write postgresql://user@host/database")
            }
            Self::Connection(what) => [
                format!("无法连接（{what}）；请检查地址、账号，以及数据库是否在运行"),
                format!("cannot be reached ({what}): check the address and the account, and whether it runs"),
            ],
            Self::Postgis => {
                both("没有 PostGIS 3.0 或更新版本；请执行 CREATE EXTENSION postgis", "has no PostGIS of version 3.0 or later: run CREATE EXTENSION postgis")
            }
            Self::Query(what) => [format!("不回答查询（{what}）；请检查账号的权限"), format!("does not answer ({what}): check the rights of the account")],
            Self::Empty => both("没有可读的、带几何列的表；请检查账号的权限", "has no table with a geometry that may be read: check the rights of the account"),
        }
    }
}

impl TableFault {
    fn words(&self, table: &str) -> [String; 2] {
        match self {
            Self::Missing => [
                "没有这张表、没有几何列，或无权读取；请检查 tables（写作 模式.表）与权限".into(),
                "there is no such table, it has no geometry, or it may not be read: check tables (written schema.table) and the rights of the account".into(),
            ],
            Self::NoSrid => [
                format!(
                    "几何没有坐标系（SRID 0）；请执行 SELECT UpdateGeometrySRID(…) 或 ALTER TABLE {table} ALTER COLUMN … TYPE geometry USING ST_SetSRID(…, 4490)"
                ),
                format!(
                    "its geometries have no coordinate system (SRID 0): run SELECT UpdateGeometrySRID(…), or ALTER TABLE {table} ALTER COLUMN … TYPE geometry USING ST_SetSRID(…, 4490)"
                ),
            ],
            Self::UnknownSrid(srid) => [
                format!("数据库不认识坐标系 {srid}；请将其加入 spatial_ref_sys"),
                format!("the database does not know coordinate system {srid}: add it to spatial_ref_sys"),
            ],
            Self::Query(what) => [format!("无法生成瓦片（{what}）；请检查其几何"), format!("no tile can be made of it ({what}): check its geometries")],
        }
    }
}
