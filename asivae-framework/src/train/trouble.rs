//! A value that is not finite: where it came from, before anything was updated with it.

use std::fmt;

/// Where a value that is not finite came from. Nothing was updated with it.
#[derive(Clone, Debug)]
pub struct NotFinite {
    /// Step, counted from 0.
    pub step: usize,
    /// The move, `encoder`.
    pub title: String,
    /// The term or the gradient, ``the term `rec(xr)` ``.
    pub what: String,
    /// Its value: NaN or an infinity.
    pub value: f64,
    /// The last finite values by name, where some were recorded, and their step.
    pub last: Option<(usize, Vec<(String, f64)>)>,
    /// Where the last good weights were saved, where there is a run directory.
    pub saved: Option<String>,
}

impl fmt::Display for NotFinite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} of the move `{}` is {} at step {}; nothing was updated with it",
            self.what, self.title, self.value, self.step
        )?;
        if let Some((step, values)) = &self.last {
            writeln!(f, "last finite values, at step {step}:")?;
            for (name, value) in values {
                writeln!(f, "  {name} = {value:.6}")?;
            }
        }
        let weight =
            if self.what.starts_with("the term") { "a smaller weight on that term" } else { "smaller weights" };
        write!(
            f,
            "usual remedies: a lower learning rate (`--set optim.lr=…`), clipping (`--set optim.clip_norm=1`), {weight}, \
             a longer warm-up (`--set warmup.steps=…`); a distance between posteriors that is unbounded as variances vanish wants its \
             statistics squashed (`squash(xr)`)"
        )?;
        if let Some(path) = &self.saved {
            write!(f, "\nthe last good weights are in {path}")?;
        }
        Ok(())
    }
}
