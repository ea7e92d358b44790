//! Settings of a trainer: presets, overrides of the model, keys of the run.

use asivae_grammar::Name;

use super::config::{Applied, RunConfig};
use super::continued::may_change;
use super::declared::Declared;
use super::trainer::Trainer;
use crate::error::{Error, Result};
use crate::game::{Game, Override};
use crate::plugin::{self, ModelPlugin};

/// The number that is not declared by any model.
const SCALE: &str = "scale";

impl Trainer {
    /// Takes the settings of the run (steps, batch, learning rates, warm-up, networks) that another model has on these data, for a model
    /// that is made like it. The numbers and terms of this model stay as it declares them.
    ///
    /// # Errors
    ///
    /// A preset that is not there.
    pub fn like(mut self, model: &str) -> Result<Self> {
        let data = self.data.name().to_owned();
        plugin::find::<ModelPlugin>(model)?;
        let presets: Vec<_> = ["*", &data].into_iter().filter_map(|data| plugin::preset(model, data)).collect();
        if presets.is_empty() {
            let all = plugin::all::<plugin::PresetPlugin>();
            let known: Vec<&str> = all.iter().filter(|p| p.model == model).map(|p| p.data).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            let message = format!("`{model}` has no preset on `{data}`; it has some on these data: {known}");
            return Err(Error::Unknown(message));
        }
        for preset in presets {
            let origin = format!("like {model}/{}", preset.data);
            for (key, value) in (preset.call)().0.into_iter().filter(|(key, _)| RunConfig::owns(key)) {
                // Networks that this model lacks need no architecture.
                let network = key.strip_prefix("networks.").filter(|name| *name != "*");
                if network.is_none_or(|name| self.check_network_name(&key, name).is_ok()) {
                    self.apply(&key, &value, &origin)?;
                }
            }
        }
        Ok(self)
    }

    pub(super) fn apply_preset(&mut self, model: &str, data: &str) -> Result<()> {
        let Some(preset) = plugin::preset(model, data) else { return Ok(()) };
        let origin = format!("preset {model}/{data}");
        for (key, value) in (preset.call)().0 {
            // A mistake in the model is not the preset's.
            let in_preset = |error: Error| match error {
                Error::Model { .. } => error,
                error => Error::setting(format!("{origin} ({})", preset.info.source()), error.to_string()),
            };
            self.apply(&key, &value, &origin).map_err(in_preset)?;
        }
        Ok(())
    }

    /// Replaces a part of the model (`beta_neg`, `c`, `c.rate`, `div(s)`, `decoder`) or a setting of the run
    /// (`optim.lr`, `train.steps`, `warmup.beta_kl`, `networks.encoder`). The last value of a key wins.
    ///
    /// # Errors
    ///
    /// An unknown key, with the nearest one; a value that is malformed, out of bounds or of the wrong kind.
    pub fn set(mut self, key: &str, value: impl ToString) -> Result<Self> {
        self.apply(key.trim(), &value.to_string(), "set")?;
        Ok(self)
    }

    /// The same in place: after an error the trainer is as it was.
    ///
    /// # Errors
    ///
    /// As [`set`](Trainer::set).
    pub fn adjust(&mut self, key: &str, value: impl ToString) -> Result<()> {
        self.apply(key.trim(), &value.to_string(), "set")
    }

    /// Makes several such settings in order. All that are wrong are reported together.
    ///
    /// # Errors
    ///
    /// As [`set`](Trainer::set).
    pub fn set_all<'a>(mut self, settings: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        let mut wrong = Vec::new();
        for (key, value) in settings {
            wrong.extend(self.apply(key.trim(), value, "set").err());
        }
        match wrong.len() {
            0 => Ok(self),
            1 => Err(wrong.remove(0)),
            _ => Err(Error::Several(wrong)),
        }
    }

    /// Leaves a term, a `let` or a function out of the model by the name under which it is logged: `rec(xr)` in every move, `encoder/rec(xr)` in
    /// one. The warm-up's model keeps it.
    ///
    /// # Errors
    ///
    /// A name that no term has, with the nearest; an objective of which nothing is left.
    pub fn drop_term(mut self, term: &str) -> Result<Self> {
        self.leave_out(term, "set")?;
        Ok(self)
    }

    pub(super) fn leave_out(&mut self, term: &str, origin: &str) -> Result<()> {
        let term = term.trim();
        let dropped = self.declared.model()?.without;
        if self.config.drop.iter().any(|own| own == term) || dropped.iter().any(|own| own.text == term) {
            return Ok(());
        }
        self.config.drop.push(term.to_owned());
        if let Err(error) = self.game() {
            self.config.drop.pop();
            return Err(error);
        }
        self.applied.push(Applied { key: "drop".to_owned(), value: term.to_owned(), origin: origin.to_owned() });
        Ok(())
    }

    pub(super) fn apply(&mut self, key: &str, value: &str, origin: &str) -> Result<()> {
        // As files write it, where it is the model's whatever its name.
        let (key, models) = match key.strip_prefix("model.") {
            Some(key) => (key, true),
            None => (key, false),
        };
        if self.continued.is_some() && !may_change(key) {
            let message = "a run goes on as it was: what may change is train.steps, eval.*, early_stop.*, checkpoint.*; another run begins with its weights by \
                           `asivae train … --from RUN`";
            return Err(Error::setting(key, message));
        }
        if RunConfig::owns(key) && !models {
            let mut config = self.config.clone();
            config.set(key, value)?;
            if config.warmup != self.config.warmup {
                self.warmup_game(&config)?;
            }
            if let Some(network) = key.strip_prefix("networks.").filter(|n| *n != "latent") {
                self.check_network_name(key, network)?;
                plugin::check_network(network, value)?;
            }
            if let Some(player) = key.strip_prefix("optim.").and_then(|rest| rest.strip_suffix(".lr")) {
                self.check_network_name(key, player)?;
            }
            self.config = config;
        } else {
            let mut set = self.config.set.clone();
            set.retain(|old| old.split_once('=').is_none_or(|(k, _)| k != key));
            set.push(format!("{key}={value}"));
            self.game_of(&self.declared, &set, &self.config.drop).map_err(|error| match error {
                Error::Unknown(message) => Error::Unknown(self.with_run_keys(key, message)),
                Error::Model { text, mistakes } if !text.starts_with("in the value") => {
                    Error::Model { text: format!("with {key}={value} in the model:\n{text}"), mistakes }
                }
                other => other,
            })?;
            self.config.set = set;
        }
        // What `networks.*` has replaced is no longer among the networks of the run.
        let over = |old: &Applied| {
            let network = old.key.strip_prefix("networks.").filter(|name| *name != "latent");
            key == "networks.*" && network.is_some_and(|name| !self.config.networks.contains_key(name))
        };
        self.applied.retain(|old| old.key != key && !over(old));
        self.applied.push(Applied { key: key.to_owned(), value: value.to_owned(), origin: origin.to_owned() });
        Ok(())
    }

    /// Whether a key names a network of the model.
    fn check_network_name(&self, key: &str, name: &str) -> Result<()> {
        let game = self.game_of(&self.declared, &[], &[])?;
        let names: Vec<&str> = game.networks().iter().map(|n| n.name.as_str()).collect();
        if name == "*" || names.contains(&name) {
            return Ok(());
        }
        Err(Error::setting(key, asivae_grammar::did_you_mean("network", name, &names)))
    }

    /// A key that the model lacks may be a misspelt key of the run.
    fn with_run_keys(&self, key: &str, message: String) -> String {
        let meant = RunConfig::unknown_key(key, &[]);
        if meant.contains("did you mean") && !message.contains("did you mean") { meant } else { message }
    }

    pub(super) fn game_of(&self, declared: &Declared, set: &[String], drop: &[String]) -> Result<Game> {
        let mut model = declared.model()?;
        let mut scale = self.data.scale();
        for line in set {
            let Some((key, value)) = split_setting(line) else {
                return Err(Error::setting(line, "a setting is written NAME=VALUE"));
            };
            if key == SCALE {
                let number = value.trim().parse().ok().filter(|scale: &f64| scale.is_finite() && *scale > 0.0);
                let message =
                    || format!("expected a number above 0, by default 1/(C·H·W) of the data; found `{value}`");
                scale = number.ok_or_else(|| Error::setting(key, message()))?;
                continue;
            }
            Override { key: key.to_owned(), value: value.to_owned() }.apply(&mut model)?;
        }
        model.without.extend(drop.iter().map(|term| Name::from(term.as_str())));
        Game::assemble(&model, &declared.leaves, scale).map_err(|error| match error {
            Error::Model { text, mistakes } if set.is_empty() && !declared.place.is_empty() => {
                Error::Model { text: format!("{}\n{text}", declared.place), mistakes }
            }
            other => other,
        })
    }

    pub(super) fn warmup_game(&self, config: &RunConfig) -> Result<Option<(Game, usize)>> {
        let Some(warmup) = &config.warmup else { return Ok(None) };
        let game =
            self.game_of(&plugin::find::<ModelPlugin>(&warmup.model)?.into(), &warmup.set, &[]).map_err(|error| {
                match error {
                    Error::Unknown(message) => Error::setting("warmup", message),
                    Error::Setting { key, message } => Error::setting(format!("warmup.{key}"), message),
                    other => other,
                }
            })?;
        Ok(Some((game, warmup.steps)))
    }
}

/// `NAME=VALUE`, at the first `=` outside parentheses: `div(s)=kl(s)`.
fn split_setting(line: &str) -> Option<(&str, &str)> {
    line.split_once('=')
}
