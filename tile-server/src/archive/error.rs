//! Why there is no archive, in words.

use std::io;
use std::path::PathBuf;

use bailiwick_engine::lang::Lang;

/// Why there is no archive.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The name does not say what kind of archive it is to be.
    #[error("{} ends neither in .pmtiles nor in .mbtiles", path.display())]
    Ending {
        /// The file that was to be.
        path: PathBuf,
    },
    /// Something cannot be written or read back.
    #[error("{} cannot be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// SQLite does not take it.
    #[error("{} cannot be written by SQLite", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: ::mbtiles::sqlx::Error,
    },
    /// Another run writes the same archive at this moment.
    #[error("{} is in use by another run", path.display())]
    Busy {
        /// What the other run keeps its tiles in.
        path: PathBuf,
    },
    /// A file has the name that a run would use, and is something else.
    #[error("{} is not what a run leaves behind", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// What an earlier run has left was made of other data, or by another version of this program.
    #[error("{} was made of other data", path.display())]
    OtherVersion {
        /// What the earlier run has left.
        path: PathBuf,
    },
    /// There is nothing to put into it.
    #[error("{} would have no tile", path.display())]
    Empty {
        /// The file that was to be.
        path: PathBuf,
    },
    /// A tile is larger than the formats can say.
    #[error("a tile of {bytes} bytes is too large for {}", path.display())]
    TileTooLarge {
        /// What the run keeps its tiles in.
        path: PathBuf,
        /// Size of the tile.
        bytes: usize,
    },
}

impl ArchiveError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Ending { path } => {
                let path = path.display();
                lang.pick(
                    format!("{path}：文件名应以 .pmtiles 或 .mbtiles 结尾；要写成离线包（文件夹），请以 / 结尾"),
                    format!("{path}: the name must end in .pmtiles or .mbtiles, or in / for a pack, which is a folder"),
                )
            }
            Self::Write { path, source } => {
                let path = path.display();
                lang.pick(
                    format!("无法写入 {path}：{source}；请检查目录权限与磁盘空间"),
                    format!("cannot write {path}: {source}; check the folder's permissions and the space on the disk"),
                )
            }
            Self::Sqlite { path, source } => {
                let path = path.display();
                lang.pick(
                    format!("无法写入 {path}（SQLite：{source}）；请检查磁盘空间"),
                    format!("cannot write {path} (SQLite: {source}); check the space on the disk"),
                )
            }
            Self::Busy { path } => {
                let path = path.display();
                lang.pick(
                    format!("{path} 正被另一个发布进程使用；请等它结束或换一个文件名"),
                    format!("{path} is in use by another run: wait for it, or choose another name"),
                )
            }
            Self::NotOurs { path } => {
                let path = path.display();
                lang.pick(
                    format!("{path} 不是本程序留下的文件；请移走它或换一个文件名"),
                    format!("{path} is not a file that this program has left: move it away, or choose another name"),
                )
            }
            Self::OtherVersion { path } => {
                let path = path.display();
                lang.pick(
                    format!("{path} 由另一份数据或另一版本的程序生成，不能续作；请删除它后重新开始"),
                    format!("{path} was made of other data or by another version of the program, and cannot be continued: delete it and start again"),
                )
            }
            Self::Empty { path } => {
                let path = path.display();
                lang.pick(
                    format!("{path}：所选范围内没有瓦片；请检查图层、范围与缩放级别"),
                    format!("{path}: there is no tile in it; check layers, area and zooms"),
                )
            }
            Self::TileTooLarge { path, bytes } => {
                let path = path.display();
                lang.pick(
                    format!("一个瓦片有 {bytes} 字节，超出 {path} 的格式上限；请减少图层"),
                    format!("a tile of {bytes} bytes is too large for the format of {path}: take fewer layers"),
                )
            }
        }
    }
}
