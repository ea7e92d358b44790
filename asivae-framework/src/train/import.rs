//! Weights that were trained elsewhere, as a run.

use std::path::Path;

use serde::Serialize;

use super::layout::{self, Layout};
use super::rescue::save;
use super::trained::Run;
use super::trainer::Trainer;
use super::weights::Declared;
use crate::error::{Error, Result};
use crate::run::{RunDirectory, WeightFile};

/// Where the weights of a run come from that was not trained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// The file.
    pub file: String,
    /// How its tensors are called.
    pub layout: Layout,
    /// How many of them were read.
    pub tensors: usize,
}

impl Trainer {
    /// Makes a run of weights in a file, `.safetensors`, `.pth` or `.pt`, without training; nothing in the file is executed. Sizes that were not
    /// [set](Trainer::set), the latent and `networks.*`, are taken from what the file says of itself, else from the shapes in it.
    ///
    /// # Errors
    ///
    /// As [`run`](Trainer::run) before its first step; a file that cannot be read or is damaged; tensors that do not fit, all at once.
    pub fn import(self, path: impl AsRef<Path>) -> Result<(Run, Imported)> {
        let path = path.as_ref();
        let (mut trainer, file) = self.fitted(WeightFile::open(path)?)?;
        let mut session = trainer.session()?;
        let networks = session.declared();
        let layout = fitting(&file, &networks);
        let entries = layout.entries(&networks).map_err(|error| on_import(path, error))?;
        let weights = layout::read(&file, &entries)?;
        let tensors = weights.iter().map(|(_, tensors)| tensors.len()).sum();
        session.load(&weights);

        let imported = Imported { file: path.display().to_string(), layout, tensors };
        let folder = trainer.out.take();
        if let Some(folder) = &folder {
            let mut directory = RunDirectory::create(folder, trainer.force)?;
            trainer.record(&directory, &session, &trainer.provenance(&session))?;
            directory.write_import(&imported)?;
            save(&mut directory, &session, session.averages())?;
            directory.settle()?;
        }
        Ok((Run::new(&session, trainer.config, trainer.data, Vec::new(), folder)?, imported))
    }
}

/// The layout in which more tensors of a file have a place.
pub(super) fn fitting(file: &WeightFile, networks: &[Declared<'_>]) -> Layout {
    let known = |layout: Layout| {
        let names = (0..networks.len()).filter_map(|place| {
            let (head, names) = (layout.head(networks, place).ok()?, layout.names(networks[place].1).ok()?);
            Some(names.into_iter().map(move |released| format!("{head}.{}", released.name)))
        });
        names.flatten().filter(|name| file.tensors().contains_key(name)).count()
    };
    if known(Layout::Pytorch) > known(Layout::Asivae) { Layout::Pytorch } else { Layout::Asivae }
}

/// Says which file it was that a model has no place for.
fn on_import(path: &Path, error: Error) -> Error {
    match error {
        Error::Several(errors) => Error::Several(errors.into_iter().map(|error| on_import(path, error)).collect()),
        error => Error::io(path, format!("it is of the released models: {error}")),
    }
}
