//! Numbers and tensors of numbers, and arithmetic on both.

use crate::tensor::Tensor;

/// What an expression gave.
#[derive(Clone, Debug)]
pub enum Value {
    /// One number, without a graph.
    Number(f64),
    /// `[batch]`.
    Batch(Tensor<1>),
    /// `[1]`, for the whole batch.
    Whole(Tensor<1>),
}

pub(super) fn scale(value: Value, by: f64) -> Value {
    unary(value, |a| a * by, |a| if by == 1.0 { a } else { a * by })
}

pub(super) fn negate(value: Value) -> Value {
    unary(value, |a| -a, |a| -a)
}

pub(super) fn unary(value: Value, number: impl Fn(f64) -> f64, tensor: impl Fn(Tensor<1>) -> Tensor<1>) -> Value {
    match value {
        Value::Number(a) => Value::Number(number(a)),
        Value::Batch(a) => Value::Batch(tensor(a)),
        Value::Whole(a) => Value::Whole(tensor(a)),
    }
}

pub(super) fn combine(
    a: Value,
    b: Value,
    number: impl Fn(f64, f64) -> f64,
    tensor: impl Fn(Tensor<1>, Tensor<1>) -> Tensor<1>,
) -> Value {
    let full = |like: &Tensor<1>, value: f64| Tensor::full(like.shape(), value, (&like.device(), like.dtype()));
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Value::Number(number(a, b)),
        (Value::Batch(a), Value::Batch(b)) => Value::Batch(tensor(a, b)),
        (Value::Whole(a), Value::Whole(b)) => Value::Whole(tensor(a, b)),
        (Value::Batch(a), Value::Whole(b)) => Value::Batch(tensor(a.clone(), b.expand(a.shape()))),
        (Value::Whole(a), Value::Batch(b)) => Value::Batch(tensor(a.expand(b.shape()), b)),
        (Value::Batch(a), Value::Number(b)) => Value::Batch(tensor(a.clone(), full(&a, b))),
        (Value::Number(a), Value::Batch(b)) => Value::Batch(tensor(full(&b, a), b)),
        (Value::Whole(a), Value::Number(b)) => Value::Whole(tensor(a.clone(), full(&a, b))),
        (Value::Number(a), Value::Whole(b)) => Value::Whole(tensor(full(&b, a), b)),
    }
}
