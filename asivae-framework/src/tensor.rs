//! The tensor type of every signature.

pub use burn::tensor::Tensor;

/// The same values as a constant. Burn's `detach` alone leaves a leaf a leaf that a gradient is kept for.
pub(crate) fn constant<const D: usize>(tensor: Tensor<D>) -> Tensor<D> {
    tensor.detach().set_require_grad(false)
}

#[test]
fn a_constant_takes_no_gradient_even_where_a_leaf_was_made_one() {
    let leaf: Tensor<1> = Tensor::ones([2], &burn::tensor::Device::flex().autodiff()).require_grad();
    assert!(leaf.clone().detach().is_tracked(), "if Burn's own is enough, `constant` is not needed any more");
    assert!(!constant(leaf).is_tracked());
}
