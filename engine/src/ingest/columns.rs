//! Which column is which.
//!
//! 1. The user's own mapping wins.
//! 2. Else the header is compared with the names people use, after folding width, case, blanks and bracketed units; the
//!    plain names (经度) before the loose ones (X坐标).
//! 3. Else with the same names cut to the ten bytes of a DBF.

use std::path::Path;

use arrow_array::RecordBatch;

use super::field::ENTRIES;
use super::fold::fold_name;
use super::{Field, IngestError};
use crate::config::ColumnMap;

/// Longest column name of a DBF, bytes.
const DBF_NAME_BYTES: usize = 10;
/// Shorter headers are not taken for cut names: too much would match.
const CUT_NAME_BYTES_MIN: usize = 8;

/// The columns of a table, each found once.
pub(super) struct Columns<'a> {
    path: &'a Path,
    names: Vec<String>,
    folded: Vec<String>,
    map: &'a ColumnMap,
}

impl<'a> Columns<'a> {
    /// Checks the mapping against the table.
    pub(super) fn new(path: &'a Path, names: Vec<String>, map: &'a ColumnMap) -> Result<Self, IngestError> {
        for (key, column) in map {
            let Some(field) = Field::of_key(key) else {
                return Err(IngestError::UnknownField { path: path.into(), field: key.clone() });
            };
            if mapped(&names, column).is_none() {
                return Err(IngestError::MappedColumn { path: path.into(), field, column: column.clone(), columns: names });
            }
        }
        let folded = names.iter().map(|n| fold_name(n)).collect();
        Ok(Self { path, names, folded, map })
    }

    pub(super) fn name(&self, index: usize) -> &str {
        &self.names[index]
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether the user named the column himself.
    pub(super) fn is_mapped(&self, field: Field) -> bool {
        mapping(self.map, field).is_some()
    }

    /// Whether the column bears one of the loose names, such as X坐标.
    pub(super) fn is_loose(&self, field: Field, index: usize) -> bool {
        field.entry().4.contains(&self.folded[index].as_str())
    }

    pub(super) fn find(&self, field: Field) -> Result<Option<usize>, IngestError> {
        if let Some(column) = mapping(self.map, field) {
            return Ok(mapped(&self.names, column));
        }
        match candidates(&self.folded, field).as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            several => Err(IngestError::AmbiguousColumn { path: self.path.into(), field, columns: several.iter().map(|&i| self.names[i].clone()).collect() }),
        }
    }

    /// All columns that may hold a field; several are no fault.
    pub(super) fn every(&self, field: Field) -> Vec<usize> {
        match mapping(self.map, field) {
            Some(column) => mapped(&self.names, column).into_iter().collect(),
            None => candidates(&self.folded, field),
        }
    }

    pub(super) fn need(&self, field: Field) -> Result<usize, IngestError> {
        self.find(field)?.ok_or_else(|| IngestError::MissingColumn { path: self.path.into(), field, columns: self.names.clone() })
    }
}

/// The column of a table that holds a field, if exactly one does.
pub fn field_column(table: &RecordBatch, field: Field, columns: &ColumnMap) -> Option<usize> {
    let names: Vec<String> = table.schema().fields().iter().map(|f| f.name().clone()).collect();
    if let Some(column) = mapping(columns, field) {
        return mapped(&names, column);
    }
    let folded: Vec<String> = names.iter().map(|n| fold_name(n)).collect();
    match candidates(&folded, field).as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// How many fields a row of cells names: the way to know a header.
pub(super) fn known_names<'t>(cells: impl Iterator<Item = &'t str>) -> usize {
    let folded: Vec<String> = cells.map(fold_name).filter(|c| !c.is_empty()).collect();
    folded.iter().filter(|c| ENTRIES.iter().any(|e| e.3.contains(&c.as_str()) || e.4.contains(&c.as_str()))).count()
}

fn mapping(map: &ColumnMap, field: Field) -> Option<&String> {
    map.iter().find(|(key, _)| Field::of_key(key) == Some(field)).map(|(_, column)| column)
}

/// The column of a name: exactly, else folded, else cut to the length of a DBF's names.
fn mapped(names: &[String], column: &str) -> Option<usize> {
    let wanted = fold_name(column);
    names
        .iter()
        .position(|n| n == column)
        .or_else(|| names.iter().position(|n| fold_name(n) == wanted))
        .or_else(|| names.iter().position(|n| is_cut(n, column)))
}

fn candidates(folded: &[String], field: Field) -> Vec<usize> {
    let (_, _, _, plain, loose) = field.entry();
    let matching = |test: &dyn Fn(&str) -> bool| -> Vec<usize> { folded.iter().enumerate().filter(|(_, f)| test(f)).map(|(i, _)| i).collect() };
    for names in [plain, loose] {
        let found = matching(&|header| names.contains(&header));
        if !found.is_empty() {
            return found;
        }
    }
    matching(&|header| plain.iter().any(|name| is_cut(header, name)))
}

/// Whether the header is the name cut by a DBF: in GBK a character takes two bytes, in UTF-8 three.
fn is_cut(header: &str, name: &str) -> bool {
    let is_prefix = header.len() < name.len() && name.starts_with(header);
    let gbk_bytes: usize = header.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let cut_at = |bytes: usize| (CUT_NAME_BYTES_MIN..=DBF_NAME_BYTES).contains(&bytes);
    is_prefix && (cut_at(header.len()) || cut_at(gbk_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(header: &[&str], field: Field) -> Result<Option<usize>, IngestError> {
        let map = ColumnMap::new();
        Columns::new(Path::new("t.csv"), header.iter().map(|&h| h.into()).collect(), &map)?.find(field)
    }

    #[test]
    fn every_field_has_its_own_line() {
        for (i, entry) in ENTRIES.iter().enumerate() {
            assert_eq!(entry.0.key(), entry.1);
            assert!(ENTRIES[i + 1..].iter().all(|other| other.1 != entry.1));
            for name in entry.3 {
                assert_eq!(&fold_name(name), name, "names are written folded");
            }
        }
    }

    #[test]
    fn headers_are_understood_as_people_write_them() {
        for (header, field) in [
            ("经度", Field::Lon),
            ("经度（°）", Field::Lon),
            (" Longitude ", Field::Lon),
            ("ＬＯＮ", Field::Lon),
            ("东经", Field::Lon),
            ("X坐标", Field::Lon),
            ("y", Field::Lat),
            ("北纬", Field::Lat),
            ("坐标系", Field::Crs),
            ("精度(米)", Field::Accuracy),
            ("accuracy_m", Field::Accuracy),
            ("发现时间", Field::Occurred),
            ("问题类别", Field::Class),
            ("来源", Field::Sensor),
            ("线索编号", Field::Id),
            ("排污口编码", Field::Id),
            ("责任单位", Field::Owner),
            ("县级代码", Field::CountyCode),
            ("county_code", Field::CountyCode),
            ("状态", Field::Status),
        ] {
            assert_eq!(find(&["无关", header], field).expect(header), Some(1), "{header}");
        }
    }

    #[test]
    fn plain_names_come_before_loose_ones_and_two_plain_ones_are_refused() {
        assert_eq!(find(&["X坐标", "经度"], Field::Lon).expect("clear"), Some(1));
        let error = find(&["经度", "lon"], Field::Lon).expect_err("two columns");
        assert_eq!(error.code(), "ambiguous_column");
        assert!(error.sentence(crate::lang::Lang::Zh).contains("经度、lon"));
    }

    #[test]
    fn names_cut_by_a_dbf_are_found() {
        assert_eq!(find(&["violationc"], Field::Class).expect("clear"), Some(0));
        assert_eq!(find(&["入河排污口"], Field::Id).expect("clear"), Some(0), "five characters of GBK are ten bytes");
        assert_eq!(find(&["in"], Field::Id).expect("clear"), None);
    }

    #[test]
    fn the_users_mapping_wins_and_is_checked() {
        let map = ColumnMap::from([("lon".to_owned(), "经".to_owned())]);
        let columns = Columns::new(Path::new("t.csv"), vec!["lon".into(), "经".into()], &map).expect("there");
        assert_eq!(columns.find(Field::Lon).expect("clear"), Some(1));
        assert_eq!(Columns::new(Path::new("t.csv"), vec!["lon".into()], &map).err().map(|e| e.code()), Some("mapped_column_missing"));
        let wrong = ColumnMap::from([("lonn".to_owned(), "lon".to_owned())]);
        assert_eq!(Columns::new(Path::new("t.csv"), vec!["lon".into()], &wrong).err().map(|e| e.code()), Some("unknown_field"));
    }
}
