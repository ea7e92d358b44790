//! A value that is not finite: where it came from, before anything was updated with it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Where a value that is not finite came from. Nothing was updated with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NotFinite {
    /// Step, counted from 0.
    pub step: usize,
    /// The move, `encoder`.
    pub title: String,
    /// The term or the gradient, ``the term `rec(xr)` ``.
    pub what: String,
    /// Its value: NaN or an infinity. JSON has neither, so that it is a word there: `"NaN"`, `"inf"`, `"-inf"`.
    #[serde(serialize_with = "as_word", deserialize_with = "from_word")]
    pub value: f64,
    /// The last finite values by name, where some were recorded, and their step.
    pub last: Option<(usize, Vec<(String, f64)>)>,
    /// Where the last good weights were saved, where there is a run directory.
    pub saved: Option<String>,
}

impl NotFinite {
    /// What was not finite and where, in one line: ``the term `rec(xr)` of the move `encoder` is NaN at step 623``.
    pub fn summary(&self) -> String {
        format!("{} of the move `{}` is {} at step {}", self.what, self.title, self.value, self.step)
    }
}

impl fmt::Display for NotFinite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}; nothing was updated with it", self.summary())?;
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

fn as_word<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn from_word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let word = String::deserialize(deserializer)?;
    let message = |_| de::Error::custom(format!("expected `NaN`, `inf`, `-inf` or a number in quotes; found `{word}`"));
    word.parse().map_err(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble(value: f64) -> NotFinite {
        let last = Some((620, vec![("encoder/rec(xr)".to_owned(), 0.5)]));
        let (title, what) = ("encoder".to_owned(), "the term `rec(xr)`".to_owned());
        NotFinite { step: 623, title, what, value, last, saved: None }
    }

    #[test]
    fn json_has_a_word_for_what_is_no_number() -> Result<(), serde_json::Error> {
        for (value, word) in [(f64::NAN, "NaN"), (f64::INFINITY, "inf"), (f64::NEG_INFINITY, "-inf")] {
            let text = serde_json::to_string(&trouble(value))?;
            assert!(text.contains(&format!("\"value\":\"{word}\"")), "{text}");
            let read: NotFinite = serde_json::from_str(&text)?;
            assert_eq!((read.value.to_string(), read.last), (word.to_owned(), trouble(value).last));
        }
        assert!(serde_json::from_str::<NotFinite>(r#"{"step":1,"title":"a","what":"b","value":"large"}"#).is_err());
        Ok(())
    }
}
