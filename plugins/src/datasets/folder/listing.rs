//! Which images are in a folder, and which of them belong together.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use asivae::{Error, Result, Split};

/// Files in their order, each with its label.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Listing {
    pub(super) files: Vec<(PathBuf, usize)>,
    /// Sub-folders that are labels; 0 where there are none.
    pub(super) classes: usize,
    /// Their names.
    pub(super) names: Vec<String>,
}

impl Listing {
    /// Those at these places.
    pub(super) fn only(&self, places: &[usize]) -> Listing {
        Listing {
            files: places.iter().map(|place| self.files[*place].clone()).collect(),
            classes: self.classes,
            names: self.names.clone(),
        }
    }
}

/// Parts that have folders of their own.
pub(super) struct PublishedParts {
    pub(super) train: PathBuf,
    pub(super) others: Vec<(Split, PathBuf)>,
}

const ENDINGS: [&str; 4] = ["png", "jpg", "jpeg", "webp"];
const PARTS: [(&str, Split); 4] =
    [("train", Split::Train), ("test", Split::Test), ("validation", Split::Validation), ("val", Split::Validation)];

/// The parts of a folder that has a sub-folder `train` and nothing but parts beside it.
pub(super) fn published(folder: &Path) -> Result<Option<PublishedParts>> {
    let (folders, _, _) = entries(folder)?;
    let part = |path: &PathBuf| {
        let name = path.file_name()?.to_str()?;
        PARTS.iter().find(|(own, _)| *own == name).map(|(_, split)| (*split, path.clone()))
    };
    let parts: Vec<_> = folders.iter().filter_map(part).collect();
    let train = parts.iter().find(|(split, _)| *split == Split::Train).map(|(_, path)| path.clone());
    Ok(match train {
        Some(train) if parts.len() == folders.len() && parts.len() > 1 => {
            let others = parts.into_iter().filter(|(split, _)| *split != Split::Train).collect();
            Some(PublishedParts { train, others })
        }
        _ => None,
    })
}

/// All images of a folder and its sub-folders; those at its top are labels where there are several.
///
/// # Errors
///
/// A folder that cannot be read, that has no images, or that has some beside sub-folders with images.
pub(super) fn list(folder: &Path) -> Result<Listing> {
    let (folders, files, mut others) = entries(folder)?;
    let mut below = Vec::new();
    let mut names = Vec::new();
    for sub in &folders {
        let mut found = Vec::new();
        walk(sub, &mut found, &mut others)?;
        if !found.is_empty() {
            names.push(sub.file_name().unwrap_or_default().to_string_lossy().into_owned());
            below.push(found);
        }
    }
    match (files.len(), below.len()) {
        (0, 0) => {
            let endings = ENDINGS.map(|ending| format!(".{ending}")).join(", ");
            Err(Error::io(folder, format!("expected images, {endings}; found none, and {others} other files")))
        }
        (count, folders @ 1..) if count > 0 => {
            let message = format!(
                "expected images either in the folder or in sub-folders, which are labels; found {count} in it and more in {folders} sub-folders"
            );
            Err(Error::io(folder, message))
        }
        _ => {
            let classes = if below.len() > 1 { below.len() } else { 0 };
            let labelled = below.into_iter().enumerate();
            let below = labelled.flat_map(|(label, files)| files.into_iter().map(move |file| (file, label)));
            Ok(Listing { files: files.into_iter().map(|file| (file, 0)).chain(below).collect(), classes, names })
        }
    }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>, others: &mut usize) -> Result<()> {
    let (folders, files, more) = entries(folder)?;
    found.extend(files);
    *others += more;
    folders.iter().try_for_each(|sub| walk(sub, found, others))
}

/// Sub-folders and images in the order of their names, and how many other files there are. What begins with a point is not seen, and links to folders are not
/// followed: they could lead in circles.
fn entries(folder: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>, usize)> {
    let wrong = |error: std::io::Error| Error::io(folder, format!("expected a folder of images: {error}"));
    let (mut folders, mut files, mut others) = (Vec::new(), Vec::new(), 0);
    for entry in std::fs::read_dir(folder).map_err(wrong)? {
        let entry = entry.map_err(wrong)?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        if entry.file_type().map_err(wrong)?.is_dir() {
            folders.push(path);
        } else if ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
            files.push(path);
        } else {
            others += 1;
        }
    }
    let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    folders.sort_by(|a, b| natural(&name(a), &name(b)));
    files.sort_by(|a, b| natural(&name(a), &name(b)));
    Ok((folders, files, others))
}

/// As one would sort names by hand: `2.png` before `10.png`.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (Some(x), Some(y)) = (left.chars().next(), right.chars().next()) else {
            // The same up to leading zeros.
            return left.len().cmp(&right.len()).then_with(|| a.cmp(b));
        };
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let number = |text: &str| text.len() - text.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
            let (l, r) = (number(left), number(right));
            let (m, n) = (left[..l].trim_start_matches('0'), right[..r].trim_start_matches('0'));
            match m.len().cmp(&n.len()).then_with(|| m.cmp(n)) {
                Ordering::Equal => (left, right) = (&left[l..], &right[r..]),
                other => return other,
            }
        } else if x == y {
            (left, right) = (&left[x.len_utf8()..], &right[y.len_utf8()..]);
        } else {
            return x.cmp(&y);
        }
    }
}

#[test]
fn numbers_in_names_are_numbers() {
    let mut names = ["b2", "a10", "a9", "a", "a09", "10", "9é", "a1b3", "a1b20", "99999999999999999999999", "é1"];
    names.sort_by(|a, b| natural(a, b));
    assert_eq!(names, ["9é", "10", "99999999999999999999999", "a", "a1b3", "a1b20", "a09", "a9", "a10", "b2", "é1"]);
}
