//! Numbers as one reads them, and words as a shell takes them.

/// A number to three digits that count: `0.0123`, `4.1e-9`, `512`.
pub(crate) fn short(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 {
        "0".to_owned()
    } else if !(1e-3..1e5).contains(&size) {
        format!("{value:.1e}")
    } else {
        let digits = (2 - size.log10().floor() as i32).clamp(0, 4) as usize;
        format!("{value:.digits$}")
    }
}

/// A word for a shell, in quotes where it needs them.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.,/=:".contains(c);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[test]
fn values_are_short() {
    assert_eq!([0.0, 0.021_34, 2.71159, 512.3, 1.2e-7].map(short), ["0", "0.0213", "2.71", "512", "1.2e-7"]);
    assert_eq!([0.0, 1.5e-7, 0.01234, 2.71159, 162_000.0].map(short), ["0", "1.5e-7", "0.0123", "2.71", "1.6e5"]);
}

#[test]
fn what_a_shell_would_read_otherwise_is_quoted() {
    assert_eq!(["8-gaussians", "blobs(n = 5)", "a'b"].map(quoted), ["8-gaussians", "'blobs(n = 5)'", r"'a'\''b'"]);
}
