//! A sampler, a network that reads nothing and a view with a size, in a crate of their own.

use asivae::prelude::*;
use asivae::{Net, Result, Trainer, random};
use burn::module::Param;

/// The learned centres, and a little noise.
#[intro_sampler]
fn around_centres(
    n: usize,
    latent: usize,
    rng: &mut Rng,
    device: &Device,
    centres: &Net,
    #[param(default = 0.1, min = 0.0)] spread: f64,
) -> Result<Tensor<2>> {
    let centres = centres.forward([]).remove(0).flat();
    let rows = centres.dims()[0];
    let taken: Vec<i64> = (0..n).map(|i| (i % rows) as i64).collect();
    let taken = Tensor::<1, Int>::from_data(taken.as_slice(), device);
    Ok(centres.select(0, taken) + random::normal(rng, [n, latent], device) * spread)
}

/// Three rows.
#[derive(Module, Debug)]
struct Three {
    rows: Param<Tensor<2>>,
}

/// Three rows, whatever they are for.
#[intro_network(inputless)]
fn three(io: &Io, device: &Device) -> Three {
    Three { rows: Param::from_tensor(Tensor::zeros([3, io.output_width()], device)) }
}

impl Network for Three {
    fn forward(&self, _: Vec<Signal>, io: &Io) -> Vec<Signal> {
        io.split(self.rows.val())
    }
}

/// How far a latent is from the centre that is nearest.
#[intro_loss]
fn to_centres(z: Tensor<2>, centres: &Net) -> Tensor<1> {
    let centres = centres.forward([]).remove(0).flat();
    let gap: Tensor<3> = z.unsqueeze_dim::<3>(1) - centres.unsqueeze_dim::<3>(0);
    gap.square().sum_dim(2).squeeze_dim::<2>(2).min_dim(1).squeeze_dim(1)
}

/// Squared length of what a network sees.
#[intro_loss]
fn size_of(#[view] seen: Tensor<2>) -> Tensor<1> {
    assert_eq!(seen.dims()[1], 5);
    seen.square().mean_dim(1).squeeze_dim(1)
}

intro_model! {
    /// An autoencoder whose latents keep to three centres.
    pub Centred("centred") {}

    networks { encoder: x -> mu, logvar, decoder: z -> x, eye: x -> seen[5], centres: -> c }

    encoder + decoder + centres + eye minimizes asivae::losses::rec(x) + to_centres(x, centres) + size_of(x);
}

#[test]
fn a_sampler_reads_what_a_network_without_inputs_has_learned() {
    let run = || {
        Trainer::new(Centred::default(), asivae::datasets::eight_gaussians())
            .steps(3)
            .batch(8)
            .set("networks.centres", "three")?
            .set("networks.*", "mlp(hidden = 4, layers = 1)")?
            .set("sampler", "around_centres(spread = 0)")?
            .run()
    };
    let z = run().and_then(|run| run.latents(6, 0)).unwrap_or_else(|e| panic!("{e}"));
    let z: Vec<f32> = z.into_data().iter().collect();
    assert_eq!(z[..6], z[6..]);
    assert!(z.iter().any(|v| *v != 0.0), "the centres have not moved");
}
