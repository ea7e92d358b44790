//! What batch normalisation goes by.

/// The mean and variance by which a network with batch normalisation (Ioffe & Szegedy 2015) normalises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Statistics {
    /// Those of the batch at hand; while a network is trained, the running ones are moved towards them: PyTorch's train mode.
    #[default]
    Batch,
    /// The running ones, which stay as they are: PyTorch's eval mode.
    Running,
    /// Those of the batch at hand; the running ones become the mean over this batch and as many before it as are said here.
    Gather(usize),
}
