//! `asivae bench-step`: how long steps take, without records, figures or a picture.

use std::time::Instant;

use clap::Args;
use serde_json::json;

use super::exit::{Failure, Output};
use crate::train::SeededFeed;
use crate::{DeviceChoice, Trainer};

/// Times steps.
#[derive(Args)]
pub(super) struct BenchStep {
    #[arg(long, default_value = "as-introvae")]
    model: String,
    #[arg(long, default_value = "8-gaussians")]
    data: String,
    #[arg(long, default_value_t = 512)]
    batch: usize,
    /// Steps that are timed.
    #[arg(long, default_value_t = 200)]
    steps: usize,
    /// Steps before those, which are not.
    #[arg(long, default_value_t = 20)]
    before: usize,
    #[arg(long)]
    threads: Option<usize>,
    #[arg(long, default_value = "cpu")]
    device: String,
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    #[arg(long)]
    json: bool,
}

impl BenchStep {
    pub(super) fn run(self) -> Result<Output, Failure> {
        // The warm-up is another, cheaper game.
        let mut trainer = Trainer::named(&self.model, &self.data)?.set("warmup.model", "none")?;
        for setting in &self.set {
            let (key, value) = setting.split_once('=').unwrap_or((setting, ""));
            trainer = trainer.set(key, value)?;
        }
        trainer =
            trainer.batch(self.batch).steps(self.before + self.steps).device(self.device.parse::<DeviceChoice>()?);
        if let Some(threads) = self.threads {
            trainer = trainer.threads(threads);
        }
        let mut session = trainer.session()?;
        let config = trainer.config();
        let mut feed = SeededFeed::new(crate::plugin::open_data(&self.data)?, config.train.batch, config.seed);
        for step in 0..self.before {
            session.step(step, &mut feed, false).map_err(Failure::running)?;
        }
        let waited = feed.waited();
        let start = Instant::now();
        for step in self.before..self.before + self.steps {
            session.step(step, &mut feed, false).map_err(Failure::running)?;
        }
        let seconds = start.elapsed().as_secs_f64();
        let waited = (feed.waited() - waited).as_secs_f64();
        let threads = config.threads;
        let value = || json!({ "steps": self.steps, "seconds": seconds, "threads": threads, "batch": self.batch, "waited": waited });
        let text = || {
            let each = 1e3 * seconds / self.steps.max(1) as f64;
            let waited = 1e3 * waited / self.steps.max(1) as f64;
            let steps = self.steps;
            format!("{steps} steps in {seconds:.2} s, {each:.2} ms each, {waited:.3} of it for data, {threads} threads")
        };
        Ok(Output::either(self.json, value, text))
    }
}
