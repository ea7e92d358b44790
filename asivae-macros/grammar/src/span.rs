//! Where something stands in the input, whatever the input was.

/// A range of the input: byte offsets of a text, or indices into the flattened tokens of a `TokenStream`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// First byte or token.
    pub start: u32,
    /// One past the last byte or token.
    pub end: u32,
}

impl Span {
    /// The smallest span that holds both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}
