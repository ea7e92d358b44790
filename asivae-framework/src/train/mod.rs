//! Training: configuration, the step, the loop, what comes out.

mod config;
mod device;
mod feed;
mod session;
mod trained;
mod trainer;
mod trouble;

pub use config::{Ema, Optim, RunConfig, Train, Warmup};
pub use device::DeviceChoice;
pub use feed::{Feed, SeededFeed};
pub use session::{Phase, Session, StepReport};
pub use trained::{Measured, Row, Run};
pub use trainer::{Applied, Trainer};
pub use trouble::NotFinite;
