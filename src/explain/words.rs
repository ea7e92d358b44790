//! Numbers and commands, as one reads and types them.

pub(super) use crate::words::{quoted, short as shown};

/// The command that trains a model on data.
pub(super) fn command(model: &str, data: &str) -> String {
    format!("asivae train {model} --data {}", quoted(data))
}

/// A number for a command, to two digits: `0.02`, `5e-5`.
pub(super) fn setting(value: f64) -> String {
    let rounded: f64 = format!("{value:.1e}").parse().unwrap_or(value);
    if rounded == 0.0 || (1e-3..1e5).contains(&rounded.abs()) { rounded.to_string() } else { format!("{rounded:e}") }
}

/// A share in words: `12 %`.
pub(super) fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent == 0.0 || percent >= 0.95 { format!("{percent:.0} %") } else { format!("{} %", shown(percent)) }
}

#[test]
fn numbers_are_short() {
    assert_eq!([0.2, 0.05, 5e-5, 12.0, 0.0123].map(setting), ["0.2", "0.05", "5e-5", "12", "0.012"]);
    assert_eq!([0.0, 0.0004, 0.5].map(percent), ["0 %", "0.0400 %", "50 %"]);
}
