//! Points in a text file.

use std::path::Path;
use std::sync::Arc;

use asivae::prelude::*;
use asivae::{Error, Parted, Result};
use csv_core::{ReadRecordResult, Reader};

use super::points::Given;
use crate::files::table::Table;

/// Points in a CSV file, `csv:PATH`: the columns `x` and `y`, else the first two of numbers.
///
/// A column `label`, `class` or `target` has labels, numbers or words. A first line of names may stand above. `test` and `validation` are shares of the points,
/// drawn by `seed`.
#[intro_dataset]
pub fn csv(
    path: &Path,
    #[param(default = 0.1, min = 0.0, max = 0.9)] test: f64,
    #[param(default = 0, min = 0.0, max = 0.9)] validation: f64,
    #[param(default = 0, min = 0)] seed: usize,
) -> Result<Parted> {
    let bytes = std::fs::read(path).map_err(|error| Error::io(path, error))?;
    let points = table(&bytes).and_then(|table| table.points()).map_err(|message| Error::io(path, message))?;
    Ok(Parted::by_share(Arc::new(Given { name: "csv", points }), validation, test, seed as u64))
}

/// Cells and the names above them, which may be missing: then they are `column 1` and so on.
fn table(bytes: &[u8]) -> Result<Table, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut rows = records(bytes)?;
    let width = rows.first().map_or(0, Vec::len);
    if let Some((i, row)) = rows.iter().enumerate().find(|(_, row)| row.len() != width) {
        return Err(format!("row {}: expected {width} cells, as the first one has; found {}", i + 1, row.len()));
    }
    // Names stand above numbers; a word above a word may be a label.
    let is_number = |cell: &String| cell.parse::<f64>().is_ok();
    let names_all = |(first, second): (&Vec<String>, &Vec<String>)| {
        let numbers = first.iter().zip(second).filter(|(_, below)| is_number(below));
        numbers.clone().count() > 0 && numbers.into_iter().all(|(above, _)| !is_number(above))
    };
    let is_head = match rows.get(1) {
        Some(second) => names_all((&rows[0], second)),
        None => rows.first().is_some_and(|row| !row.iter().any(is_number)),
    };
    let names = match is_head {
        true => rows.remove(0),
        false => (1..=width).map(|i| format!("column {i}")).collect(),
    };
    Ok(Table { names, rows })
}

fn records(mut bytes: &[u8]) -> Result<Vec<Vec<String>>, String> {
    let mut reader = Reader::new();
    // A cell is never longer than what it was read from, and no record has more cells than bytes.
    let (mut text, mut ends) = (vec![0; bytes.len() + 1], vec![0; 1024]);
    let (mut rows, mut written, mut cells) = (Vec::new(), 0, 0);
    loop {
        let (result, read, wrote, ended) = reader.read_record(bytes, &mut text[written..], &mut ends[cells..]);
        bytes = &bytes[read..];
        written += wrote;
        cells += ended;
        match result {
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::OutputFull => text.resize(2 * text.len(), 0),
            ReadRecordResult::OutputEndsFull => {
                return Err(format!("row {}: expected fewer than {} cells", rows.len() + 1, ends.len()));
            }
            ReadRecordResult::End => return Ok(rows),
            ReadRecordResult::Record => {
                let starts = std::iter::once(0).chain(ends[..cells].iter().copied());
                let cell = |(start, end): (usize, &usize)| match std::str::from_utf8(&text[start..*end]) {
                    Ok(cell) => Ok(cell.trim().to_owned()),
                    Err(_) => Err(format!("row {}: it is no text in UTF-8", rows.len() + 1)),
                };
                let row: Vec<String> = starts.zip(&ends[..cells]).map(cell).collect::<Result<_, _>>()?;
                if row.iter().any(|cell| !cell.is_empty()) {
                    rows.push(row);
                }
                (written, cells) = (0, 0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::scratch::Scratch;

    #[test]
    fn points_are_read_with_and_without_names() {
        for text in ["0.5,1\n2,-3\n", "\u{feff}a,b\r\n0.5,1\r\n\r\n2,-3"] {
            assert_eq!(table(text.as_bytes()).unwrap().points().unwrap().values, [0.5, 1.0, 2.0, -3.0], "{text}");
        }
        let quoted = table(b"n,x,label,y\n\"a,\n\"\"b\",7,8,9\n").unwrap();
        assert_eq!((quoted.rows[0][0].as_str(), quoted.points().unwrap().values), ("a,\n\"b", vec![7.0, 9.0]));
    }

    #[test]
    fn mistakes_are_named_with_their_rows() {
        let scratch = Scratch::new();
        for (text, expected) in [
            ("x,y\n1,2\n3\n", "row 3: expected 2 cells, as the first one has; found 1"),
            ("x,y\n1,inf\n", "row 1, column `y`: expected a finite number; found `inf`"),
            ("x,y\n1,two\n", "found `two`"),
            ("", "expected at least one row; found none"),
            ("x,y\n", "found none"),
        ] {
            let path = scratch.write("points.csv", text);
            let said = csv(&path, 0.0, 0.0, 0).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(said.contains(expected) && said.contains("points.csv"), "{said}");
        }
        assert!(table(b"x,y\n1,\xff\n").is_err_and(|message| message.contains("row 2: it is no text")));
        assert!(csv(&scratch.path().join("none.csv"), 0.0, 0.0, 0).is_err());
    }

    #[test]
    fn shares_are_held_out() {
        let rows: String = (0..50).map(|i| format!("{i},-{i},{}\n", ["b", "a"][i % 2])).collect();
        let scratch = Scratch::new();
        let data = csv(&scratch.write("points.csv", format!("x,y,class\n{rows}")), 0.2, 0.1, 0).unwrap();
        let part = |split| data.part(split).unwrap().unwrap().len();
        assert_eq!(
            (data.len(), part(asivae::Split::Validation), part(asivae::Split::Test)),
            (Some(35), Some(5), Some(10))
        );
        let (points, labels) = data.get(&[0, 1]).unwrap();
        assert_eq!((data.classes(), labels[0]), (2, 1 - points[0] as usize % 2));
        assert_eq!(data.extent(), 49.0);
    }
}
