//! How the tensors of a file are called and how they stand in it.

use std::fmt;
use std::str::FromStr;

use burn::tensor::TensorData;
use serde::{Deserialize, Serialize};

use super::weights::{Declared, Weights};
use crate::error::{Error, Result};
use crate::game::NetworkDecl;
use crate::network::{Content, NamedTensor, Player, Released, transposed};
use crate::run::WeightFile;

/// How the tensors of a file are called and how they stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// As here: `encoder.layers.0.weight`, `[inputs, outputs]`.
    Asivae,
    /// As in a state dict of the released models: `encoder.main.input.weight`, `[outputs, inputs]`.
    Pytorch,
}

impl Layout {
    /// All of them.
    pub const ALL: [Layout; 2] = [Layout::Asivae, Layout::Pytorch];
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Layout::Asivae => "asivae",
            Layout::Pytorch => "pytorch",
        })
    }
}

impl FromStr for Layout {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Layout::ALL.into_iter().find(|layout| layout.to_string() == text);
        found.ok_or_else(|| format!("expected asivae or pytorch; found `{text}`"))
    }
}

/// A tensor of a file, and what it is here.
pub(super) struct Entry {
    /// Its name in the file.
    pub(super) name: String,
    /// What stands there for the weights as they are.
    pub(super) data: TensorData,
    /// The network and its weight; none where no pass reads the tensor.
    weight: Option<(String, String)>,
    transposed: bool,
}

/// What the released models are made of: the part's name there, and the signature that it has here.
const RELEASED: [(&str, &str); 2] = [("encoder", "x -> mu, logvar"), ("decoder", "z -> x")];

impl Layout {
    /// The tensors that a file of these networks has.
    ///
    /// # Errors
    ///
    /// In the layout of the released models, all networks that they do not have, and why.
    pub(super) fn entries(self, networks: &[Declared<'_>]) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        let mut wrong = Vec::new();
        for (place, (declared, player)) in networks.iter().enumerate() {
            let named = self.head(networks, place).and_then(|head| Ok((head, self.names(*player)?)));
            match named.and_then(|(head, names)| of_network(head, names, declared, *player)) {
                Ok(own) => entries.extend(own),
                Err(why) => wrong.push(Error::setting(format!("the network `{}`", declared.name), why)),
            }
        }
        if self == Layout::Pytorch {
            let has = |signature: &str| networks.iter().any(|(declared, _)| declared.signature() == signature);
            wrong.extend(RELEASED.iter().filter(|(_, signature)| !has(signature)).map(|(part, signature)| {
                Error::setting(
                    format!("the {part}"),
                    format!("the released models have one, `{signature}`; here is none"),
                )
            }));
        }
        match wrong.len() {
            0 => Ok(entries),
            1 => Err(wrong.remove(0)),
            _ => Err(Error::Several(wrong)),
        }
    }

    /// The name before the names of a network's weights.
    pub(super) fn head<'a>(self, networks: &[Declared<'a>], place: usize) -> Result<&'a str, String> {
        let declared = networks[place].0;
        if self == Layout::Asivae {
            return Ok(&declared.name);
        }
        let signature = declared.signature();
        let Some(part) = released_part(declared) else {
            let [encoder, decoder] = RELEASED.map(|(part, signature)| format!("{part} `{signature}`"));
            return Err(format!("it is `{signature}`; the released models have an {encoder} and a {decoder} alone"));
        };
        match networks[..place].iter().find(|(first, _)| first.signature() == signature) {
            Some((first, _)) => Err(format!("the released models have one {part}, and here that is `{}`", first.name)),
            None => Ok(part),
        }
    }

    /// What the weights of a network are called, behind that name.
    pub(super) fn names(self, player: &dyn Player) -> Result<Vec<Released>, String> {
        match self {
            Layout::Pytorch => player.released(),
            Layout::Asivae => {
                let own = |(own, _): NamedTensor| (own.clone(), Content::Weight { own, transposed: false });
                Ok(player.weights().into_iter().map(own).map(|(name, holds)| Released { name, holds }).collect())
            }
        }
    }
}

/// What the released models call a network of this signature.
pub(super) fn released_part(declared: &NetworkDecl) -> Option<&'static str> {
    let signature = declared.signature();
    RELEASED.iter().find(|(_, released)| *released == signature).map(|(part, _)| *part)
}

/// The tensors of one network.
fn of_network(
    head: &str,
    names: Vec<Released>,
    declared: &NetworkDecl,
    player: &dyn Player,
) -> Result<Vec<Entry>, String> {
    let mut weights = player.weights();
    let mut entries = Vec::new();
    for Released { name, holds } in names {
        let name = format!("{head}.{name}");
        entries.push(match holds {
            Content::Unread(value) => {
                let data = TensorData::new(vec![value], [0_usize; 0]);
                Entry { name, data, weight: None, transposed: false }
            }
            Content::Counter => {
                let data = TensorData::new(vec![0_i64], [0_usize; 0]);
                Entry { name, data, weight: None, transposed: false }
            }
            Content::Weight { own, transposed: turned } => {
                let Some(at) = weights.iter().position(|(weight, _)| *weight == own) else {
                    return Err(format!("it has no weight `{own}`, which is said to be `{name}` in the released code"));
                };
                let (own, data) = weights.swap_remove(at);
                let data = if turned { transposed(&data) } else { data };
                Entry { name, data, weight: Some((declared.name.clone(), own)), transposed: turned }
            }
        });
    }
    match weights.first() {
        Some((left, _)) => Err(format!("its weight `{left}` has no place in the released code")),
        None => Ok(entries),
    }
}

/// The values that a file has for these tensors, as weights of networks.
///
/// # Errors
///
/// Everything that does not fit, at once: what is missing or left over, other shapes, other types.
pub(super) fn read(file: &WeightFile, entries: &[Entry]) -> Result<Weights> {
    let wrong = mismatches(file, entries);
    if !wrong.is_empty() {
        let what = if wrong.len() == 1 { "a tensor does not fit" } else { "tensors do not fit" };
        return Err(Error::io(file.path(), format!("{what}:\n  {}", wrong.join("\n  "))));
    }
    let mut weights: Weights = Vec::new();
    for entry in entries {
        let Some((network, own)) = &entry.weight else { continue };
        let data = file.values(&entry.name, entry.data.dtype())?;
        let data = if entry.transposed { transposed(&data) } else { data };
        match weights.iter_mut().find(|(other, _)| other == network) {
            Some((_, tensors)) => tensors.push((own.clone(), data)),
            None => weights.push((network.clone(), vec![(own.clone(), data)])),
        }
    }
    Ok(weights)
}

fn mismatches(file: &WeightFile, entries: &[Entry]) -> Vec<String> {
    let mut wrong = Vec::new();
    for entry in entries {
        let (name, shape) = (&entry.name, entry.data.shape().to_vec());
        let dtype = format!("{:?}", entry.data.dtype());
        match file.tensors().get(name) {
            None if entry.weight.is_some() => wrong.push(format!("`{name}` {shape:?} is missing")),
            None => {}
            Some(found) => {
                if found.shape != shape {
                    wrong.push(format!("`{name}` has the shape {:?}; expected {shape:?}", found.shape));
                }
                if found.dtype != dtype {
                    wrong.push(format!("`{name}` has the type {}; expected {dtype}", found.dtype));
                }
            }
        }
    }
    let known = |name: &str| entries.iter().any(|entry| entry.name == name);
    let left = file.tensors().iter().filter(|(name, _)| !known(name));
    wrong.extend(left.map(|(name, found)| format!("`{name}` {:?} is left over", found.shape)));
    wrong
}
