//! From a model and data to a run.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::config::{Applied, Provenance, RunConfig};
use super::continued::Continued;
use super::declared::Declared;
use super::device::DeviceChoice;
use super::extract::check_weights;
use super::parts;
use super::report::StepReport;
use super::session::Session;
use super::trained::Run;
use super::training::Limits;
use super::watch::Watch;
use crate::data::{Dataset, Split};
use crate::error::{Error, Result};
use crate::game::{ByHand, Game, GameMove, Objective, by_hand_text};
use crate::model_source::ModelSource;
use crate::plugin::{self, ModelPlugin};

pub(super) type Hook = Box<dyn FnMut(&StepReport) -> ControlFlow<()>>;
/// Is told what stops nothing.
pub(super) type Listener = Box<dyn FnMut(&str)>;
/// Draws samples of a run after so many steps, as a PNG.
pub(super) type Painter = Box<dyn FnMut(&Run, usize) -> Result<Option<Vec<u8>>>>;

/// Trains a model on data.
///
/// ```no_run
/// # use asivae_framework as asivae;
/// # fn main() -> asivae::Result<()> {
/// let run = asivae::Trainer::named("as-introvae", "8-gaussians")?.set("c", "cosine()")?.seed(1).run()?;
/// println!("{:?}", run.evaluate(5_000, 1)?);
/// # Ok(())
/// # }
/// ```
pub struct Trainer {
    pub(super) declared: Declared,
    pub(super) data: Arc<dyn Dataset>,
    pub(super) config: RunConfig,
    pub(super) applied: Vec<Applied>,
    pub(super) hooks: Vec<Hook>,
    pub(super) painter: Option<Painter>,
    pub(super) listener: Option<Listener>,
    pub(super) limits: Limits,
    pub(super) out: Option<PathBuf>,
    pub(super) force: bool,
    /// What was known of the run before it is continued, where it is.
    pub(super) continued: Option<Continued>,
    /// The run whose weights this one begins with.
    pub(super) from: Option<PathBuf>,
    /// How the configuration came about, where it is the record of a run.
    pub(super) recorded: Option<Provenance>,
    trouble: Option<Error>,
    by_hand: Vec<ByHand>,
}

impl Trainer {
    /// A trainer of a model on a data set, with the settings of their preset where there is one: `Trainer::new(Vae::default(), data)`.
    ///
    /// Data that were made in code are recorded by their name alone; to read the run again they are opened by it, with default parameters.
    pub fn new(model: impl ModelSource, data: impl Dataset + 'static) -> Self {
        Self::start(model.plugin(), Arc::new(data))
    }

    /// The same, both by their registered names.
    ///
    /// # Errors
    ///
    /// An unknown name, with the nearest one.
    pub fn named(model: &str, data: &str) -> Result<Self> {
        Ok(Self::start(plugin::find(model)?, plugin::open_data(data)?))
    }

    /// A trainer of the model that a text file declares, in the grammar of `intro_model!`. Settings that hold for all models apply; those
    /// of the preset of a certain model are taken by [`like`](Trainer::like).
    ///
    /// # Errors
    ///
    /// A file that cannot be read, mistakes in it, unknown data.
    pub fn read(path: impl AsRef<Path>, data: &str) -> Result<Self> {
        let declared = Declared::read(path.as_ref())?;
        let name = declared.model()?.name.text;
        Ok(Self::with(declared, &name, plugin::open_data(data)?, &["*"]))
    }

    pub(super) fn start(plugin: &'static ModelPlugin, data: Arc<dyn Dataset>) -> Self {
        Self::with(plugin.into(), plugin.info.name, data, &["*", plugin.info.name])
    }

    /// A trainer with the presets of these models.
    pub(super) fn with(declared: Declared, name: &str, data: Arc<dyn Dataset>, presets: &[&str]) -> Self {
        let config = RunConfig::new(name, data.name());
        let mut trainer = Trainer {
            declared,
            data,
            config,
            applied: Vec::new(),
            hooks: Vec::new(),
            painter: None,
            listener: None,
            limits: Limits::default(),
            out: None,
            force: false,
            continued: None,
            from: None,
            recorded: None,
            trouble: None,
            by_hand: Vec::new(),
        };
        let data_name = trainer.data.name().to_owned();
        for model in presets {
            for data in ["*", &data_name] {
                if let Err(error) = trainer.apply_preset(model, data) {
                    trainer.trouble.get_or_insert(error);
                }
            }
        }
        trainer
    }

    /// The model as it is declared: without the settings of any preset, and without what was set so far.
    pub fn as_declared(mut self) -> Self {
        self.config = RunConfig::new(&self.config.model, &self.config.data);
        self.applied.clear();
        self.trouble = None;
        self.by_hand.clear();
        self
    }

    /// Steps of the whole run, warm-up included.
    pub fn steps(mut self, steps: usize) -> Self {
        self.config.train.steps = steps.max(1);
        self
    }

    /// Samples per batch.
    pub fn batch(mut self, batch: usize) -> Self {
        self.config.train.batch = batch.max(2);
        self
    }

    /// Seed of every draw.
    pub fn seed(mut self, seed: u64) -> Self {
        self.config.seed = seed;
        self
    }

    /// Where to train.
    pub fn device(mut self, device: DeviceChoice) -> Self {
        self.config.device = device;
        self
    }

    /// Threads of the processor, which share each batch. Their number changes the last digits of what is trained.
    pub fn threads(mut self, threads: usize) -> Self {
        self.config.threads = threads.max(1);
        self
    }

    /// The folder of the run; without one nothing is written.
    pub fn out(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out = Some(folder.into());
        self
    }

    /// Whether a run that the folder already holds may be replaced.
    pub fn force(mut self, force: bool) -> Self {
        self.force = force;
        self
    }

    /// Calls `hook` after every step; it ends the run with `ControlFlow::Break`, and what was trained so far is kept.
    pub fn on_step(mut self, hook: impl FnMut(&StepReport) -> ControlFlow<()> + 'static) -> Self {
        self.hooks.push(Box::new(hook));
        self
    }

    /// Draws samples with `painter` every `eval.every` steps, for the folder of the run and for TensorBoard; it gives a PNG, or nothing.
    pub fn on_samples(mut self, painter: impl FnMut(&Run, usize) -> Result<Option<Vec<u8>>> + 'static) -> Self {
        self.painter = Some(Box::new(painter));
        self
    }

    /// Calls `listener` with what is worth knowing and stops nothing: a checkpoint that was skipped, a plugin of another version.
    pub fn on_note(mut self, listener: impl FnMut(&str) + 'static) -> Self {
        self.listener = Some(Box::new(listener));
        self
    }

    /// Pauses the run once so many steps are done; it can be continued.
    pub fn stop_at(mut self, step: usize) -> Self {
        self.limits.stop_at = Some(step);
        self
    }

    /// Pauses the run after the step in which so much time has passed; it can be continued.
    pub fn max_time(mut self, time: Duration) -> Self {
        self.limits.max_time = Some(time);
        self
    }

    /// Begins with the weights of another run where names and shapes of tensors agree, instead of with weights that are drawn; which did is said as a
    /// [note](Trainer::on_note).
    pub fn from(mut self, folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        let absolute = std::path::absolute(&folder).unwrap_or_else(|_| folder.clone());
        self.config.from = Some(absolute.display().to_string());
        self.from = Some(folder);
        self
    }

    pub(super) fn note(&mut self, message: &str) {
        if let Some(listener) = &mut self.listener {
            listener(message);
        }
    }

    /// Puts code in the place of a move's objective: `encoder`, or the move's label. Only a program can train such a model; the record of a run says
    /// what the code reads.
    ///
    /// # Errors
    ///
    /// A move that the model has not, or mistakes in what the code [reads](Objective::reads).
    pub fn objective(mut self, title: &str, objective: impl Objective) -> Result<Self> {
        let game = self.game()?;
        let titles: Vec<&str> = game.moves().iter().map(GameMove::title).collect();
        if !titles.contains(&title) {
            return Err(Error::Unknown(asivae_grammar::did_you_mean("move", title, &titles)));
        }
        if objective.reads().is_empty() {
            return Err(Error::setting(
                title,
                "an objective in code reads nothing: `reads` names the terms that it may ask for",
            ));
        }
        self = self.set(title, by_hand_text(&objective))?;
        self.by_hand.retain(|(own, _)| own != title);
        self.by_hand.push((title.to_owned(), Arc::new(Mutex::new(Box::new(objective)))));
        Ok(self)
    }

    /// The resolved configuration.
    pub fn config(&self) -> &RunConfig {
        &self.config
    }

    /// Settings that applied beside the defaults, and where they came from.
    pub fn applied(&self) -> &[Applied] {
        &self.applied
    }

    /// The model with its overrides.
    ///
    /// # Errors
    ///
    /// A preset that does not fit the model.
    pub fn game(&self) -> Result<Game> {
        self.game_of(&self.declared, &self.config.set, &self.config.drop)
    }

    /// A session of this configuration, for those who step by themselves.
    ///
    /// # Errors
    ///
    /// As [`run`](Trainer::run) before its first step.
    pub fn session(&mut self) -> Result<Session> {
        if let Some(error) = self.trouble.take() {
            return Err(error);
        }
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        if self.config.threads > MOST_THREADS_PER_CORE * cores {
            let most = MOST_THREADS_PER_CORE * cores;
            let message = format!("expected at most {most} on {cores} cores; found {}", self.config.threads);
            return Err(Error::setting("threads", message));
        }
        Watch::check(&self.config)?;
        if let Some(split) = self.config.eval.split {
            Split::of(Some(split), &self.data)?;
        }
        self.data.prepare()?;
        check_weights(&self.config)?;
        // For what is done outside of steps; an error says that an earlier trainer of this process has fixed it.
        let _fixed = rayon::ThreadPoolBuilder::new().num_threads(self.config.threads).build_global();
        let warmup = self.warmup_game(&self.config)?.filter(|(_, steps)| *steps > 0);
        let mut game = self.game()?;
        game.set_by_hand(self.by_hand.clone())?;
        parts::check(&self.config, warmup.iter().map(|(game, _)| game).chain([&game]))?;
        let session = Session::new(&self.config, game, warmup, self.data.as_ref())?;
        session.check_numbers()?;
        Ok(session)
    }
}

/// Beyond this the threads only wait for one another.
const MOST_THREADS_PER_CORE: usize = 8;
