//! Text that is put together while rustc evaluates a constant.

/// A buffer for one message.
pub(super) struct Text {
    bytes: [u8; Text::CAPACITY],
    length: usize,
}

impl Text {
    const CAPACITY: usize = 1024;

    /// An empty text.
    pub(super) const fn new() -> Self {
        Text { bytes: [0; Text::CAPACITY], length: 0 }
    }

    /// The same with more; what does not fit is left out whole.
    pub(super) const fn push(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        if self.length + text.len() <= Text::CAPACITY {
            let mut i = 0;
            while i < text.len() {
                self.bytes[self.length + i] = text[i];
                i += 1;
            }
            self.length += text.len();
        }
        self
    }

    /// The same with a number.
    pub(super) const fn number(self, value: usize) -> Self {
        const DIGITS: &str = "0123456789";
        let text = if value >= 10 { self.number(value / 10) } else { self };
        text.push(DIGITS.split_at(value % 10).1.split_at(1).0)
    }

    /// The same with `count` and a noun in singular or plural.
    pub(super) const fn count(self, count: usize, noun: &str) -> Self {
        let text = self.number(count).push(" ").push(noun);
        if count == 1 { text } else { text.push("s") }
    }

    /// The same with names, and commas between them.
    pub(super) const fn list(mut self, names: &[&str]) -> Self {
        let mut i = 0;
        while i < names.len() {
            self = if i == 0 { self } else { self.push(", ") }.push(names[i]);
            i += 1;
        }
        self
    }

    /// The text.
    pub(super) const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

/// Whether two names are the same.
pub(super) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}

/// How many letters are to be put in, left out or replaced to make one name of the other; `usize::MAX` for long names.
pub(super) const fn distance(a: &str, b: &str) -> usize {
    const LONGEST: usize = 64;
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() > LONGEST || b.len() > LONGEST {
        return usize::MAX;
    }
    let mut row = [0; LONGEST + 1];
    let mut j = 0;
    while j <= b.len() {
        row[j] = j;
        j += 1;
    }
    let mut i = 0;
    while i < a.len() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        j = 0;
        while j < b.len() {
            let replaced = diagonal + if a[i] == b[j] { 0 } else { 1 };
            diagonal = row[j + 1];
            let one_more = 1 + if row[j] < row[j + 1] { row[j] } else { row[j + 1] };
            row[j + 1] = if replaced < one_more { replaced } else { one_more };
            j += 1;
        }
        i += 1;
    }
    row[b.len()]
}

/// Whether the name is among these.
pub(super) const fn among(name: &str, names: &[&str]) -> bool {
    let mut i = 0;
    while i < names.len() {
        if same(name, names[i]) {
            return true;
        }
        i += 1;
    }
    false
}

#[test]
fn a_message_is_put_together() {
    let text =
        Text::new().push("`kl` is over ").count(1, "source").push("; ").count(12, "word").push(": ").list(&["a", "b"]);
    assert_eq!(text.as_str(), "`kl` is over 1 source; 12 words: a, b");
    assert_eq!(Text::new().number(0).number(907).as_str(), "0907");
}

#[test]
fn what_does_not_fit_is_left_out() {
    let long = "x".repeat(Text::CAPACITY);
    assert_eq!(Text::new().push("a").push(&long).as_str(), "a");
}

#[test]
fn distances_count_letters() {
    assert_eq!(
        [distance("rate", "rat"), distance("", "ab"), distance("weight", "wieght"), distance("a", "a")],
        [1, 2, 2, 0]
    );
    assert_eq!(distance("a", &"b".repeat(65)), usize::MAX);
}

#[test]
fn names_are_compared_whole() {
    assert!(same("mu", "mu") && !same("mu", "mu_a") && !same("mu_a", "mu") && same("", ""));
    assert!(among("b", &["a", "b"]) && !among("c", &["a", "b"]) && !among("a", &[]));
}
