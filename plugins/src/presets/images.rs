//! Images: the papers' networks, sizes and lengths by data set, for every model; and their weights, by model.
//!
//! A row of a paper's table is two presets here: `*/mnist` has what is of the data, `s-introvae/mnist` what is of the model.

use asivae::prelude::*;

/// What a row of the released image code of Soft-IntroVAE says of its data, at the 150 epochs of AS-IntroVAE.
struct Row {
    channels: &'static str,
    latent: usize,
    batch: usize,
    /// Images of the training part.
    images: usize,
}

const MNIST: Row = Row { channels: "[64, 128]", latent: 32, batch: 128, images: 60_000 };
const CIFAR: Row = Row { channels: "[64, 128, 256]", latent: 128, batch: 32, images: 50_000 };
const SVHN: Row = Row { images: 73_257, ..CIFAR };
const CELEBA_128: Row = Row { channels: "[64, 128, 256, 512, 512]", latent: 128, batch: 32, images: 162_770 };
const CELEBA_256: Row = Row { channels: "[64, 128, 256, 512, 512, 512]", latent: 256, batch: 8, images: 162_770 };
const OXFORD: Row = Row { images: 5_063, ..CELEBA_128 };

/// Epochs of Lu et al., *AS-IntroVAE* (ACML 2022), section 5.1.
const LU: usize = 150;
/// Epochs of the released code of Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), where nothing is said.
const DANIEL: usize = 250;

impl Row {
    fn steps(&self, epochs: usize) -> usize {
        epochs * self.images.div_ceil(self.batch)
    }

    fn settings(&self) -> Settings {
        Settings::new()
            .set("networks.*", format!("conv(channels = {})", self.channels))
            .set("latent", self.latent)
            .set("train.batch", self.batch)
            .set("train.steps", self.steps(LU))
            .set("train.log_every", 100)
            .set("optim.lr", 2e-4)
            .set("eval.every", self.images.div_ceil(self.batch) * 10)
    }

    /// Soft-IntroVAE, as released.
    fn soft(&self, beta_kl: f64, beta_neg: f64) -> Settings {
        Settings::new()
            .set("beta_kl", beta_kl)
            .set("beta_rec", 1)
            .set("beta_neg", beta_neg)
            .set("train.steps", self.steps(DANIEL))
    }
}

/// Latent 32, batch 128, channels 64 and 128, Adam 2e-4, 150 epochs.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released image code; epochs of Lu et al., *AS-IntroVAE* (ACML 2022), section 5.1.
#[intro_preset(model = "*", data = "mnist")]
pub fn mnist() -> Settings {
    MNIST.settings()
}

/// As on MNIST.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released image code.
#[intro_preset(model = "*", data = "fashion-mnist")]
pub fn fashion_mnist() -> Settings {
    MNIST.settings()
}

/// Latent 128, batch 32, channels 64, 128 and 256, Adam 2e-4, 150 epochs.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released image code; epochs of Lu et al., *AS-IntroVAE* (ACML 2022), section 5.1.
#[intro_preset(model = "*", data = "cifar10")]
pub fn cifar10() -> Settings {
    CIFAR.settings()
}

/// As on CIFAR-10.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released image code.
#[intro_preset(model = "*", data = "svhn")]
pub fn svhn() -> Settings {
    SVHN.settings()
}

/// Latent 128, batch 32, channels 64, 128, 256, 512 and 512, Adam 2e-4, 150 epochs.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released image code; epochs of Lu et al., *AS-IntroVAE* (ACML 2022), section 5.1.
#[intro_preset(model = "*", data = "celeba-128")]
pub fn celeba_128() -> Settings {
    CELEBA_128.settings()
}

/// Latent 256, batch 8, channels 64, 128, 256, 512, 512 and 512, Adam 2e-4, 150 epochs.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released image code; epochs of Lu et al., *AS-IntroVAE* (ACML 2022), section 5.1.
#[intro_preset(model = "*", data = "celeba-256")]
pub fn celeba_256() -> Settings {
    CELEBA_256.settings()
}

/// As on CelebA at 128 × 128: neither text nor code of Lu et al., *AS-IntroVAE* (ACML 2022) says more of Oxford Buildings.
#[intro_preset(model = "*", data = "oxford")]
pub fn oxford() -> Settings {
    OXFORD.settings()
}

/// Weights 1/1/256 (beta_kl/beta_rec/beta_neg), 250 epochs.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released image code: the learning rate would fall tenfold at epoch 350.
#[intro_preset(model = "s-introvae", data = "mnist")]
pub fn s_introvae_mnist() -> Settings {
    MNIST.soft(1.0, 256.0)
}

/// Weights 1/1/256, 250 epochs.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released image code.
#[intro_preset(model = "s-introvae", data = "fashion-mnist")]
pub fn s_introvae_fashion_mnist() -> Settings {
    MNIST.soft(1.0, 256.0)
}

/// Weights 1/1/256, 250 epochs.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released image code.
#[intro_preset(model = "s-introvae", data = "cifar10")]
pub fn s_introvae_cifar10() -> Settings {
    CIFAR.soft(1.0, 256.0)
}

/// Weights 1/1/256, 250 epochs.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released image code.
#[intro_preset(model = "s-introvae", data = "svhn")]
pub fn s_introvae_svhn() -> Settings {
    SVHN.soft(1.0, 256.0)
}

/// Weights .5/1/256, 250 epochs.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released image code.
#[intro_preset(model = "s-introvae", data = "celeba-128")]
pub fn s_introvae_celeba_128() -> Settings {
    CELEBA_128.soft(0.5, 256.0)
}

/// Weights .5/1/1024, 250 epochs.
///
/// Daniel & Tamar, *Soft-IntroVAE* (CVPR 2021), released image code.
#[intro_preset(model = "s-introvae", data = "celeba-256")]
pub fn s_introvae_celeba_256() -> Settings {
    CELEBA_256.soft(0.5, 1024.0)
}

/// Margin 100.
///
/// Lu et al., *AS-IntroVAE* (ACML 2022), section 5.1.
#[intro_preset(model = "introvae-lu2022", data = "celeba-128")]
pub fn introvae_lu2022_celeba_128() -> Settings {
    Settings::new().set("m", 100)
}

/// Margin 120.
///
/// Lu et al., *AS-IntroVAE* (ACML 2022), section 5.1.
#[intro_preset(model = "introvae-lu2022", data = "celeba-256")]
pub fn introvae_lu2022_celeba_256() -> Settings {
    Settings::new().set("m", 120)
}

/// Margin 100.
///
/// Lu et al., *AS-IntroVAE* (ACML 2022), section 5.1.
#[intro_preset(model = "introvae-lu2022", data = "oxford")]
pub fn introvae_lu2022_oxford() -> Settings {
    Settings::new().set("m", 100)
}

/// The critic without batch normalisation.
///
/// Gulrajani et al., *Improved Training of Wasserstein GANs* (NeurIPS 2017), section 4.
#[intro_preset(model = "wgan-gp", data = "mnist")]
pub fn wgan_gp_mnist() -> Settings {
    critic(&MNIST)
}

/// The critic without batch normalisation.
///
/// Gulrajani et al., *Improved Training of Wasserstein GANs* (NeurIPS 2017), section 4.
#[intro_preset(model = "wgan-gp", data = "cifar10")]
pub fn wgan_gp_cifar10() -> Settings {
    critic(&CIFAR)
}

/// The critic without batch normalisation.
///
/// Gulrajani et al., *Improved Training of Wasserstein GANs* (NeurIPS 2017), section 4.
#[intro_preset(model = "wgan-gp", data = "celeba-128")]
pub fn wgan_gp_celeba_128() -> Settings {
    critic(&CELEBA_128)
}

/// The critic without batch normalisation.
///
/// Gulrajani et al., *Improved Training of Wasserstein GANs* (NeurIPS 2017), section 4.
#[intro_preset(model = "wgan-gp", data = "celeba-256")]
pub fn wgan_gp_celeba_256() -> Settings {
    critic(&CELEBA_256)
}

/// The critic without batch normalisation.
///
/// Gulrajani et al., *Improved Training of Wasserstein GANs* (NeurIPS 2017), section 4.
#[intro_preset(model = "wgan-gp", data = "fashion-mnist")]
pub fn wgan_gp_fashion_mnist() -> Settings {
    critic(&MNIST)
}

/// The critic without batch normalisation.
///
/// Gulrajani et al., *Improved Training of Wasserstein GANs* (NeurIPS 2017), section 4.
#[intro_preset(model = "wgan-gp", data = "svhn")]
pub fn wgan_gp_svhn() -> Settings {
    critic(&SVHN)
}

/// The critic without batch normalisation.
///
/// Gulrajani et al., *Improved Training of Wasserstein GANs* (NeurIPS 2017), section 4.
#[intro_preset(model = "wgan-gp", data = "oxford")]
pub fn wgan_gp_oxford() -> Settings {
    critic(&OXFORD)
}

fn critic(row: &Row) -> Settings {
    Settings::new().set("networks.critic", format!("conv(channels = {}, norm = none)", row.channels))
}

#[test]
fn an_epoch_ends_with_what_is_left_of_the_images() {
    assert_eq!(MNIST.steps(1), 469);
    assert_eq!(CIFAR.steps(1), 1_563);
    assert_eq!(CELEBA_256.steps(150), 150 * 20_347);
}
