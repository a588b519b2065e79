//! What the manifests say of data and of packages.

use serde_json::Value;

use super::files::{assert_none, read, under};

/// Folders of the demo data in which everything is invented.
const INVENTED: &[&str] = &["zones/", "outfalls/", "clues/", "overlays/", "actions/"];

/// Licences of npm packages that may end up in the page: they let anyone use it, openly or in a closed product (deny.toml is the
/// same for crates).
const LICENCES: &[&str] = &["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "Unlicense", "Zlib"];

#[test]
fn every_invented_file_is_called_a_sample() {
    let manifest: Value = serde_json::from_str(&read("data/jilin/manifest.json")).expect("the manifest is JSON");
    let entries = manifest["files"].as_array().expect("the manifest lists files");
    let said: Vec<(&str, bool)> = entries.iter().map(|entry| (entry["path"].as_str().expect("a path"), entry["sample"] == true)).collect();

    let mut broken = Vec::new();
    for path in under("data/jilin") {
        let path = path.trim_start_matches("data/jilin/");
        let invented = INVENTED.iter().any(|folder| path.starts_with(folder));
        match said.iter().find(|(named, _)| *named == path) {
            Some((_, sample)) if *sample == invented => {}
            Some(_) if invented => broken.push(format!("{path} is invented, and the manifest does not say sample")),
            Some(_) => broken.push(format!("{path} is real, and the manifest says sample")),
            // The manifest does not describe itself, nor the configuration.
            None if ["manifest.json", "bailiwick.toml"].contains(&path) => {}
            None => broken.push(format!("{path} is not in the manifest")),
        }
    }
    assert_none(&broken, "data/jilin/manifest.json:");
    assert!(read("data/jilin/bailiwick.toml").lines().any(|line| line == "sample = true"), "the configuration of the demo calls it a sample");
}

#[test]
fn every_npm_package_in_the_page_has_a_licence_we_allow() {
    let lock: Value = serde_json::from_str(&read("tile-server/web/package-lock.json")).expect("the lock is JSON");
    let packages = lock["packages"].as_object().expect("npm's lock lists packages");
    // Tools of the build are not part of what is handed on.
    let shipped: Vec<_> = packages.iter().filter(|(path, package)| !path.is_empty() && package["dev"] != true).collect();
    assert!(shipped.len() > 10, "the page has dependencies");
    let allowed =
        |package: &Value| package["license"].as_str().is_some_and(|licence| licence.trim_matches(['(', ')']).split(" OR ").any(|one| LICENCES.contains(&one)));
    let broken: Vec<String> =
        shipped.iter().filter(|(_, package)| !allowed(package)).map(|(path, package)| format!("{path}: {}", package["license"])).collect();
    assert_none(&broken, "licences that are not on the list:");
}
