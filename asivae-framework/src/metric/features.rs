//! Features of samples: what a network that is not the model's makes of them, computed once for all metrics that ask.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use burn::tensor::Device;

use crate::data::Dataset;
use crate::run::StateDict;
use crate::tensor::Tensor;

/// What makes features of images, `#[intro_features]`.
pub trait Extractor {
    /// Features of a batch of images with pixels from 0 to 1, `[n, C, H, W]` → `[n, d]`.
    fn features(&self, images: Tensor<4>) -> Tensor<2>;

    /// What it says of classes from its features, `[n, d]` → `[n, classes]`, larger for what is likelier; nothing where it knows none.
    fn scores(&self, _features: Tensor<2>) -> Option<Tensor<2>> {
        None
    }

    /// How it takes them, by name: `resize` → `299 bilinear`. It stands with each figure that is made of them.
    fn protocol(&self) -> BTreeMap<String, String> {
        BTreeMap::new()
    }

    /// Images that it takes at once.
    fn batch(&self) -> usize {
        250
    }
}

/// What an extractor can ask for, by argument name.
pub struct FeaturesInput<'a> {
    /// `data`: the data that the run was trained on.
    pub data: &'a dyn Dataset,
    /// `image`: channels, height and width, where the data are images with pixels from 0 to 1.
    pub image: Option<[usize; 3]>,
    /// `classes`: number of classes, where the data have labels.
    pub classes: Option<usize>,
    /// `weights`: the file that the setting `eval.NAME` names, `NAME` being the extractor's; nothing where it is not set.
    pub weights: Option<&'a StateDict>,
    /// `device`: where its tensors lie.
    pub device: &'a Device,
}

/// Features of real and of generated samples.
pub struct Features {
    /// Registered name of what made them.
    pub extractor: &'static str,
    /// Of the real samples, `[n, d]`.
    pub real: Tensor<2>,
    /// Of the generated ones, `[n, d]`.
    pub fake: Tensor<2>,
    /// What the extractor says of the classes of the generated samples, `[n, classes]`, where it knows some.
    pub scores: Option<Tensor<2>>,
    /// How they were taken.
    pub protocol: BTreeMap<String, String>,
    once: RefCell<BTreeMap<String, Rc<dyn Any>>>,
}

impl Features {
    /// Features of real and of generated samples, `[n, d]` each.
    pub fn new(extractor: &'static str, real: Tensor<2>, fake: Tensor<2>) -> Self {
        Features { extractor, real, fake, scores: None, protocol: BTreeMap::new(), once: RefCell::default() }
    }

    /// What several metrics need of them, computed by the first that asks. The name says what, parameters included.
    pub fn once<T: 'static>(&self, name: &str, compute: impl FnOnce(&Features) -> T) -> Rc<T> {
        let found = self.once.borrow().get(name).cloned();
        if let Some(known) = found.and_then(|known| known.downcast::<T>().ok()) {
            return known;
        }
        let made = Rc::new(compute(self));
        self.once.borrow_mut().insert(name.to_owned(), made.clone());
        made
    }
}

#[test]
fn what_is_needed_twice_is_computed_once() {
    let device = Device::default();
    let features = Features::new("test", Tensor::zeros([2, 1], &device), Tensor::zeros([3, 1], &device));
    let count = std::cell::Cell::new(0);
    let rows = |features: &Features| {
        count.set(count.get() + 1);
        features.fake.dims()[0]
    };
    assert_eq!((*features.once("rows", rows), *features.once("rows", rows), count.get()), (3, 3, 1));
    // another type under the same name is not what was asked for
    assert_eq!(*features.once("rows", |_| 'x'), 'x');
}
