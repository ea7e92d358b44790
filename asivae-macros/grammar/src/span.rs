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
    /// The span of a range of bytes.
    pub fn new(start: usize, end: usize) -> Span {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { start: place(start), end: place(end) }
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}
