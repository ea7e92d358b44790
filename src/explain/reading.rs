//! The records of a run, by who plays and what stands in whose objective.

use asivae_grammar::{Model, parse_model};

use super::play::{Play, Term, outer};
use super::series::Series;
use super::words::{command, setting};
use crate::game::{NetworkDecl, Role};
use crate::plugin;
use crate::run::Recorded;

/// Fewer rows have no quarter that a mean could be taken of.
const ROWS: usize = 12;

/// The records of a run, and what its model says of the columns.
pub(super) struct Reading<'a> {
    pub(super) run: &'a Recorded,
    /// The model as it was trained, where its text can be read.
    pub(super) model: Option<Model>,
    pub(super) plays: Vec<Play>,
    /// The step at which the model's own moves begin, behind the warm-up's.
    pub(super) begin: usize,
}

impl<'a> Reading<'a> {
    pub(super) fn new(run: &'a Recorded) -> Self {
        let warmup = run.config.warmup.as_ref().map_or(0, |warmup| warmup.steps);
        // The tree alone says who plays: plugins that are not linked in are not asked for.
        let model = parse_model(&run.model).ok();
        let mut reading = Reading { run, model: None, plays: Vec::new(), begin: warmup };
        if let Some(model) = &model {
            let networks = NetworkDecl::of(model);
            let role = |name: &str| networks.iter().find(|network| network.name == name).map(NetworkDecl::role);
            let play = |item: &asivae_grammar::Move| Play {
                players: item.players.iter().map(|player| player.text.clone()).collect(),
                roles: item.players.iter().map(|player| role(&player.text).unwrap_or(Role::Other)).collect(),
                terms: reading.terms(&item.title()),
                title: item.title(),
            };
            reading.plays = model.moves.iter().map(play).collect();
        }
        reading.model = model;
        reading
    }

    /// Whether enough is on record of the model's own moves to speak of more than their beginning.
    pub(super) fn is_long(&self) -> bool {
        self.run.rows.iter().filter(|row| row.step >= self.begin).count() >= ROWS
    }

    /// A column while the model's own moves are played.
    pub(super) fn series(&self, column: &str) -> Series {
        let rows = self.run.rows.iter().filter(|row| row.step >= self.begin);
        Series(rows.filter_map(|row| Some((row.step, *row.values.get(column)?))).collect())
    }

    /// A column over the whole run, warm-up included.
    pub(super) fn whole(&self, column: &str) -> Series {
        Series(self.run.rows.iter().filter_map(|row| Some((row.step, *row.values.get(column)?))).collect())
    }

    /// A figure at the end: as it was evaluated, or as it was last measured while training.
    pub(super) fn figure(&self, name: &str) -> Option<f64> {
        self.run.figure(name).or_else(|| self.whole(&format!("metric/{name}")).0.last().map(|(_, value)| *value))
    }

    /// All terms of all moves.
    pub(super) fn all_terms(&self) -> impl Iterator<Item = (&Play, &Term)> {
        self.plays.iter().flat_map(|play| play.terms.iter().map(move |term| (play, term)))
    }

    /// The mean reconstruction error of real data, from moves that the model itself or its warm-up plays, and the column's name.
    pub(super) fn reconstruction(&self) -> Option<(String, Series)> {
        let (_, term) = self.all_terms().find(|(_, term)| term.is_reconstruction_of("x"))?;
        Some((term.column.clone(), self.series(&term.column)))
    }

    /// The reconstruction error before anything was learned: that of the first recorded step, whosever move that was.
    pub(super) fn first_reconstruction(&self) -> Option<f64> {
        let (_, term) = self.all_terms().find(|(_, term)| term.is_reconstruction_of("x"))?;
        let first = self.run.rows.first()?;
        let mut values =
            first.values.iter().filter(|(name, _)| name.split_once('/').is_some_and(|(_, own)| own == term.name));
        values.next().map(|(_, value)| *value).filter(|value| *value > 0.0)
    }

    /// The KL divergence of real data's posteriors, where an objective has it, and the column's name.
    pub(super) fn real_kl(&self) -> Option<(String, Series)> {
        let of_x = |(_, term): &(&Play, &Term)| term.is_divergence() && term.source() == Some("x");
        let (_, term) = self.all_terms().filter(|(play, _)| play.encodes()).find(of_x)?;
        Some((term.column.clone(), self.series(&term.column)))
    }

    /// Number of modes of the data, where they have separate ones and are linked in.
    pub(super) fn modes(&self) -> Option<usize> {
        Some(plugin::open_data(&self.run.config.data).ok()?.modes()?.centres.len())
    }

    /// The command that trains the run anew, to which settings are added.
    pub(super) fn train(&self, more: &str) -> String {
        format!("{} {more}", command(&self.run.config.model, &self.run.config.data))
    }

    /// The same with another learning rate, also for players that have one of their own.
    pub(super) fn rate(&self, rate: f64) -> String {
        let players = self.run.config.optim.players.keys();
        let own: String = players.map(|player| format!(" --set optim.{player}.lr={}", setting(rate))).collect();
        self.train(&format!("--set optim.lr={}{own}", setting(rate)))
    }

    /// The same with a warm-up that leaves most of the run to the game.
    pub(super) fn warmed_up(&self) -> String {
        let steps = (self.run.config.train.steps / 4).clamp(1, 2_000);
        self.train(&format!("--set warmup.model=vae --set warmup.steps={steps} --set warmup.beta_kl=0.02"))
    }

    /// The same with a scalar of the model multiplied, where it has one of that name that is a number.
    pub(super) fn scaled(&self, name: &str, factor: f64) -> Option<String> {
        let scalar = self.model.as_ref()?.scalars.iter().find(|scalar| scalar.name.text == name)?;
        let value: f64 = scalar.default.to_string().parse().ok().filter(|value| *value != 0.0)?;
        Some(self.train(&format!("--set {name}={}", setting(value * factor))))
    }

    /// Networks of the model that score.
    pub(super) fn scorers(&self) -> Vec<String> {
        let networks = self.model.as_ref().map(NetworkDecl::of).unwrap_or_default();
        networks.into_iter().filter(|network| network.role() == Role::Scorer).map(|network| network.name).collect()
    }

    fn terms(&self, title: &str) -> Vec<Term> {
        let mut terms: Vec<Term> = Vec::new();
        let own = |column: &str| column.strip_prefix(title)?.strip_prefix('/').map(str::to_owned);
        let mut columns: Vec<&String> =
            self.run.rows.iter().filter(|row| row.step >= self.begin).flat_map(|row| row.values.keys()).collect();
        columns.sort_unstable();
        columns.dedup();
        for column in &columns {
            let Some(name) = own(column) else { continue };
            if name == "objective" || name == "gradient" || name.starts_with("gradient/") || name.starts_with("share/")
            {
                continue;
            }
            terms.push(Term { name, column: (*column).clone(), shares: Vec::new() });
        }
        for column in columns {
            let Some(place) = own(column).and_then(|own| own.strip_prefix("share/").map(str::to_owned)) else {
                continue;
            };
            let (root, name) = match outer(&place, '/') {
                Some(at) => (&place[..at], &place[at + 1..]),
                None => ("", place.as_str()),
            };
            if let Some(term) = terms.iter_mut().find(|term| term.name == name) {
                term.shares.push((root.to_owned(), column.clone()));
            }
        }
        terms
    }
}
