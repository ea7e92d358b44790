//! What a picture shows of a run: points, or images.

use asivae_framework::{Result, Run};

/// Samples and data.
#[derive(Clone, Debug)]
pub enum Shown {
    /// Points in the plane.
    Points {
        /// Generated ones.
        samples: Vec<[f64; 2]>,
        /// Real ones.
        data: Vec<[f64; 2]>,
    },
    /// Images, row-major, one behind the other, grey or in colours, from 0 to 1.
    Images {
        /// Channels (1 or 3), height, width of one.
        shape: [usize; 3],
        /// Generated ones.
        samples: Vec<f32>,
        /// Real ones.
        data: Vec<f32>,
    },
}

/// A picture has no room for more images.
const IMAGES: usize = 100;

/// Whether samples of this shape are images that can be drawn.
pub(crate) fn is_image(shape: [usize; 3]) -> bool {
    matches!(shape, [1 | 3, height, width] if height > 1 && width > 1)
}

impl Shown {
    /// Generated and real samples of a run, `n` points of each, or as many images as a picture has room for; the same for the same seed. Nothing where samples are
    /// neither.
    ///
    /// # Errors
    ///
    /// As [`Run::sample`].
    pub fn of(run: &Run, n: usize, seed: u64) -> Result<Option<Shown>> {
        let shape = run.data().shape();
        if shape == [2, 1, 1] {
            return Ok(Some(Shown::Points { samples: run.points(n, seed)?, data: run.real_points(n, seed)? }));
        }
        if !is_image(shape) {
            return Ok(None);
        }
        let n = n.min(IMAGES);
        Ok(Some(Shown::Images { shape, samples: run.sample(n, seed)?, data: run.real_samples(n, seed)? }))
    }
}
