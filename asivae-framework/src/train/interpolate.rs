//! What lies between two samples: the way from one latent to another, decoded.

use super::reconstruct::Encoded;
use super::trained::Run;
use crate::error::{Error, Result};

/// What the ends of a way are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Between {
    /// Latents of real samples, without the posterior's noise.
    Data,
    /// Latents that the sampler draws.
    Latents,
}

/// Ways between pairs of latents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interpolation {
    /// What their ends are.
    pub between: Between,
    /// So many ways.
    pub pairs: usize,
    /// Samples on each, both ends included.
    pub steps: usize,
    /// Whether they keep to the sphere between their ends, where most of a normal distribution in many dimensions lies. White, *Sampling
    /// Generative Networks* (2016), section 2.1.
    pub spherical: bool,
}

impl Run {
    /// Decodes the ways between pairs of latents: `pairs · steps · C · H · W` numbers, row-major; the same for the same seed. Where the generator
    /// reads labels, all samples of a way are of the class that was [chosen](Run::with_label), else of that of its beginning.
    ///
    /// # Errors
    ///
    /// Fewer than one pair or two steps; a model without a generator of latents alone, or, between data, without a posterior of data alone.
    pub fn interpolate(&self, ways: Interpolation, seed: u64) -> Result<Vec<f32>> {
        let Interpolation { between, pairs, steps, spherical } = ways;
        for (key, least, found) in [("pairs", 1, pairs), ("steps", 2, steps)] {
            if found < least {
                return Err(Error::setting(key, format!("expected at least {least}; found {found}")));
            }
        }
        self.decoder()?;
        let (ends, labels) = match between {
            Between::Data => {
                let Encoded { mean, labels, .. } = self.encode(2 * pairs, seed)?;
                (mean, labels)
            }
            Between::Latents => (self.latents(2 * pairs, seed)?, self.labels(2 * pairs)),
        };
        let ends: Vec<f32> = ends.into_data().iter::<f32>().collect();
        let width = self.config.latent.width();
        let (mut latents, mut classes) = (Vec::with_capacity(pairs * steps * width), Vec::with_capacity(pairs * steps));
        for (pair, label) in ends.chunks_exact(2 * width).zip(labels.chunks_exact(2)) {
            let (from, to) = pair.split_at(width);
            for step in 0..steps {
                let share = step as f64 / (steps - 1) as f64;
                latents.extend(if spherical { on_arc(from, to, share) } else { on_line(from, to, share) });
                classes.push(self.label.unwrap_or(label[0]));
            }
        }
        self.decode_given(&latents, &classes, seed)
    }
}

fn on_line(from: &[f32], to: &[f32], share: f64) -> Vec<f32> {
    weighted(from, to, 1.0 - share, share)
}

/// `sin((1 − t) Ω) / sin Ω · a + sin(t Ω) / sin Ω · b`, `Ω` the angle between `a` and `b`; straight where they have no arc between them.
fn on_arc(from: &[f32], to: &[f32], share: f64) -> Vec<f32> {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
    let cosine = dot(from, to) / (dot(from, from) * dot(to, to)).sqrt();
    let angle = cosine.clamp(-1.0, 1.0).acos();
    // Of a vector of length 0 the angle is no number.
    if angle.sin() > 1e-6 {
        weighted(from, to, ((1.0 - share) * angle).sin() / angle.sin(), (share * angle).sin() / angle.sin())
    } else {
        on_line(from, to, share)
    }
}

fn weighted(from: &[f32], to: &[f32], first: f64, second: f64) -> Vec<f32> {
    from.iter().zip(to).map(|(a, b)| (first * f64::from(*a) + second * f64::from(*b)) as f32).collect()
}

#[test]
fn half_of_a_line_and_half_of_an_arc() {
    assert_eq!(on_line(&[2.0, 0.0], &[0.0, 2.0], 0.5), [1.0, 1.0]);
    let root = 2.0_f32.sqrt();
    let middle = on_arc(&[2.0, 0.0], &[0.0, 2.0], 0.5);
    assert!(middle.iter().all(|v| (v - root).abs() < 1e-6), "{middle:?}");
    for share in [0.0, 1.0] {
        let [line, arc] = [on_line, on_arc].map(|way| way(&[2.0, 0.5], &[-1.0, 2.0], share));
        assert_eq!(line, if share == 0.0 { [2.0, 0.5] } else { [-1.0, 2.0] });
        assert!(line.iter().zip(&arc).all(|(a, b)| (a - b).abs() < 1e-6), "{arc:?}");
    }
    assert_eq!(on_arc(&[0.0, 0.0], &[0.0, 2.0], 0.5), [0.0, 1.0]);
    assert_eq!(on_arc(&[1.0, 0.0], &[3.0, 0.0], 0.5), [2.0, 0.0]);
}
