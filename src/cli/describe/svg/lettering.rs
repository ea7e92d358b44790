//! Texts before they are drawn: how wide they are at most, where they are broken.

use super::palette::Ink;

/// A family of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Font {
    /// For headings and sentences.
    Sans,
    /// For what is written in the language of models.
    Mono,
}

/// How a text is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lettering {
    pub(super) font: Font,
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) ink: Ink,
}

impl Font {
    pub(super) fn class(self) -> &'static str {
        match self {
            Font::Sans => "sans",
            Font::Mono => "mono",
        }
    }

    /// None of them is wider than DejaVu.
    pub(super) fn family(self) -> &'static str {
        match self {
            Font::Sans => r#""Helvetica Neue", Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif"#,
            Font::Mono => r#"Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace"#,
        }
    }
}

impl Lettering {
    pub(super) const fn sans(size: f64, ink: Ink) -> Self {
        Lettering { font: Font::Sans, size, bold: false, ink }
    }

    pub(super) const fn mono(size: f64, ink: Ink) -> Self {
        Lettering { font: Font::Mono, size, bold: false, ink }
    }

    pub(super) const fn bold(self) -> Self {
        Lettering { bold: true, ..self }
    }

    /// The width of a text, rather too much: the letters are those of whoever looks at it.
    pub(super) fn width(self, text: &str) -> f64 {
        let letters: f64 = text.chars().map(|letter| self.letter(letter)).sum();
        self.size * letters
    }

    /// In parts of the size.
    fn letter(self, letter: char) -> f64 {
        // DejaVu's widths, rounded up.
        let width = match (self.font, letter) {
            (_, '\u{300}'..='\u{36f}') => return 0.0,
            (_, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{ffdc}') => 1.05,
            (Font::Mono, _) => return 0.605,
            (Font::Sans, 'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ') => 0.36,
            (Font::Sans, 'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '-' | '/' | '"' | '!' | '·') => 0.47,
            (Font::Sans, 'm' | 'w' | 'M' | 'W' | '%' | '—' | '…' | '@' | '∈' | '½') => 1.0,
            (Font::Sans, _) if letter.is_ascii_lowercase() || letter.is_ascii_digit() => 0.64,
            (Font::Sans, _) => 0.84,
        };
        if self.bold { 1.12 * width } else { width }
    }
}

/// As much of a text as there is room for.
pub(super) fn cropped(text: &str, lettering: Lettering, room: f64) -> String {
    if lettering.width(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = lettering.width("…");
    if used > room {
        return kept;
    }
    for letter in text.chars() {
        used += lettering.letter(letter) * lettering.size;
        if used > room {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

/// Words put into lines of that width; those behind the first begin `indent` further right.
pub(super) fn wrapped(words: &[(String, Lettering)], room: f64, indent: f64) -> Vec<Vec<(String, Lettering)>> {
    let mut lines: Vec<Vec<(String, Lettering)>> = vec![Vec::new()];
    let mut used = 0.0;
    for (text, lettering) in words {
        for word in text.split_inclusive(' ') {
            let width = lettering.width(word.trim_end());
            let room = if lines.len() == 1 { room } else { room - indent };
            if used > 0.0 && used + width > room {
                lines.push(Vec::new());
                used = 0.0;
            }
            let Some(line) = lines.last_mut() else { continue };
            used += lettering.width(word);
            match line.last_mut() {
                Some((before, same)) if same.ink == lettering.ink && same.bold == lettering.bold => {
                    before.push_str(word)
                }
                _ => line.push((word.to_owned(), *lettering)),
            }
        }
    }
    lines
}

#[test]
fn what_is_too_wide_is_cropped() {
    let mono = Lettering::mono(10.0, Ink::Text);
    assert_eq!(cropped("encoder", mono, 45.0), "encoder");
    assert_eq!(cropped("a long encoder", mono, 45.0), "a long…");
}

#[test]
fn lines_are_broken_between_words() {
    let mono = Lettering::mono(10.0, Ink::Text);
    let words = [("scale · beta · ".to_owned(), mono), ("rec(x)".to_owned(), mono.bold())];
    let lines = wrapped(&words, 95.0, 10.0);
    let texts: Vec<String> = lines.iter().map(|line| line.iter().map(|(text, _)| text.as_str()).collect()).collect();
    assert_eq!(texts, ["scale · beta · ", "rec(x)"]);
}
