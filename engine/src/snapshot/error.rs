//! Why there is no snapshot.

use std::fmt;
use std::path::PathBuf;

use crate::lang::Lang;

/// Why a file cannot be used, or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The system refuses it.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Something else than a snapshot.
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// Cut or changed.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        what: String,
    },
}

impl SnapshotError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Io { path, source } => {
                let path = path.display();
                lang.pick(format!("快照 {path} 无法读写：{source}"), format!("the snapshot {path} cannot be read or written: {source}"))
            }
            Self::Foreign { path } => {
                let path = path.display();
                lang.pick(
                    format!("{path} 不是 Bailiwick 的快照，不予使用，也不覆盖：请换一个路径"),
                    format!("{path} is no snapshot of Bailiwick; it is neither used nor overwritten: choose another path"),
                )
            }
            Self::Damaged { path, what } => {
                let path = path.display();
                lang.pick(
                    format!("快照 {path} 已损坏（{what}），不予使用：请删除它，下次启动时会重新生成"),
                    format!("the snapshot {path} is damaged ({what}) and not used: delete it, and it is made anew at the next start"),
                )
            }
        }
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Lang::En))
    }
}
