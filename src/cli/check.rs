//! `asivae check`: a look at a training before it is begun.

use std::fmt::Write;
use std::time::Instant;

use clap::Args;
use serde_json::{Value, json};

use super::exit::{Failure, Output};
use super::plays::{idle, passes, receives, times};
use super::settings::{Chosen, Settings};
use crate::plugin::open_data;
use crate::train::{MoveReport, SeededFeed, Session};
use crate::{Error, RunConfig};

/// Plays one step without moving anything, times a few, and says what a training would do.
#[derive(Args)]
#[command(after_help = "\
Examples:
  asivae check as-introvae --data 8-gaussians
  asivae check as-introvae --data 8-gaussians --batch 2048 --set 'networks.*=mlp(hidden = 512)'
  asivae check my_model.intro --data rings --like vae

Each term is shown with its mean, the views that it asks for, and the players that receive a gradient through it. A term in
parentheses is not evaluated at this step.")]
pub(super) struct Check {
    #[command(flatten)]
    chosen: Chosen,
    #[command(flatten)]
    settings: Settings,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

/// Steps that are timed at most, and seconds.
const TIMED: (usize, f64) = (30, 2.0);

impl Check {
    pub(super) fn run(self) -> Result<Output, Failure> {
        let mut trainer = self.settings.apply(self.chosen.trainer()?)?;
        let mut session = trainer.session()?;
        let config = trainer.config().clone();
        let mut feed = SeededFeed::new(open_data(&config.data)?, config.train.batch, config.seed);
        let moves = session.inspect(&mut feed)?;
        let step = session.first_of_game();
        let warmup = if step > 0 { time(&mut session, &mut feed, 0)? } else { 0.0 };
        let game = time(&mut session, &mut feed, step)?;
        let unused = session.game().model().unused().into_iter().map(|name| name.text.clone()).collect();
        let samplers = trainer.samplers_of_learned_priors()?;
        let look = Look { config, unused, samplers, moves, networks: networks(&session), step, warmup, game };
        Ok(Output::either(self.json, || look.value(), || look.text()))
    }
}

/// Seconds of a step from there on, the median of some.
fn time(session: &mut Session, feed: &mut SeededFeed, from: usize) -> Result<f64, Failure> {
    let start = Instant::now();
    let mut seconds = Vec::new();
    while seconds.len() < TIMED.0 && start.elapsed().as_secs_f64() < TIMED.1 || seconds.len() < 3 {
        // Always the same step: a warm-up may be shorter than what is timed.
        let failure = |error| match error {
            Error::NotFinite(_) => Failure::running(error),
            _ => error.into(),
        };
        seconds.push(session.step(from, feed, false).map_err(failure)?.seconds);
    }
    seconds.sort_by(f64::total_cmp);
    Ok(seconds[seconds.len() / 2])
}

/// Name, signature in numbers, parameters.
fn networks(session: &Session) -> Vec<(String, String, usize)> {
    let shapes = |spaces: &[crate::Space], many| spaces.iter().map(|s| shape(s, many)).collect::<Vec<_>>().join(", ");
    let network = |(name, player): (&str, &dyn crate::Player)| {
        let io = player.io();
        let signature = match io.inputs.as_slice() {
            [] => format!("→ {}", shapes(&io.outputs, "rows")),
            inputs => format!("{} → {}", shapes(inputs, "batch"), shapes(&io.outputs, "batch")),
        };
        (name.to_owned(), signature, player.parameters())
    };
    session.networks().map(network).collect()
}

fn shape(space: &crate::Space, many: &str) -> String {
    match space {
        crate::Space::Image([channels, height, width]) => format!("[{many}, {channels}, {height}, {width}]"),
        crate::Space::Flat(width) => format!("[{many}, {width}]"),
        crate::Space::Classes(classes) => format!("[{many}] of {classes} classes"),
    }
}

struct Look {
    config: RunConfig,
    /// Scalars, `let`s and sources that nothing leads to.
    unused: Vec<String>,
    /// Samplers of a learned prior that the run does not take.
    samplers: Vec<&'static str>,
    moves: Vec<MoveReport>,
    networks: Vec<(String, String, usize)>,
    /// The step that was looked at.
    step: usize,
    /// Seconds of a step of the warm-up, and of the game.
    warmup: f64,
    game: f64,
}

impl Look {
    fn seconds(&self) -> f64 {
        let (steps, warmup) = (self.config.train.steps, self.step);
        self.warmup * warmup as f64 + self.game * (steps - warmup) as f64
    }

    /// Weights, gradients and Adam's two moments, in bytes.
    fn bytes(&self) -> usize {
        16 * self.networks.iter().map(|(_, _, parameters)| parameters).sum::<usize>()
    }

    fn text(&self) -> String {
        let config = &self.config;
        let mut text = format!("{} on {}, batch {}, {}", config.model, config.data, config.train.batch, config.device);
        let _ = writeln!(text, ", sampler {}", config.sampler);
        text.push_str("\nnetworks\n");
        let width = self.networks.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
        for (name, signature, parameters) in &self.networks {
            let _ = writeln!(text, "  {name:width$}  {signature}, {parameters} parameters");
        }
        for play in &self.moves {
            let times = times(play.repeat);
            let objective =
                play.objective.map_or("no term is left".to_owned(), |value| format!("objective {}", short(value)));
            let _ = writeln!(text, "\n{}{times}: {objective} at step {}", play.title, self.step);
            let _ = writeln!(text, "  passes   {}", passes(play));
            for term in &play.terms {
                let Some(value) = term.value else {
                    let _ = writeln!(text, "  ({}): multiplied by zero at this step", term.name);
                    continue;
                };
                let moved: String = match term.moves.as_slice() {
                    [] => format!("{} no gradient", receives(&play.players)),
                    moved => format!("moves {}", moved.join(", ")),
                };
                let (name, views) = (&term.name, term.views.join(", "));
                let _ = writeln!(text, "  {name} = {}; asks for {views}; {moved}", short(value));
            }
            for idle in idle(play) {
                let _ = writeln!(text, "  {idle} is moved by none of these");
            }
        }
        if !self.unused.is_empty() {
            let _ = writeln!(text, "\nunused   {}", self.unused.join(", "));
        }
        for sampler in &self.samplers {
            let own = &self.config.sampler;
            let _ = writeln!(
                text,
                "\nsampler  `{own}`, which does not draw from the prior that is learned; --set sampler={sampler}"
            );
        }
        let _ = writeln!(
            text,
            "\ntime     {:.2} ms a step, about {} for {} steps",
            1e3 * self.game,
            duration(self.seconds()),
            config.train.steps
        );
        let _ = writeln!(
            text,
            "memory   {:.1} MB of weights, gradients and moments{}",
            self.bytes() as f64 / 1e6,
            resident()
        );
        text
    }

    fn value(&self) -> Value {
        let networks = self.networks.iter().map(
            |(name, signature, parameters)| json!({ "name": name, "signature": signature, "parameters": parameters }),
        );
        json!({
            "model": self.config.model,
            "data": self.config.data,
            "step": self.step,
            "networks": networks.collect::<Vec<_>>(),
            "moves": self.moves,
            "unused": self.unused,
            "sampler": self.config.sampler,
            "samplers_of_learned_priors": self.samplers,
            "seconds_per_step": self.game,
            "seconds_per_warmup_step": if self.step > 0 { Some(self.warmup) } else { None },
            "seconds": self.seconds(),
            "bytes": self.bytes(),
        })
    }
}

/// Four digits that say something.
fn short(value: f64) -> String {
    if value != 0.0 && value.abs() < 1e-3 { format!("{value:.3e}") } else { format!("{value:.4}") }
}

fn duration(seconds: f64) -> String {
    match seconds {
        ..90.0 => format!("{seconds:.0} s"),
        ..5400.0 => format!("{:.0} min", seconds / 60.0),
        _ => format!("{:.1} h", seconds / 3600.0),
    }
}

/// The most that the process has held so far, where the system says it.
fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.map(|kb| format!("; {:.0} MB for the whole process so far", kb / 1e3)).unwrap_or_default()
}
