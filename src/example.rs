//! What the examples share: a command line, a progress bar, figures and a picture.

use std::time::Duration;

use clap::Parser;

use crate::cli::{Then, Training, guarded, train};
use crate::{ModelSource, Objective, Result, Run, Trainer, plugin};

/// A model to be trained by a binary of its own.
///
/// ```no_run
/// use asivae::{example::Example, models::AsIntroVae};
///
/// fn main() {
///     Example::of::<AsIntroVae>().set("c", "cosine()").steps(3_000).main()
/// }
/// ```
pub struct Example {
    model: String,
    data: String,
    like: Option<String>,
    steps: Option<usize>,
    set: Vec<(String, String)>,
    record: Option<String>,
    by_hand: Vec<(String, Box<dyn Objective>)>,
    then: Option<Then>,
}

/// Trains the model of this example; every setting can be given anew.
#[derive(Parser)]
struct Options {
    /// Registered name of a data set.
    #[arg(long)]
    data: Option<String>,
    #[command(flatten)]
    training: Training,
}

impl Example {
    /// An example of a model, on the 8 Gaussians where no other data are named.
    pub fn of<M: ModelSource + Default>() -> Self {
        let model = M::default().plugin().info.qualified_name();
        Example {
            model,
            data: "8-gaussians".to_owned(),
            like: None,
            steps: None,
            set: Vec::new(),
            record: None,
            by_hand: Vec::new(),
            then: None,
        }
    }

    /// On these data.
    pub fn data(mut self, name: &str) -> Self {
        self.data = name.to_owned();
        self
    }

    /// With the run settings (steps, batch, learning rates, warm-up, networks) of another model, which this one is made like; its equation stays
    /// as it is written.
    pub fn like(mut self, model: &str) -> Self {
        self.like = Some(model.to_owned());
        self
    }

    /// With so many steps.
    pub fn steps(mut self, steps: usize) -> Self {
        self.steps = Some(steps);
        self
    }

    /// With a part of the model or a setting of the run replaced.
    pub fn set(mut self, key: &str, value: impl ToString) -> Self {
        self.set.push((key.to_owned(), value.to_string()));
        self
    }

    /// With code in the place of a move's objective.
    pub fn objective(mut self, title: &str, objective: impl Objective) -> Self {
        self.by_hand.push((title.to_owned(), Box::new(objective)));
        self
    }

    /// With what was recorded of many seeds at these settings; it is printed after the figures of this one.
    pub fn record(mut self, text: &str) -> Self {
        self.record = Some(text.to_owned());
        self
    }

    /// With more to be done with the run when it is trained; it is given the time that the training took. What it gives is printed after the figures.
    pub fn then(mut self, then: fn(&Run, Duration) -> Result<String>) -> Self {
        self.then = Some(then);
        self
    }

    /// Reads the command line, trains, and ends the process.
    pub fn main(self) {
        guarded(|| {
            let options = Options::parse();
            let json = options.training.json();
            let data = options.data.unwrap_or_else(|| self.data.clone());
            // A record holds for the data and the settings it was made on.
            let record = self.record.clone().filter(|_| data == self.data && options.training.as_declared());
            let then = self.then;
            let finished = train(self.trainer(&data)?, options.training)?.with_record(record);
            Ok(finished.then(then)?.output(json))
        })
    }

    fn trainer(self, data: &str) -> Result<Trainer> {
        let mut trainer = Trainer::named(&self.model, data)?;
        if let Some(like) = self.like.as_deref().filter(|like| plugin::preset(like, data).is_some()) {
            trainer = trainer.like(like)?;
        }
        if let Some(steps) = self.steps {
            trainer = trainer.steps(steps);
        }
        for (key, value) in &self.set {
            trainer = trainer.set(key, value)?;
        }
        for (title, objective) in self.by_hand {
            trainer = trainer.objective(&title, objective)?;
        }
        Ok(trainer)
    }
}
