//! Images or points in NumPy's files.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use asivae::prelude::*;
use asivae::{Error, Parted, Result, mirror};
use zip::ZipArchive;

use crate::files::npy::{Header, header, numbers};

/// How the axes of images stand in a file, behind the first one, which counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Layout {
    /// The one of 1 or 3 are the channels.
    Auto,
    /// Rows, columns, channels.
    Nhwc,
    /// Channels, rows, columns.
    Nchw,
}

/// Arrays of a file `.npy` or `.npz`, `npy:PATH`: images `[n, height, width]`, `[n, height, width, channels]` or `[n, channels, height, width]`, as bytes or as
/// numbers from 0 to 1; or points `[n, 2]`.
///
/// Of an `.npz` the samples are `x`, `X`, `images`, `data` or `arr_0`, and the labels, whole numbers from 0 on, `y`, `labels` or `label`. `test` and `validation` are
/// shares of the samples, drawn by `seed`. All samples are held in memory.
#[intro_dataset]
pub fn npy(
    path: &Path,
    #[param(default = auto)] layout: Layout,
    #[param(default = false)] flip: bool,
    #[param(default = 0.1, min = 0.0, max = 0.9)] test: f64,
    #[param(default = 0, min = 0.0, max = 0.9)] validation: f64,
    #[param(default = 0, min = 0)] seed: usize,
) -> Result<Parted> {
    let arrays = Arrays::open(path, layout, flip).map_err(|message| Error::io(path, message))?;
    Ok(Parted::by_share(Arc::new(arrays), validation, test, seed as u64))
}

const SAMPLES: [&str; 5] = ["x", "X", "images", "data", "arr_0"];
const LABELS: [&str; 3] = ["y", "labels", "label"];

struct Arrays {
    path: PathBuf,
    /// Of the samples, in an archive.
    entry: Option<String>,
    len: usize,
    shape: [usize; 3],
    channels_last: bool,
    flip: bool,
    labels: Vec<usize>,
    classes: usize,
    /// Or what is wrong with them.
    values: OnceLock<Result<Values, String>>,
}

enum Values {
    /// 0 to 255.
    Bytes(Vec<u8>),
    Numbers(Vec<f32>),
}

impl Arrays {
    /// Reads what stands in front of the samples, and the labels.
    fn open(path: &Path, layout: Layout, flip: bool) -> Result<Arrays, String> {
        let entries = entries(path)?;
        let find = |names: &[&str]| {
            let known =
                |entries: &Vec<String>| names.iter().find(|name| entries.iter().any(|own| own == *name)).copied();
            entries.as_ref().and_then(known).map(str::to_owned)
        };
        let entry = find(&SAMPLES);
        if let (Some(entries), None) = (&entries, &entry) {
            return Err(format!("expected an array {}; found {}", SAMPLES.join(", "), entries.join(", ")));
        }
        let head = read(path, entry.as_deref(), |mut file| header(&mut file))?;
        let (shape, channels_last) = shape_of(&head, layout)?;
        let len = head.shape[0];
        let labels = match find(&LABELS) {
            Some(entry) => read(path, Some(&entry), |mut file| {
                let head = header(&mut file)?;
                if head.shape != [len] && head.shape != [len, 1] || !head.kind.is_whole() {
                    return Err(format!(
                        "expected labels `{entry}` [{len}], whole numbers; found {:?} {:?}",
                        head.shape, head.kind
                    ));
                }
                numbers(&mut file, &head, |number| number)
            })?,
            None => Vec::new(),
        };
        if let Some(label) = labels.iter().find(|label| **label < 0.0 || **label > MOST_CLASSES) {
            return Err(format!("expected labels from 0 to {MOST_CLASSES}; found {label}"));
        }
        let labels: Vec<usize> = labels.into_iter().map(|label| label as usize).collect();
        let classes = labels.iter().max().map_or(0, |most| most + 1);
        let values = OnceLock::new();
        Ok(Arrays { path: path.to_owned(), entry, len, shape, channels_last, flip, labels, classes, values })
    }

    fn values(&self) -> Result<&Values> {
        let values = self.values.get_or_init(|| {
            let values = read(&self.path, self.entry.as_deref(), |mut file| {
                let head = header(&mut file)?;
                match head.kind.is_whole() {
                    true => Ok(Values::Bytes(numbers(&mut file, &head, |number| number as u8)?)),
                    false => Ok(Values::Numbers(numbers(&mut file, &head, |number| number as f32)?)),
                }
            })?;
            self.check(&values)?;
            Ok(values)
        });
        values.as_ref().map_err(|message| Error::io(&self.path, message))
    }

    fn check(&self, values: &Values) -> Result<(), String> {
        let Values::Numbers(numbers) = values else { return Ok(()) };
        let width: usize = self.shape.iter().product();
        let wrong = |value: &f32| !value.is_finite() || !self.is_points() && !(0.0..=1.0).contains(value);
        match numbers.iter().position(wrong) {
            None => Ok(()),
            Some(at) if !numbers[at].is_finite() => {
                Err(format!("sample {} holds {}: expected numbers", at / width, numbers[at]))
            }
            Some(at) => {
                let hint = "numbers from 0 to 255 are divided by 255, or saved as bytes (`.astype(numpy.uint8)`)";
                Err(format!("sample {} holds {}: expected pixels from 0 to 1; {hint}", at / width, numbers[at]))
            }
        }
    }

    fn is_points(&self) -> bool {
        self.shape == [2, 1, 1]
    }
}

const MOST_CLASSES: f64 = 65_535.0;

/// Channels, height and width, and whether channels run fastest.
fn shape_of(head: &Header, layout: Layout) -> Result<([usize; 3], bool), String> {
    let whole = head.kind.is_whole();
    let shape = match (head.shape.as_slice(), layout) {
        ([_, 2], _) if !whole => ([2, 1, 1], false),
        ([_, height, width], _) => ([1, *height, *width], false),
        ([_, a, b, c], Layout::Nhwc) => ([*c, *a, *b], true),
        ([_, a, b, c], Layout::Nchw) => ([*a, *b, *c], false),
        ([_, a, b, c], Layout::Auto) => match ([1, 3].contains(a), [1, 3].contains(c)) {
            (false, true) => ([*c, *a, *b], true),
            (true, false) => ([*a, *b, *c], false),
            _ => {
                let message = "which of them are the channels cannot be told; say layout = nhwc or layout = nchw";
                return Err(format!("images {:?}: {message}", head.shape));
            }
        },
        _ => {
            let expected =
                "[n, height, width], [n, height, width, channels], [n, channels, height, width], or numbers [n, 2]";
            return Err(format!("expected {expected}; found {:?} {:?}", head.shape, head.kind));
        }
    };
    if head.shape.contains(&0) {
        return Err(format!("expected at least one sample and one pixel; found {:?}", head.shape));
    }
    if whole && head.kind != crate::files::npy::Kind::U8 {
        return Err(format!("expected images as bytes (uint8), or as numbers from 0 to 1; found {:?}", head.kind));
    }
    Ok(shape)
}

/// Arrays of an archive; nothing where the file is none.
fn entries(path: &Path) -> Result<Option<Vec<String>>, String> {
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    let mut head = [0; 2];
    let is_archive = file.read_exact(&mut head).is_ok() && head == *b"PK";
    if !is_archive {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(0)).map_err(|error| error.to_string())?;
    let archive = ZipArchive::new(file).map_err(|error| format!("it is a damaged .npz file: {error}"))?;
    Ok(Some(archive.file_names().flatten().map(|name| name.trim_end_matches(".npy").to_owned()).collect()))
}

/// Reads the file, or an array of the archive.
fn read<T>(
    path: &Path,
    entry: Option<&str>,
    read: impl FnOnce(Box<dyn Read + '_>) -> Result<T, String>,
) -> Result<T, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let Some(entry) = entry else { return read(Box::new(std::io::BufReader::new(file))) };
    let mut archive = ZipArchive::new(file).map_err(|error| error.to_string())?;
    let name = if archive.index_for_name(entry).is_some() { entry.to_owned() } else { format!("{entry}.npy") };
    let file = archive.by_name(&name).map_err(|error| format!("`{name}`: {error}"))?;
    read(Box::new(file)).map_err(|message| format!("`{name}`: {message}"))
}

impl Dataset for Arrays {
    fn name(&self) -> &str {
        "npy"
    }

    fn shape(&self) -> [usize; 3] {
        self.shape
    }

    fn len(&self) -> Option<usize> {
        Some(self.len)
    }

    fn get(&self, wanted: &[usize]) -> Result<Samples> {
        let values = self.values()?;
        let [channels, height, width] = self.shape;
        let (size, pixels) = (channels * height * width, height * width);
        let mut samples = Vec::with_capacity(wanted.len() * size);
        for number in wanted {
            let at = |i: usize| {
                let i = if self.channels_last { i % pixels * channels + i / pixels } else { i };
                number * size + i
            };
            match values {
                Values::Bytes(bytes) => samples.extend((0..size).map(|i| f32::from(bytes[at(i)]) / 255.0)),
                Values::Numbers(numbers) => samples.extend((0..size).map(|i| numbers[at(i)])),
            }
        }
        let labels =
            if self.classes > 0 { wanted.iter().map(|number| self.labels[*number]).collect() } else { Vec::new() };
        Ok((samples, labels))
    }

    fn classes(&self) -> usize {
        self.classes
    }

    fn augment(&self, samples: &mut [f32], rng: &mut Rng) {
        if self.flip && !self.is_points() {
            mirror(samples, self.shape, rng);
        }
    }

    fn prepare(&self) -> Result<()> {
        self.values().map(|_| ())
    }

    fn extent(&self) -> f64 {
        match self.values() {
            Ok(Values::Numbers(numbers)) => super::points::extent(numbers),
            _ => 1.0,
        }
    }
}

#[cfg(test)]
mod tests;
