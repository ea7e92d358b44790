//! Samples on their way out: CSV, NumPy's format, a picture.

use std::fmt::{Display, Write};
use std::path::{Path, PathBuf};

use crate::picture::tiles;
use crate::{Error, Run, Shown, Title, picture};

/// A file to write, by its ending.
pub(super) struct OutFile {
    path: PathBuf,
    ending: Ending,
}

#[derive(Clone, Copy)]
enum Ending {
    Csv,
    Npy,
    Png,
}

/// Numbers in the shape of an array.
pub(super) struct Array<'a> {
    /// As NumPy says it.
    pub(super) shape: Vec<usize>,
    /// Row-major.
    pub(super) values: &'a [f32],
}

impl OutFile {
    /// Knows a file by its ending.
    pub(super) fn of(path: &Path) -> Result<OutFile, Error> {
        let ending = match path.extension().and_then(|ending| ending.to_str()) {
            Some("csv") => Ending::Csv,
            Some("npy") => Ending::Npy,
            Some("png") => Ending::Png,
            _ => {
                let message = format!("expected a file .csv, .npy or .png; found `{}`", path.display());
                return Err(Error::setting("--out", message));
            }
        };
        Ok(OutFile { path: path.to_owned(), ending })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes it. The picture is of samples of a run: points against data, or images in rows.
    pub(super) fn write(
        &self,
        csv: impl FnOnce() -> Csv,
        array: &Array<'_>,
        drawn: &Drawn<'_>,
        (run, figures, seed): (&Run, String, u64),
    ) -> Result<(), Error> {
        match self.ending {
            Ending::Csv => write(&self.path, csv().0.as_bytes()),
            Ending::Npy => write(&self.path, &npy(array)),
            Ending::Png if run.data().shape() == [2, 1, 1] => {
                let samples = points(drawn.samples);
                let config = run.config();
                let heading = format!("{} on {}, seed {}", config.model, config.data, config.seed);
                let data = run.real_points(samples.len(), seed)?;
                picture(&Shown::Points { samples, data }, &[], &Title { heading, figures }, &self.path)
            }
            Ending::Png => {
                let png =
                    tiles(&drawn.rows(width(run)), if drawn.of.is_some() { 2 } else { usize::MAX }, run.data().shape())
                        .map_err(|e| Error::io(&self.path, e))?;
                write(&self.path, &png)
            }
        }
    }
}

/// Samples to be drawn.
pub(super) struct Drawn<'a> {
    /// Row-major, one behind the other.
    pub(super) samples: &'a [f32],
    /// What each was made of, which stands above it where they are images.
    pub(super) of: Option<&'a [f32]>,
    /// Images in a row.
    pub(super) columns: usize,
}

/// Images in a row, where nothing else is said.
pub(super) const COLUMNS: usize = 8;

impl<'a> Drawn<'a> {
    /// Samples by themselves.
    pub(super) fn alone(samples: &'a [f32], columns: usize) -> Drawn<'a> {
        Drawn { samples, of: None, columns }
    }

    fn rows(&self, width: usize) -> Vec<Vec<&'a [f32]>> {
        let rows = |values: &'a [f32]| -> Vec<Vec<&'a [f32]>> {
            let images: Vec<&[f32]> = values.chunks_exact(width).collect();
            images.chunks(self.columns).map(<[_]>::to_vec).collect()
        };
        match self.of {
            None => rows(self.samples),
            Some(of) => rows(of).into_iter().zip(rows(self.samples)).flat_map(|(of, made)| [of, made]).collect(),
        }
    }
}

fn points(values: &[f32]) -> Vec<[f64; 2]> {
    values.chunks_exact(2).map(|p| [f64::from(p[0]), f64::from(p[1])]).collect()
}

/// Numbers of one sample of a run.
pub(super) fn width(run: &Run) -> usize {
    run.data().shape().iter().product()
}

/// The shape of `lead` samples of a run: `[n, 2]` for points, `[n, channels, height, width]` for others.
pub(super) fn shape(run: &Run, lead: &[usize]) -> Vec<usize> {
    match run.data().shape() {
        [width, 1, 1] => [lead, &[width]].concat(),
        shape => [lead, &shape].concat(),
    }
}

/// Names of the numbers of one sample: `x, y` for points, `x0, x1, …` for others, each with something behind it.
pub(super) fn columns(run: &Run, behind: &str) -> Vec<String> {
    match run.data().shape() {
        [2, 1, 1] => ["x", "y"].map(|name| format!("{name}{behind}")).to_vec(),
        _ => (0..width(run)).map(|i| format!("x{i}{behind}")).collect(),
    }
}

/// Writes a file in the place of whatever has that name.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    std::fs::write(path, bytes).map_err(|e| Error::io(path, format!("it cannot be written: {e}")))
}

/// A table as text, with a line of names above it.
pub(super) struct Csv(String);

impl Csv {
    /// An empty one.
    pub(super) fn new(names: impl IntoIterator<Item = impl Display>) -> Csv {
        let mut csv = Csv(String::new());
        csv.line(names);
        csv
    }

    /// Adds a row: numbers, and words before and behind them. A number is written with as many digits as tell it from every other.
    pub(super) fn row(&mut self, before: &[String], numbers: &[f32], behind: &[String]) {
        let numbers = numbers.iter().map(|number| format!("{number:?}"));
        self.line(before.iter().cloned().chain(numbers).chain(behind.iter().cloned()));
    }

    fn line(&mut self, cells: impl IntoIterator<Item = impl Display>) {
        for (i, cell) in cells.into_iter().enumerate() {
            // Into a string nothing fails.
            let _ = write!(self.0, "{}{cell}", if i > 0 { "," } else { "" });
        }
        self.0.push('\n');
    }

    /// The text.
    pub(super) fn text(self) -> String {
        self.0
    }
}

/// NumPy's format, version 1.0: a header padded to a multiple of 64 bytes, then the values.
pub(super) fn npy(array: &Array<'_>) -> Vec<u8> {
    let sides: String = array.shape.iter().map(|side| format!("{side}, ")).collect();
    let mut header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}), }}", sides.trim_end());
    const BEFORE: usize = 10;
    while !(BEFORE + header.len() + 1).is_multiple_of(64) {
        header.push(' ');
    }
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(array.values.iter().flat_map(|v| v.to_le_bytes()));
    bytes
}

#[test]
fn an_npy_file_has_an_aligned_header_and_all_values() {
    let bytes = npy(&Array { shape: vec![2, 2], values: &[1.0, 2.0, 3.0, 4.0] });
    let header = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    assert_eq!((10 + header) % 64, 0);
    assert_eq!(bytes.len(), 10 + header + 4 * 4);
    assert_eq!(bytes[bytes.len() - 4..], 4.0_f32.to_le_bytes());
    assert!(String::from_utf8_lossy(&bytes).contains("'shape': (2, 2,), }"));
}

#[test]
fn a_number_is_written_so_that_it_is_read_back() {
    let mut csv = Csv::new(["x", "label"]);
    csv.row(&[], &[0.1], &["3".to_owned()]);
    csv.row(&[], &[1e-20], &["4".to_owned()]);
    assert_eq!(csv.text(), "x,label\n0.1,3\n1e-20,4\n");
}
