//! Why a font of the configuration cannot be used.

use std::path::PathBuf;

use bailiwick_engine::lang::Lang;

use super::font::Unusable;

/// Why a font of the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FontError {
    /// The file or folder cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The folder has no fonts.
    #[error("no fonts in {}", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// The file is too large to be held in memory.
    #[error("{} is too large for a font", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// The file is no font that can be drawn from.
    #[error("{} is no font to draw from", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<dyn std::error::Error + Send + Sync>,
        /// Whether it is one for browsers (WOFF), which is compressed.
        is_web_font: bool,
    },
}

impl FontError {
    pub(crate) fn unusable(path: PathBuf, source: Unusable, bytes: &[u8]) -> Self {
        Self::Unusable { path, source: source.into(), is_web_font: bytes.starts_with(b"wOF") }
    }

    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Read { path, source } => {
                let path = path.display();
                lang.pick(
                    format!("无法读取字体 {path}：{source}；请检查 [server] fonts 中的路径和文件权限"),
                    format!("cannot read the font {path}: {source}; check the path in [server] fonts and the file's permissions"),
                )
            }
            Self::Empty { path } => {
                let path = path.display();
                lang.pick(
                    format!("文件夹 {path} 中没有字体（.ttf、.otf、.ttc、.otc）；请放入字体，或从 [server] fonts 中删去该文件夹"),
                    format!("there are no fonts (.ttf, .otf, .ttc, .otc) in {path}; put some there, or take the folder out of [server] fonts"),
                )
            }
            Self::TooLarge { path } => {
                let path = path.display();
                lang.pick(
                    format!("字体文件 {path} 超过 256 MB；请改用其中单个字体的文件"),
                    format!("the font {path} has more than 256 MB; use a file of a single font instead"),
                )
            }
            Self::Unusable { path, is_web_font: true, .. } => {
                let path = path.display();
                lang.pick(
                    format!("{path} 是网页字体（WOFF）；请改用该字体的 TTF 或 OTF 文件"),
                    format!("{path} is a font for web pages (WOFF); use the same font as TTF or OTF"),
                )
            }
            Self::Unusable { path, source, .. } => {
                let path = path.display();
                lang.pick(
                    format!("{path} 不是可用的字体（{source}）；请换一个 TTF、OTF 或 TTC 文件，或从 [server] fonts 中删去"),
                    format!("{path} is no font to draw from ({source}); use another TTF, OTF or TTC file, or take it out of [server] fonts"),
                )
            }
        }
    }
}
