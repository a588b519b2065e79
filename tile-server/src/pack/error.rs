//! Why there is no pack, in words.

use std::io;
use std::path::PathBuf;

use bailiwick_engine::export::ExportError;
use bailiwick_engine::lang::Lang;

/// Why there is no pack.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    /// The folder has something in it that is no pack.
    #[error("{} has {other} in it", path.display())]
    OtherThings {
        /// The folder.
        path: PathBuf,
        /// What is in it.
        other: String,
    },
    /// The path is that of a file, or has no name.
    #[error("{} cannot be a folder", path.display())]
    NoFolder {
        /// The path.
        path: PathBuf,
    },
    /// Something cannot be written.
    #[error("{} cannot be written", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The GeoPackage cannot be written.
    #[error("the GeoPackage cannot be written")]
    Export(#[from] ExportError),
}

impl PackError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::OtherThings { path, other } => {
                let path = path.display();
                lang.pick(
                    format!("{path} 中已有离线包以外的内容（{other}），不会覆盖；请指定空文件夹或新文件夹"),
                    format!("{path} has {other} in it, which is no part of a pack, and is left as it is: name an empty folder or a new one"),
                )
            }
            Self::NoFolder { path } => {
                let path = path.display();
                lang.pick(format!("{path} 不能作为文件夹；请换一个名称"), format!("{path} cannot be a folder: choose another name"))
            }
            Self::Write { path, source } => {
                let path = path.display();
                lang.pick(
                    format!("无法写入 {path}：{source}；请检查目录权限与磁盘空间"),
                    format!("cannot write {path}: {source}; check the folder's permissions and the space on the disk"),
                )
            }
            Self::Export(error) => error.sentence(lang),
        }
    }
}
