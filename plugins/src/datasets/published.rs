//! Images that are published in files of their own formats, for training and for tests.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use asivae::prelude::*;
use asivae::{Error, Parted, Result, Split, Subset, mirror, parts_by_share};
use flate2::read::GzDecoder;

use crate::files::fetch::{Wanted, fetch};
use crate::files::images::Images;

/// What is published.
pub(crate) struct Source {
    /// The registered name, and that of the folder in which its files are kept.
    pub(crate) name: &'static str,
    pub(crate) shape: [usize; 3],
    /// Images for training and for tests.
    pub(crate) sizes: [usize; 2],
    pub(crate) files: &'static [Wanted<'static>],
    /// Where they are; the first that gives a file is taken.
    pub(crate) mirrors: &'static [&'static str],
    /// Reads the files, which are there, into images for training and for tests.
    pub(crate) read: fn(&[PathBuf]) -> Result<[Images; 2]>,
}

/// The data set: files are fetched and read when the first of their images is needed.
pub(crate) fn published(source: &'static Source, data_dir: &Path, flip: bool, validation: f64) -> Parted {
    let files = Arc::new(Files { source, folder: data_dir.join(source.name), images: OnceLock::new() });
    let part = |part| Arc::new(Published { files: files.clone(), part, flip }) as Arc<dyn Dataset>;
    let (train, test) = (part(0), part(1));
    if validation <= 0.0 {
        return Parted::new(train, vec![(Split::Test, test)]);
    }
    let [rest, held_out, _] = parts_by_share(source.sizes[0], validation, 0.0, 0);
    let held_out = Arc::new(Subset::new(train.clone(), held_out)) as Arc<dyn Dataset>;
    Parted::new(Arc::new(Subset::new(train, rest)), vec![(Split::Validation, held_out), (Split::Test, test)])
}

struct Files {
    source: &'static Source,
    folder: PathBuf,
    /// Or what was wrong with them.
    images: OnceLock<Result<[Images; 2], String>>,
}

impl Files {
    fn images(&self) -> Result<&[Images; 2]> {
        let read = self.images.get_or_init(|| self.read().map_err(|error| error.to_string()));
        read.as_ref().map_err(|message| Error::setting(format!("the data set `{}`", self.source.name), message))
    }

    fn read(&self) -> Result<[Images; 2]> {
        let paths = fetch(&self.folder, self.source.files, self.source.mirrors)?;
        let images = (self.source.read)(&paths)?;
        let width = self.source.shape.iter().product();
        for (images, size) in images.iter().zip(self.source.sizes) {
            images.check(width, size).map_err(|message| Error::io(&self.folder, message))?;
        }
        Ok(images)
    }
}

/// The images for training, or those for tests.
struct Published {
    files: Arc<Files>,
    part: usize,
    flip: bool,
}

impl Dataset for Published {
    fn name(&self) -> &str {
        self.files.source.name
    }

    fn shape(&self) -> [usize; 3] {
        self.files.source.shape
    }

    fn len(&self) -> Option<usize> {
        Some(self.files.source.sizes[self.part])
    }

    fn get(&self, numbers: &[usize]) -> Result<Samples> {
        Ok(self.files.images()?[self.part].get(self.shape().iter().product(), numbers))
    }

    fn classes(&self) -> usize {
        10
    }

    fn augment(&self, samples: &mut [f32], rng: &mut Rng) {
        if self.flip {
            mirror(samples, self.shape(), rng);
        }
    }

    fn prepare(&self) -> Result<()> {
        self.files.images().map(|_| ())
    }
}

/// More than any of these files holds: what is compressed could grow beyond any memory.
const MOST: u64 = 1 << 31;

/// What a file holds, unpacked where its name ends in `.gz`.
pub(crate) fn contents(path: &Path) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(|error| Error::io(path, error))?;
    let mut bytes = Vec::new();
    let read = match path.extension().is_some_and(|ending| ending == "gz") {
        true => GzDecoder::new(file).take(MOST).read_to_end(&mut bytes),
        false => file.take(MOST).read_to_end(&mut bytes),
    };
    read.map(|_| bytes).map_err(|error| Error::io(path, error))
}

#[cfg(test)]
pub(crate) mod tests {
    use md5::{Digest, Md5};

    use super::*;
    use crate::files::scratch::Scratch;
    use crate::files::server::{Manner, Server};

    /// The same source with these files, which a server has.
    pub(crate) fn served(
        source: &Source,
        sizes: [usize; 2],
        files: &[(&'static str, Vec<u8>)],
    ) -> (&'static Source, Server) {
        let list: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
        let server = Server::new(&list, Manner::Good);
        let wanted = |(name, bytes): &(&'static str, Vec<u8>)| {
            let md5: String = Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            Wanted { name, md5: String::leak(md5) }
        };
        let mirror: &'static str = String::leak(server.address().to_owned());
        let source = Source {
            sizes,
            files: Vec::leak(files.iter().map(wanted).collect()),
            mirrors: Vec::leak(vec![mirror]),
            ..Source { ..*source }
        };
        (Box::leak(Box::new(source)), server)
    }

    /// Opens it, in a folder of its own.
    pub(crate) fn open(source: &'static Source) -> (Parted, Scratch) {
        let scratch = Scratch::new();
        (published(source, scratch.path(), false, 0.0), scratch)
    }
}
