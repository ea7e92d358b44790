//! The networks of a game: names, signatures, roles.

use asivae_grammar::Model;

use crate::error::{Error, Result};
use crate::network::{Io, Space};

/// What a network's signature makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// `x -> mu, logvar`
    Posterior,
    /// `z -> x`
    Generator,
    /// `… -> scalar`
    Scorer,
    /// Any other signature.
    Other,
}

/// A network as a model declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkDecl {
    /// Its name.
    pub name: String,
    /// What goes in: `x`, `z`.
    pub inputs: Vec<String>,
    /// What comes out: `x`, `z`, `mu`, `logvar`, `scalar`.
    pub outputs: Vec<String>,
}

/// The network that usually has a role: the one called `encoder` or `decoder`, else the first.
pub(crate) fn network_for(networks: &[NetworkDecl], role: Role) -> Option<usize> {
    let usual = if role == Role::Posterior { "encoder" } else { "decoder" };
    let having = |n: &NetworkDecl| n.role() == role;
    let named = networks.iter().position(|n| having(n) && n.name == usual);
    named.or_else(|| networks.iter().position(having))
}

impl NetworkDecl {
    /// The networks of a model; one that declares none has `encoder` and `decoder`.
    pub(crate) fn of(model: &Model) -> Vec<NetworkDecl> {
        if model.networks.is_empty() {
            return vec![
                NetworkDecl::new("encoder", &["x"], &["mu", "logvar"]),
                NetworkDecl::new("decoder", &["z"], &["x"]),
            ];
        }
        let texts = |names: &[asivae_grammar::Name]| names.iter().map(|n| n.text.clone()).collect();
        model
            .networks
            .iter()
            .map(|n| NetworkDecl { name: n.name.text.clone(), inputs: texts(&n.inputs), outputs: texts(&n.outputs) })
            .collect()
    }

    fn new(name: &str, inputs: &[&str], outputs: &[&str]) -> Self {
        let texts = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect();
        NetworkDecl { name: name.to_owned(), inputs: texts(inputs), outputs: texts(outputs) }
    }

    /// Its role, which is its signature.
    pub fn role(&self) -> Role {
        let outputs: Vec<&str> = self.outputs.iter().map(String::as_str).collect();
        let inputs: Vec<&str> = self.inputs.iter().map(String::as_str).collect();
        match (inputs.as_slice(), outputs.as_slice()) {
            (["x"], ["mu", "logvar"]) => Role::Posterior,
            (["z"], ["x"]) => Role::Generator,
            (_, ["scalar"]) => Role::Scorer,
            _ => Role::Other,
        }
    }

    /// Sizes of what goes in and comes out, for images of `shape` and latents of `latent` numbers.
    ///
    /// # Errors
    ///
    /// A word that names no space.
    pub fn io(&self, shape: [usize; 3], latent: usize) -> Result<Io> {
        let space = |word: &String| match word.as_str() {
            "x" => Ok(Space::Image(shape)),
            "z" | "mu" | "logvar" => Ok(Space::Flat(latent)),
            "scalar" => Ok(Space::Flat(1)),
            other => Err(Error::setting(
                format!("network `{}`", self.name),
                format!("unknown space `{other}` in its signature; known are x, z, mu, logvar, scalar"),
            )),
        };
        Ok(Io {
            inputs: self.inputs.iter().map(space).collect::<Result<_>>()?,
            outputs: self.outputs.iter().map(space).collect::<Result<_>>()?,
        })
    }
}
