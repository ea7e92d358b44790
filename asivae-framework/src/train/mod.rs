//! Training: configuration, the step, the loop, what comes out.

mod build;
mod config;
mod configured;
mod continued;
mod declared;
mod device;
mod feed;
mod figures;
mod gradients;
mod inspect;
mod journal;
mod reconstruct;
mod report;
mod rescue;
mod sampling;
mod session;
mod settings;
mod start;
mod state;
mod stored;
mod trained;
mod trainer;
mod training;
mod trouble;
mod turn;
mod update;
mod watch;

pub use config::{
    Applied, Checkpoint, EarlyStop, Ema, Eval, Holds, Key, Optim, Provenance, RunConfig, Train, Warmup,
};
pub use device::DeviceChoice;
pub use feed::{Feed, SeededFeed};
pub use figures::Measured;
pub use inspect::{MoveReport, TermReport};
pub use reconstruct::Encoded;
pub use report::{Phase, StepReport};
pub use session::Session;
pub use trained::{Row, Run};
pub use trainer::Trainer;
pub use training::Ended;
pub use trouble::NotFinite;
