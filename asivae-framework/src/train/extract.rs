//! Features of the samples of a run, by every extractor that its data and settings allow.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::{Arc, Weak};

use super::config::RunConfig;
use super::trained::Run;
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::metric::{Extractor, Features, FeaturesInput};
use crate::plugin::{self, FeaturesPlugin};
use crate::run::StateDict;
use crate::tensor::Tensor;

thread_local! {
    /// Extractors that were made: some are trained, some are large, and a run is measured again and again.
    static MADE: RefCell<Vec<Made>> = const { RefCell::new(Vec::new()) };
}

/// An extractor, and what it was made of.
struct Made {
    name: &'static str,
    weights: Option<String>,
    data: Weak<dyn Dataset>,
    extractor: Rc<dyn Extractor>,
}

/// Those of the last data sets are kept.
const KEPT: usize = 8;

impl Run {
    /// The same run, measured with the features of an extractor whose weights are in a file: `inception`.
    ///
    /// # Errors
    ///
    /// A name that no extractor has which reads weights.
    pub fn with_weights_of(mut self, extractor: &str, file: impl AsRef<Path>) -> Result<Run> {
        self.config.set(&format!("eval.{extractor}"), &file.as_ref().display().to_string())?;
        Ok(self)
    }

    /// Features of real and of generated images `[n, width]`.
    pub(super) fn extract(&self, x: &Tensor<2>, x_fake: &Tensor<2>) -> Result<Vec<Features>> {
        let mut all = Vec::new();
        for plugin in plugin::all::<FeaturesPlugin>() {
            let Some(extractor) = self.extractor(plugin)? else { continue };
            let of = |samples: &Tensor<2>| plugin::working(plugin.info, || self.seen(extractor.as_ref(), samples));
            let mut features = Features::new(plugin.info.name, of(x), of(x_fake));
            features.scores = extractor.scores(features.fake.clone());
            features.protocol = extractor.protocol();
            all.push(features);
        }
        Ok(all)
    }

    /// The extractor, where it can be made.
    fn extractor(&self, plugin: &FeaturesPlugin) -> Result<Option<Rc<dyn Extractor>>> {
        let (name, file) = (plugin.info.name, self.config.eval.weights.get(plugin.info.name));
        let known = MADE.with_borrow(|made| {
            let same = |made: &&Made| {
                made.name == name
                    && made.weights.as_ref() == file
                    && made.data.upgrade().is_some_and(|data| Arc::ptr_eq(&data, &self.data))
            };
            made.iter().find(same).map(|made| made.extractor.clone())
        });
        if known.is_some() {
            return Ok(known);
        }
        let shape = self.data.shape();
        let weights = match file.filter(|_| plugin.weights) {
            Some(file) => Some(StateDict::open(file)?),
            None => None,
        };
        let input = FeaturesInput {
            data: self.data.as_ref(),
            image: Some(shape).filter(|shape| *shape != [2, 1, 1]),
            classes: Some(self.data.classes()).filter(|classes| *classes > 0),
            weights: weights.as_ref(),
            device: &self.device,
        };
        let params = plugin::defaults(plugin.info)?;
        let Some(made) = plugin::working(plugin.info, || (plugin.call)(&input, &params)) else { return Ok(None) };
        let extractor: Rc<dyn Extractor> = Rc::from(made?);
        let data = Arc::downgrade(&self.data);
        MADE.with_borrow_mut(|all| {
            all.retain(|made| made.data.strong_count() > 0);
            if all.len() >= KEPT {
                all.remove(0);
            }
            all.push(Made { name, weights: file.cloned(), data, extractor: extractor.clone() });
        });
        Ok(Some(extractor))
    }

    /// Features of images, batch by batch.
    fn seen(&self, extractor: &dyn Extractor, samples: &Tensor<2>) -> Tensor<2> {
        let ([n, _], [c, h, w]) = (samples.dims(), self.data.shape());
        let batch = extractor.batch().max(1);
        let part = |start: usize| {
            let end = (start + batch).min(n);
            let images = samples.clone().narrow(0, start, end - start).reshape([end - start, c, h, w]);
            extractor.features(images)
        };
        Tensor::cat((0..n).step_by(batch).map(part).collect(), 0)
    }
}

/// Whether the files of weights can be read by which a run is to be measured: at its end an error would be late.
pub(super) fn check_weights(config: &RunConfig) -> Result<()> {
    config.eval.weights.iter().try_for_each(|(extractor, file)| {
        let named = |error: Error| Error::setting(format!("eval.{extractor}"), error.to_string());
        StateDict::open(file).map(drop).map_err(named)
    })
}

#[test]
fn a_file_that_is_not_there_is_told_before_the_first_step() {
    let mut config = RunConfig::new("vae", "digits");
    assert!(check_weights(&config).is_ok());
    config.eval.weights.insert("inception".to_owned(), "/nowhere/weights.pth".to_owned());
    let message = check_weights(&config).err().map(|e| e.to_string()).unwrap_or_default();
    assert!(message.starts_with("eval.inception: /nowhere/weights.pth: it cannot be read"), "{message}");
}
