//! Numbers and commands, as one reads and types them.

/// The command that trains a model on data.
pub(super) fn command(model: &str, data: &str) -> String {
    format!("asivae train {model} --data {}", quoted(data))
}

/// A word for a shell, in quotes where it needs them.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.,/=:".contains(c);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// A number as one reads it: `0.0123`, `4.1e-9`, `162000`.
pub(super) fn shown(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        return "0".to_owned();
    }
    if (1e-3..1e5).contains(&size) {
        let digits = [(100.0, 0), (1.0, 2)].iter().find(|(least, _)| size >= *least).map_or(4, |(_, digits)| *digits);
        return format!("{value:.digits$}");
    }
    format!("{value:.1e}")
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
    assert_eq!([0.0, 1.5e-7, 0.01234, 2.71159, 162_000.0].map(shown), ["0", "1.5e-7", "0.0123", "2.71", "1.6e5"]);
    assert_eq!([0.2, 0.05, 5e-5, 12.0, 0.0123].map(setting), ["0.2", "0.05", "5e-5", "12", "0.012"]);
    assert_eq!([0.0, 0.0004, 0.5].map(percent), ["0 %", "0.0400 %", "50 %"]);
}

#[test]
fn what_a_shell_would_read_otherwise_is_quoted() {
    assert_eq!(["8-gaussians", "blobs(n = 5)", "a'b"].map(quoted), ["8-gaussians", "'blobs(n = 5)'", r"'a'\''b'"]);
}
