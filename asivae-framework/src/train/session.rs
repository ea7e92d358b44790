//! The step: each move in turn freezes everyone else, walks its objective, and moves its players.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use burn::tensor::{Device, Int};

use super::config::RunConfig;
use super::device::DeviceChoice;
use super::feed::Feed;
use super::parts::parts;
use super::report::{Phase, StepReport, record_terms};
use super::turn::Turn;
use super::update::Gathered;
use crate::error::Result;
use crate::game::{Game, Injected, Memories, NoiseSource, Scene};
use crate::network::{Player, Workers};
use crate::plugin::Clock;
use crate::tensor::Tensor;

/// So many steps of a run are looked at before it begins.
const LOOKED_AT: usize = 50_000;

/// A batch, and labels where it has some.
pub(super) type Drawn = (Tensor<4>, Option<Tensor<1, Int>>);

/// The networks of a run, their optimisers and the games they play.
pub struct Session {
    pub(super) config: RunConfig,
    pub(super) game: Game,
    pub(super) warmup: Option<(Game, usize)>,
    /// In the order of `game.networks()`.
    pub(super) players: Vec<Box<dyn Player>>,
    pub(super) device: Device,
    /// From the first step on.
    pub(super) workers: OnceLock<Arc<Workers>>,
    pub(super) epoch_steps: usize,
    /// Of the warm-up's schedules, and of the game's.
    pub(super) memories: [Memories; 2],
    pub(super) last: Option<(usize, Vec<(String, f64)>)>,
}

impl Session {
    /// The game.
    pub fn game(&self) -> &Game {
        &self.game
    }

    /// The networks by name.
    pub fn networks(&self) -> impl Iterator<Item = (&str, &dyn Player)> {
        self.game.networks().iter().map(|n| n.name.as_str()).zip(self.players.iter().map(|p| p.as_ref()))
    }

    /// Whether a moving average of the weights is kept.
    pub fn averages(&self) -> bool {
        self.config.ema.decay > 0.0
    }

    /// Whether every weight is finite.
    pub fn is_finite(&self) -> bool {
        self.players.iter().all(|p| p.weights().iter().all(|(_, values)| values.iter::<f32>().all(f32::is_finite)))
    }

    /// The network of that name, to be changed.
    pub fn network_mut(&mut self, name: &str) -> Option<&mut Box<dyn Player>> {
        let index = self.game.networks().iter().position(|n| n.name == name)?;
        self.players.get_mut(index)
    }

    /// On the processor, the threads of the run; another device is driven by the caller.
    pub(super) fn workers(&self) -> Arc<Workers> {
        let start = || match self.config.device {
            DeviceChoice::Cpu => Workers::new(self.config.threads),
            _ => Workers::none(),
        };
        self.workers.get_or_init(|| Arc::new(start())).clone()
    }

    /// The step at which the game itself begins: behind the warm-up, if that leaves one.
    pub fn first_of_game(&self) -> usize {
        let warmup = self.warmup.as_ref().map_or(0, |(_, steps)| *steps);
        warmup.min(self.config.train.steps.saturating_sub(1))
    }

    pub(super) fn clock(&self, step: usize) -> Clock {
        let steps = match self.config.train.progress_steps {
            0 => self.config.train.steps,
            steps => steps,
        };
        let epoch_steps = self.epoch_steps.max(1);
        Clock {
            step,
            steps,
            progress: (step as f64 / steps as f64).min(1.0),
            epoch: step as f64 / epoch_steps as f64,
            epoch_steps,
        }
    }

    /// Looks ahead: the numbers of the run depend on the clock alone, so that one which leaves its bounds is known before the first step.
    ///
    /// # Errors
    ///
    /// A number that is not finite or out of its bounds at some step. Of a very long run, every so many steps are looked at.
    pub fn check_numbers(&self) -> Result<()> {
        let steps = self.config.train.steps;
        let stride = steps.div_ceil(LOOKED_AT).max(1);
        let start = self.warmup.as_ref().map_or(0, |(_, steps)| *steps);
        let warmup = self.warmup.as_ref().map(|(game, _)| (game, 0..start.min(steps)));
        for (game, range) in warmup.into_iter().chain([(&self.game, start..steps)]) {
            // What depends on measurements is known at the first step alone.
            let range = if game.remembers() { range.start..range.end.min(range.start + 1) } else { range };
            let last = range.end.checked_sub(1).filter(|last| range.contains(last));
            for step in range.step_by(stride).chain(last) {
                game.checked_numbers(self.clock(step))?;
            }
        }
        Ok(())
    }

    /// Plays one step.
    ///
    /// # Errors
    ///
    /// A number of the model that [is wrong at this step](Session::check_numbers), an objective that trains nobody, or
    /// [`Error::NotFinite`](crate::Error::NotFinite) where an objective or a gradient is not finite; the players of that move were not touched.
    pub fn step(&mut self, step: usize, feed: &mut dyn Feed, log: bool) -> Result<StepReport> {
        let start = Instant::now();
        let phase = match &self.warmup {
            Some((_, steps)) if step < *steps => Phase::WarmUp,
            _ => Phase::Main,
        };
        // Out of `self` for the step, so that the players can be moved while the game is read.
        let warmup = self.warmup.take();
        let main = std::mem::take(&mut self.game);
        let game = match (&warmup, phase) {
            (Some((game, _)), Phase::WarmUp) => game,
            _ => &main,
        };
        let workers = self.workers();
        let running: Vec<_> = self.players.iter().map(|player| player.running()).collect();
        let values = workers.enter(|| self.play(game, &main, step, feed, log));
        if values.is_err() {
            // Its passes have moved them, and may have moved them to what is not finite.
            self.players.iter_mut().zip(running).for_each(|(player, running)| player.put_back(running));
        }
        self.game = main;
        self.warmup = warmup;
        let values = values?;
        if log {
            self.last = Some((step, values.clone()));
        }
        let seconds = start.elapsed().as_secs_f64();
        Ok(StepReport { step, steps: self.config.train.steps, phase, values, logged: log, seconds })
    }

    fn play(
        &mut self,
        game: &Game,
        main: &Game,
        step: usize,
        feed: &mut dyn Feed,
        log: bool,
    ) -> Result<Vec<(String, f64)>> {
        let (clock, own) = (self.clock(step), usize::from(std::ptr::eq(game, main)));
        let remembered = game.advance(clock, &mut self.memories[own]);
        let numbers = game.checked_numbers_with(clock, remembered)?;
        // Weights are held to the constraints of the game itself in its warm-up too.
        let held = if own == 1 { None } else { Some(main.numbers(clock)) };
        let mut values = Vec::new();
        if log {
            values.extend(game.moving_numbers(&numbers).map(|(name, value)| (name.to_owned(), value)));
            values.push(("learning_rate".to_owned(), self.config.learning_rate("", step)));
            for player in self.config.optim.players.keys() {
                values.push((format!("learning_rate/{player}"), self.config.learning_rate(player, step)));
            }
        }
        // Where the players of this game stand among the players of the run.
        let seats: Vec<Option<usize>> =
            game.networks().iter().map(|n| main.networks().iter().position(|m| m.name == n.name)).collect();
        let mut draw = 0;
        feed.turn_to(step, draw);
        let most = self.config.train.micro_batch;
        let mut batch = parts(self.draw(feed)?, most);
        for (number, game_move) in game.moves().iter().enumerate() {
            for repetition in 0..game_move.repeat() {
                if game_move.repeat() > 1 && (number, repetition) != (0, 0) {
                    draw += 1;
                    feed.turn_to(step, draw);
                    batch = parts(self.draw(feed)?, most);
                }
                let turn = Turn { game, game_move, seats: &seats, numbers: &numbers };
                if log && repetition + 1 == game_move.repeat() && self.config.train.logs_gradients(step) {
                    // Of a batch in parts that of the first.
                    self.record_gradients(&turn, &batch[0].drawn, &batch[0].noise(&*feed), &mut values);
                }
                let mut gathered = Gathered::default();
                for part in &mut batch {
                    let (noise, share) = (part.noise(&*feed), part.share());
                    let play = |scene: &Scene<'_>| game.evaluate(game_move, &numbers, scene, &mut part.memory);
                    let evaluated = self.on_scene(&seats, part.drawn.clone(), &noise, play);
                    self.gather(&turn, evaluated, share, &mut gathered)?;
                }
                let terms = self.update(&turn, main, held.as_ref().unwrap_or(&numbers), gathered, &mut values)?;
                game.measure(&terms, &mut self.memories[own]);
                if log && repetition + 1 == game_move.repeat() {
                    record_terms(game_move.title(), &terms, &mut values);
                }
            }
        }
        // Until its game begins, a network that another one leads is a copy of it.
        let begun = std::ptr::eq(game, main);
        for follow in main.follows() {
            let kept = if begun { main.kept(follow, &numbers) } else { 0.0 };
            if kept < 1.0 {
                let weights = self.players[follow.leader].tensors();
                self.players[follow.network].led_by(weights, kept);
                let player = self.players[follow.network].as_mut();
                main.constrain(follow.network, player, held.as_ref().unwrap_or(&numbers))?;
            }
        }
        if self.config.ema.decay > 0.0 {
            self.players.iter_mut().for_each(|p| p.follow(self.config.ema.decay));
        }
        Ok(values)
    }

    /// The next batch of a feed, and its labels.
    pub(super) fn draw(&self, feed: &mut dyn Feed) -> Result<Drawn> {
        let batch = feed.batch(&self.device)?;
        Ok((batch, feed.labels(&self.device)))
    }

    /// Calls with what a move is played on; `seats` says where its networks stand among the players.
    pub(super) fn on_scene<T>(
        &self,
        seats: &[Option<usize>],
        (batch, labels): Drawn,
        noise: &dyn NoiseSource,
        play: impl FnOnce(&Scene<'_>) -> T,
    ) -> T {
        let networks: Vec<Option<&dyn Player>> =
            seats.iter().map(|seat| seat.map(|s| self.players[s].as_ref())).collect();
        let workers = self.workers();
        play(&Scene {
            networks: &networks,
            batch,
            labels,
            latent: self.config.latent,
            noise,
            injected: Injected::new(),
            workers: &workers,
        })
    }
}
