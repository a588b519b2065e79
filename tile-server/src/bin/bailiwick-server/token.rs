//! `bailiwick-server token`: a secret for its bearer, and the lines for the configuration, which has its hash only.

use bailiwick_engine::lang::Lang;
use bailiwick_tile_server::auth::{digest, secret};

use super::{EXIT_DATA, Failure};

pub(crate) fn run(lang: Lang) -> Result<(), Failure> {
    let secret =
        secret().map_err(|error| (lang.pick(format!("系统无法提供随机数：{error}"), format!("the system gives no random numbers: {error}")), EXIT_DATA))?;
    println!("{}", lang.pick("交给使用者的令牌（只显示这一次）：", "The token, for whom it is for; it is shown only now:"));
    println!("{secret}\n");
    println!("{}", lang.pick("写入 bailiwick.toml：", "For bailiwick.toml:"));
    println!("[[server.tokens]]\nname = \"{}\"\nsha256 = \"{}\"\njurisdictions = [\"220100\"]", lang.pick("使用者", "whose it is"), digest(&secret));
    Ok(())
}
