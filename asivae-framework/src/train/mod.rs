//! Training: configuration, the step, the loop, what comes out.

mod config;
mod declared;
mod device;
mod feed;
mod inspect;
mod report;
mod session;
mod settings;
mod trained;
mod trainer;
mod trouble;
mod update;

pub use config::{Applied, Ema, Optim, RunConfig, Train, Warmup};
pub use device::DeviceChoice;
pub use feed::{Feed, SeededFeed};
pub use inspect::{MoveReport, TermReport};
pub use report::{Phase, StepReport};
pub use session::Session;
pub use trained::{Measured, Row, Run};
pub use trainer::Trainer;
pub use trouble::NotFinite;
