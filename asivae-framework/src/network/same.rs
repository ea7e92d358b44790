//! Whether tensors are those of a network.

use super::NamedTensor;

/// Whether there are the tensors of a network, all of them and no others, in their shapes.
pub(crate) fn same_tensors(own: &[NamedTensor], found: &[NamedTensor]) -> Result<(), String> {
    for (name, tensor) in own {
        match found.iter().find(|(other, _)| other == name) {
            None => return Err(format!("the tensor `{name}` is missing")),
            Some((_, other)) if other.shape() != tensor.shape() => {
                let (found, expected) = (other.shape(), tensor.shape());
                return Err(format!("`{name}` has the shape {found:?}; expected {expected:?}"));
            }
            Some(_) => {}
        }
    }
    match found.iter().find(|(name, _)| !own.iter().any(|(other, _)| other == name)) {
        Some((name, _)) => Err(format!("it has no tensor `{name}`")),
        None => Ok(()),
    }
}
