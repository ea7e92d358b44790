//! What the released image code calls the tensors of its encoder and decoder.

use asivae::Released;
use asivae::prelude::*;

use super::super::batch_norm::BatchNorm;
use super::Conv;

/// `Encoder` and `Decoder` of the released image code of Soft-IntroVAE, with batch normalisation.
pub(super) fn of(network: &Conv, io: &Io) -> Result<Vec<Released>, String> {
    if network.blocks.iter().any(|block| !block.is_normed()) {
        return Err("it has no batch normalisation (`norm = none`); the released networks have".to_owned());
    }
    let blocks = network.blocks.len();
    let mut tensors = Vec::new();
    // The names tell sizes of images. The decoder's are those of one that begins at 4 × 4, whatever it begins at.
    let mut side = match network.stem {
        Some(_) => {
            let image = io.inputs.iter().find_map(|space| match space {
                asivae::Space::Image([_, height, _]) => Some(*height),
                _ => None,
            });
            tensors.push(Released::tensor("main.0.weight", "stem.weight"));
            tensors.extend(BatchNorm::released("main.1", "stem_norm"));
            tensors.extend(Released::linear("fc", "fc"));
            image.unwrap_or_default() / 2
        }
        None => {
            tensors.extend(Released::linear("fc.0", "fc"));
            for part in ["weight", "bias"] {
                tensors.push(Released::tensor(format!("main.predict.{part}"), format!("predict.{part}")));
            }
            4
        }
    };
    for (i, block) in network.blocks.iter().enumerate() {
        let (theirs, own) = (format!("main.res_in_{side}"), format!("blocks.{i}"));
        if block.expand.is_some() {
            tensors.push(Released::tensor(format!("{theirs}.conv_expand.weight"), format!("{own}.expand.weight")));
        }
        for part in 1..=2 {
            tensors.push(Released::tensor(format!("{theirs}.conv{part}.weight"), format!("{own}.conv{part}.weight")));
            tensors.extend(BatchNorm::released(&format!("{theirs}.bn{part}"), &format!("{own}.norm{part}")));
        }
        if i + 1 < blocks {
            side = if network.stem.is_some() { side / 2 } else { side * 2 };
        }
    }
    Ok(tensors)
}
