//! An axis of a study: what is varied, and the values that it takes.

use crate::{Error, Result};

/// What a study varies: a setting, or several that change together.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    /// `c`, or a name of one's own where several settings change together.
    pub(crate) name: String,
    pub(crate) values: Vec<Value>,
}

/// A value on an axis: its name, and the settings that make it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Value {
    pub(crate) label: String,
    pub(crate) settings: Vec<(String, String)>,
}

impl Axis {
    /// The axis of a setting: its values stand between commas; `0.1..1.0:5` are five at equal distances, `log(1e-4..1e-2, 7)` seven at equal ratios.
    ///
    /// # Errors
    ///
    /// A range that cannot be read, and a value that stands there twice.
    pub(crate) fn of(key: &str, text: &str) -> Result<Axis> {
        Axis::of_values(key, &values(key, text)?)
    }

    /// The axis of a setting with these values.
    ///
    /// # Errors
    ///
    /// No value, or one that stands there twice.
    pub(crate) fn of_values(key: &str, values: &[String]) -> Result<Axis> {
        let value = |text: &String| Value { label: text.clone(), settings: vec![(key.to_owned(), text.clone())] };
        Axis { name: key.to_owned(), values: values.iter().map(value).collect() }.checked()
    }

    /// Whether its values have names of their own, as those have that make several settings.
    pub(crate) fn has_names(&self) -> bool {
        let own = |value: &Value| value.settings == [(self.name.clone(), value.label.clone())];
        !self.values.iter().all(own)
    }

    /// Keeps the values of these names.
    ///
    /// # Errors
    ///
    /// A name that no value has, with those that there are.
    pub(crate) fn keep(&mut self, names: &[&str]) -> Result<()> {
        let labels: Vec<&str> = self.values.iter().map(|value| value.label.as_str()).collect();
        if let Some(wrong) = names.iter().map(|name| name.trim()).find(|name| !labels.contains(name)) {
            let message = format!("expected one of {}; found `{wrong}`", labels.join(", "));
            return Err(Error::setting(&self.name, message));
        }
        self.values.retain(|value| names.iter().any(|name| name.trim() == value.label));
        Ok(())
    }

    /// The same, once every value is there once.
    ///
    /// # Errors
    ///
    /// No value, or one that stands there twice.
    pub(crate) fn checked(self) -> Result<Axis> {
        if self.values.is_empty() {
            return Err(Error::setting(&self.name, "expected values, between commas; found none"));
        }
        for (i, value) in self.values.iter().enumerate() {
            if self.values[..i].iter().any(|other| other.label == value.label) {
                return Err(Error::setting(&self.name, format!("the value `{}` stands there twice", value.label)));
            }
        }
        Ok(self)
    }
}

/// Whether a text stands for several values.
pub(crate) fn is_several(text: &str) -> bool {
    split(text).len() > 1 || text.contains("..")
}

/// The values that a text stands for.
fn values(key: &str, text: &str) -> Result<Vec<String>> {
    let mut values = Vec::new();
    for part in split(text) {
        match part.trim() {
            "" => return Err(Error::setting(key, format!("expected a value between two commas of `{text}`"))),
            part => values.extend(range(key, part)?.unwrap_or_else(|| vec![part.to_owned()])),
        }
    }
    Ok(values)
}

/// What stands between commas that no bracket encloses.
pub(crate) fn split(text: &str) -> Vec<&str> {
    let (mut depth, mut start) = (0_i32, 0);
    let mut parts = Vec::new();
    for (at, sign) in text.char_indices() {
        match sign {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth <= 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// The numbers of `0.1..1.0:5` or `log(1e-4..1e-2, 7)`; nothing of what is no range.
fn range(key: &str, text: &str) -> Result<Option<Vec<String>>> {
    let wrong = |expected: &str| Err(Error::setting(key, format!("expected {expected}; found `{text}`")));
    let inner = text.strip_prefix("log(").and_then(|rest| rest.strip_suffix(')'));
    let (body, separator) = match inner {
        Some(body) if body.contains("..") => (body, ','),
        _ => (text, ':'),
    };
    let Some((from, rest)) = body.split_once("..") else { return Ok(None) };
    let logarithmic = separator == ',';
    let form = if logarithmic { "`log(1e-4..1e-2, 7)`" } else { "`0.1..1.0:5`, first, last and how many" };
    let (to, count) = rest.rsplit_once(separator).unwrap_or((rest, ""));
    let numbers = (from.trim().parse::<f64>(), to.trim().parse::<f64>(), count.trim().parse::<usize>());
    let (Ok(from), Ok(to), Ok(count)) = numbers else { return wrong(form) };
    if !(2..=MOST_VALUES).contains(&count) || !from.is_finite() || !to.is_finite() || from == to {
        return wrong(&format!("two different numbers and 2 to {MOST_VALUES} values from the one to the other"));
    }
    if logarithmic && (from <= 0.0 || to <= 0.0) {
        return wrong("numbers above 0 in a logarithmic range");
    }
    let at = |i: usize| {
        let share = i as f64 / (count - 1) as f64;
        if logarithmic { from * (to / from).powf(share) } else { from + (to - from) * share }
    };
    Ok(Some((0..count).map(|i| plain(at(i))).collect()))
}

/// Beyond this an axis is a mistake.
const MOST_VALUES: usize = 1_000;

/// A number to twelve digits, as short as it can be written.
fn plain(value: f64) -> String {
    let rounded: f64 = format!("{value:.11e}").parse().unwrap_or(value);
    let (short, scientific) = (rounded.to_string(), format!("{rounded:e}"));
    if scientific.len() < short.len() { scientific } else { short }
}

/// Seeds out of a text: `0..5` are five, the end left out; `1,4,7` are three.
///
/// # Errors
///
/// What is neither, and a seed that stands there twice.
pub(crate) fn seeds(text: &str) -> Result<Vec<u64>> {
    let wrong = || Error::setting("seeds", format!("expected 0..5, the end left out, or 1,4,7; found `{text}`"));
    let mut seeds: Vec<u64> = Vec::new();
    for part in text.split(',').map(str::trim) {
        let number = |text: &str| text.trim().parse::<u64>().ok().filter(|seed| *seed <= i64::MAX as u64);
        let (from, to) = match part.split_once("..") {
            Some((from, to)) => (number(from).ok_or_else(wrong)?, number(to).ok_or_else(wrong)?),
            None => (number(part).ok_or_else(wrong)?, number(part).ok_or_else(wrong)?.saturating_add(1)),
        };
        if to <= from || to - from > MOST_SEEDS {
            return Err(wrong());
        }
        seeds.extend(from..to);
    }
    let mut sorted = seeds.clone();
    sorted.sort_unstable();
    sorted.dedup();
    if sorted.len() < seeds.len() {
        return Err(Error::setting("seeds", format!("a seed stands twice in `{text}`")));
    }
    Ok(seeds)
}

/// Beyond this a range of seeds is a mistake.
const MOST_SEEDS: u64 = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str) -> Vec<String> {
        Axis::of("c", text).unwrap().values.into_iter().map(|value| value.label).collect()
    }

    #[test]
    fn commas_separate_values_where_no_bracket_holds_them() {
        assert_eq!(labels("linear_ramp, tanh_ramp,cosine"), ["linear_ramp", "tanh_ramp", "cosine"]);
        assert_eq!(
            labels("cyclical(cycles = 4, ratio = 0.5),cosine()"),
            ["cyclical(cycles = 4, ratio = 0.5)", "cosine()"]
        );
        assert_eq!(labels("sum[s in {xr, xg}] kl(s),kl(x)"), ["sum[s in {xr, xg}] kl(s)", "kl(x)"]);
        assert_eq!(labels("[100, 200],[]"), ["[100, 200]", "[]"]);
    }

    #[test]
    fn ranges_hold_both_ends() {
        assert_eq!(labels("0.1..1.0:4"), ["0.1", "0.4", "0.7", "1"]);
        assert_eq!(labels("log(1e-4..1e-2, 3)"), ["1e-4", "1e-3", "0.01"]);
        assert_eq!(labels("log(1e-8..1e-6, 3)"), ["1e-8", "1e-7", "1e-6"]);
        assert_eq!(labels("-1..1:3,5"), ["-1", "0", "1", "5"]);
    }

    #[test]
    fn what_is_no_list_of_values_is_said() {
        for (text, part) in [
            ("1,,2", "between two commas"),
            ("1,1", "twice"),
            ("1..2", "first, last and how many"),
            ("1..2:1", "2 to 1000"),
            ("log(0..1, 3)", "above 0"),
            ("a..b:3", "0.1..1.0:5"),
        ] {
            let message = Axis::of("c", text).unwrap_err().to_string();
            assert!(message.starts_with("c: ") && message.contains(part), "{text}: {message}");
        }
    }

    #[test]
    fn the_end_of_a_range_of_seeds_is_left_out() {
        assert_eq!(seeds("0..3").unwrap(), [0, 1, 2]);
        assert_eq!(seeds("7, 1..3").unwrap(), [7, 1, 2]);
        for text in ["", "3..3", "0..3,2", "-1", "a", "0..99999999", "9223372036854775808"] {
            assert!(seeds(text).is_err(), "{text}");
        }
    }
}
