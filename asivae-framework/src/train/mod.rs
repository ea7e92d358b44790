//! Training: configuration, the step, the loop, what comes out.

mod build;
mod config;
mod declared;
mod device;
mod feed;
mod figures;
mod gradients;
mod inspect;
mod report;
mod rescue;
mod sampling;
mod session;
mod settings;
mod trained;
mod trainer;
mod trouble;
mod turn;
mod update;

pub use config::{Applied, Ema, Optim, RunConfig, Train, Warmup};
pub use device::DeviceChoice;
pub use feed::{Feed, SeededFeed};
pub use figures::Measured;
pub use inspect::{MoveReport, TermReport};
pub use report::{Phase, StepReport};
pub use session::Session;
pub use trained::{Row, Run};
pub use trainer::Trainer;
pub use trouble::NotFinite;
