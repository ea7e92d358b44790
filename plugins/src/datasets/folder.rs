//! A folder of images.

mod decode;
mod listing;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use asivae::prelude::*;
use asivae::{Error, Parted, Result, Split, mirror, parts_by_share};
use rayon::prelude::*;

use self::decode::{Wish, decode, look};
use self::listing::{Listing, list};

/// What becomes of images that are not square, or of another size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Crop {
    /// The shorter side is brought to the size, and the middle is cut out.
    Center,
    /// Both sides are brought to the size.
    Stretch,
    /// Nothing: another size is a mistake.
    None,
}

/// What the pixels of an image are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Color {
    /// Red, green and blue.
    Rgb,
    /// Brightness.
    Gray,
}

/// Images of a folder, PNG, JPEG or WebP, `folder(size = 64):PATH`: square, with pixels from 0 to 1. They are decoded when a batch needs them, so that a folder can
/// be larger than the memory.
///
/// Sub-folders are labels, in the order of their names. Where there are `train` and `test` (or `validation`) instead, these are the parts; else `test` and
/// `validation` are shares of the images, drawn by `seed`. Images that are smaller are enlarged, and it is said how many; those that cannot be read are left
/// out, and named. Transparency is dropped, and of a moving picture the first one is taken.
#[intro_dataset]
#[expect(clippy::too_many_arguments, reason = "each is a parameter by name")]
pub fn folder(
    path: &Path,
    #[param(default = 64, min = 1, max = 4096)] size: usize,
    #[param(default = center)] crop: Crop,
    #[param(default = rgb)] color: Color,
    #[param(default = false)] flip: bool,
    #[param(default = 0.1, min = 0.0, max = 0.9)] test: f64,
    #[param(default = 0, min = 0.0, max = 0.9)] validation: f64,
    #[param(default = 0, min = 0)] seed: usize,
) -> Result<Parted> {
    let wish = Wish { size, crop, gray: color == Color::Gray };
    let part = |listing: Listing| {
        Arc::new(Folder { root: path.to_owned(), listing, wish, flip, seen: OnceLock::new(), broken: Mutex::default() })
            as Arc<dyn Dataset>
    };
    if let Some(published) = listing::published(path)? {
        let listed = list(&published.train)?;
        let names = listed.names.clone();
        let train = part(listed);
        let mut others = Vec::new();
        for (split, folder) in published.others {
            let listing = list(&folder)?;
            if listing.names != names {
                let (expected, found) = (names.join(", "), listing.names.join(", "));
                let message = format!("expected the sub-folders that `train` has, {expected}; found {found}");
                return Err(Error::io(folder, message));
            }
            others.push((split, part(listing)));
        }
        return Ok(Parted::new(train, others));
    }
    let listing = list(path)?;
    let parts = parts_by_share(listing.files.len(), validation, test, seed as u64);
    let [train, validation, test] = parts.map(|numbers| listing.only(&numbers));
    let others = [(Split::Validation, validation), (Split::Test, test)];
    let others = others.into_iter().filter(|(_, listing)| !listing.files.is_empty());
    Ok(Parted::new(part(train), others.map(|(split, listing)| (split, part(listing))).collect()))
}

/// One part of it.
struct Folder {
    root: PathBuf,
    listing: Listing,
    wish: Wish,
    flip: bool,
    /// What a look at all files has found.
    seen: OnceLock<Seen>,
    /// Files whose damage was seen when they were decoded, with what was wrong.
    broken: Mutex<BTreeMap<usize, String>>,
}

#[derive(Default)]
struct Seen {
    /// Places in the listing of files that begin as images do.
    good: Vec<usize>,
    /// The others, with what was wrong.
    bad: BTreeMap<usize, String>,
    /// Those that are enlarged: how many, and the smallest.
    small: Option<(usize, usize, [u32; 2])>,
    /// The first of another size, where none may be.
    other: Option<(usize, [u32; 2])>,
}

impl Folder {
    /// Reads the head of each file, once.
    fn seen(&self) -> &Seen {
        self.seen.get_or_init(|| {
            let looked: Vec<_> = self.listing.files.par_iter().map(|(path, _)| look(path)).collect();
            let size = self.wish.size as u32;
            let mut seen = Seen::default();
            for (place, looked) in looked.into_iter().enumerate() {
                match looked {
                    Ok(sides) => {
                        seen.good.push(place);
                        if sides != [size, size] && seen.other.is_none() {
                            seen.other = Some((place, sides));
                        }
                        if sides[0].min(sides[1]) < size {
                            let (count, smallest, least) = seen.small.unwrap_or((0, place, sides));
                            let less = sides[0].min(sides[1]) < least[0].min(least[1]);
                            let (smallest, least) = if less { (place, sides) } else { (smallest, least) };
                            seen.small = Some((count + 1, smallest, least));
                        }
                    }
                    Err(message) => {
                        seen.bad.insert(place, message);
                    }
                }
            }
            seen
        })
    }

    fn named(&self, place: usize) -> String {
        let path = &self.listing.files[place].0;
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }

    /// The image of a number, or of the next one that can be read.
    fn read(&self, number: usize) -> Result<(Vec<f32>, usize)> {
        let good = &self.seen().good;
        for step in 0..good.len() {
            let place = good[(number + step) % good.len()];
            let is_broken = || self.broken.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&place);
            if step > 0 && is_broken() {
                continue;
            }
            let (path, label) = &self.listing.files[place];
            match decode(path, self.wish) {
                Ok(pixels) => return Ok((pixels, *label)),
                Err(message) => {
                    self.broken.lock().unwrap_or_else(PoisonError::into_inner).insert(place, message);
                }
            }
        }
        Err(Error::io(&self.root, "none of its images can be read"))
    }
}

impl Dataset for Folder {
    fn name(&self) -> &str {
        "folder"
    }

    fn shape(&self) -> [usize; 3] {
        [if self.wish.gray { 1 } else { 3 }, self.wish.size, self.wish.size]
    }

    fn len(&self) -> Option<usize> {
        Some(self.seen().good.len())
    }

    fn get(&self, numbers: &[usize]) -> Result<Samples> {
        let (mut pixels, mut labels) = (Vec::new(), Vec::new());
        for number in numbers {
            let (image, label) = self.read(*number)?;
            pixels.extend(image);
            labels.push(label);
        }
        Ok((pixels, if self.classes() > 0 { labels } else { Vec::new() }))
    }

    fn classes(&self) -> usize {
        self.listing.classes
    }

    fn augment(&self, samples: &mut [f32], rng: &mut Rng) {
        if self.flip {
            mirror(samples, self.shape(), rng);
        }
    }

    fn prepare(&self) -> Result<()> {
        let seen = self.seen();
        if seen.good.is_empty() {
            let first = seen.bad.iter().next().map(|(place, why)| format!(": {}: {why}", self.named(*place)));
            let message = format!("none of its {} images can be read{}", seen.bad.len(), first.unwrap_or_default());
            return Err(Error::io(&self.root, message));
        }
        if let Some((place, [width, height])) = seen.other.filter(|_| self.wish.crop == Crop::None) {
            let size = self.wish.size;
            let message = format!(
                "expected images of {size} × {size} pixels; `{}` has {width} × {height}; crop = center and crop = stretch bring them to that size",
                self.named(place)
            );
            return Err(Error::io(&self.root, message));
        }
        Ok(())
    }

    fn notes(&self) -> Vec<String> {
        let Some(seen) = self.seen.get() else { return Vec::new() };
        let mut notes = Vec::new();
        let broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        let bad: Vec<String> = seen
            .bad
            .iter()
            .chain(broken.iter())
            .map(|(place, why)| format!("{} ({why})", self.named(*place)))
            .collect();
        if !bad.is_empty() {
            let more =
                if bad.len() > MOST_NAMED { format!(" and {} more", bad.len() - MOST_NAMED) } else { String::new() };
            let named = bad[..bad.len().min(MOST_NAMED)].join(", ");
            let of = self.listing.files.len();
            notes.push(format!(
                "{}: {} of {of} images cannot be read and are left out: {named}{more}",
                self.root.display(),
                bad.len()
            ));
        }
        if let Some((count, place, [width, height])) = seen.small {
            let (size, smallest) = (self.wish.size, self.named(place));
            notes.push(format!(
                "{}: {count} images are smaller than {size} pixels and are enlarged; the smallest is `{smallest}`, {width} × {height}",
                self.root.display()
            ));
        }
        notes
    }
}

/// Files that are named in a note.
const MOST_NAMED: usize = 5;

#[cfg(test)]
mod tests;
