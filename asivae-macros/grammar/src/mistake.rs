//! Mistakes: what is wrong and where, all at once.

use std::fmt::{self, Write};

use crate::span::Span;

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The smallest wrong part of the input.
    pub span: Span,
    /// What is wrong, then the nearest name or the choices; lower case, no full stop.
    pub message: String,
}

/// Mistakes of one input: an accumulator, and the error of everything in this crate that can fail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "mistakes are to be shown"]
pub struct Mistakes(Vec<Mistake>);

impl Mistake {
    /// A mistake at a place.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Mistake { span, message: message.into() }
    }
}

impl Mistakes {
    /// Notes a mistake at a place.
    pub fn push(&mut self, span: Span, message: impl Into<String>) {
        self.0.push(Mistake::new(span, message));
    }

    /// Notes a mistake.
    pub fn add(&mut self, mistake: Mistake) {
        self.0.push(mistake);
    }

    /// The mistakes, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Mistake> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value where there are no mistakes, otherwise the mistakes in the order of the input.
    ///
    /// # Errors
    /// Where a mistake was noted.
    pub fn finish<T>(mut self, value: T) -> Result<T, Mistakes> {
        self.sort();
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// Puts the mistakes in the order of the input.
    pub(crate) fn sort(&mut self) {
        self.0.sort_by_key(|mistake| mistake.span.start);
    }

    /// The mistakes against the text they were found in: message, line, column and a caret for each.
    ///
    /// ```text
    /// error: unknown name `gama`; did you mean `gamma`?
    ///  --> line 3, column 9
    ///   |
    /// 3 | let c = gama * 2;
    ///   |         ^^^^
    /// ```
    pub fn render(&self, source: &str) -> String {
        self.shown(|mistake| mistake.render(source))
    }

    /// The same for the text of a file: `run.toml:3:9` is where a mistake stands.
    pub fn render_in(&self, source: &str, file: &str) -> String {
        self.shown(|mistake| mistake.render_at(source, |line, column| format!("{file}:{line}:{column}")))
    }

    fn shown(&self, render: impl Fn(&Mistake) -> String) -> String {
        let mut blocks: Vec<String> = self.iter().map(render).collect();
        // A `let` that is used in several places is walked as often, and so are its mistakes.
        blocks.dedup();
        blocks.join("\n")
    }
}

/// Characters of a line that are shown on each side of where a mistake begins.
const SHOWN: usize = 120;

impl Mistake {
    /// This mistake against the text it was found in.
    pub fn render(&self, source: &str) -> String {
        self.render_at(source, |line, column| format!("line {line}, column {column}"))
    }

    fn render_at(&self, source: &str, place: impl Fn(usize, usize) -> String) -> String {
        let start = floor(source, self.span.start as usize);
        let before = &source[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = source[start..].find('\n').map_or(source.len(), |newline| start + newline);
        let end = floor(source, self.span.end as usize).clamp(start, line_end.max(start));
        let number = before.matches('\n').count() + 1;
        let column = source[line_start..start].chars().count() + 1;
        // Of a line that fills a screen, what is around the caret.
        let from = column.saturating_sub(1).saturating_sub(SHOWN);
        let line = source[line_start..line_end].trim_end_matches('\r');
        let (head, tail) =
            (if from > 0 { "…" } else { "" }, if line.chars().count() > from + 2 * SHOWN { "…" } else { "" });
        let line: String = line.chars().skip(from).take(2 * SHOWN).collect();
        let gutter = " ".repeat(number.to_string().len());
        let blank = |c| if c == '\t' { '\t' } else { ' ' };
        let indent: String = head.chars().chain(source[line_start..start].chars().skip(from)).map(blank).collect();
        let carets = "^".repeat(source[start..end].chars().count().clamp(1, SHOWN));
        let mut out = String::new();
        let _ = writeln!(out, "error: {}", self.message);
        let _ = writeln!(out, "{gutter}--> {}", place(number, column));
        let _ = writeln!(out, "{gutter} |");
        let _ = writeln!(out, "{number} | {head}{line}{tail}");
        let _ = writeln!(out, "{gutter} | {indent}{carets}");
        out
    }
}

/// The last character boundary at or before `index`.
fn floor(source: &str, index: usize) -> usize {
    let mut index = index.min(source.len());
    while !source.is_char_boundary(index) {
        index -= 1;
    }
    index
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, mistake) in self.iter().enumerate() {
            let newline = if i == 0 { "" } else { "\n" };
            write!(f, "{newline}{mistake}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Mistake {}

impl std::error::Error for Mistakes {}

impl From<Mistake> for Mistakes {
    fn from(mistake: Mistake) -> Self {
        Mistakes(vec![mistake])
    }
}

impl Extend<Mistake> for Mistakes {
    fn extend<I: IntoIterator<Item = Mistake>>(&mut self, mistakes: I) {
        self.0.extend(mistakes);
    }
}

impl IntoIterator for Mistakes {
    type Item = Mistake;
    type IntoIter = std::vec::IntoIter<Mistake>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Mistakes {
    type Item = &'a Mistake;
    type IntoIter = std::slice::Iter<'a, Mistake>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[test]
fn a_mistake_points_at_its_columns() {
    let source = "let a = 1;\nlet c = gama * 2;\n";
    let mistake = Mistake::new(Span { start: 19, end: 23 }, "unknown name `gama`");
    let expected = "error: unknown name `gama`\n --> line 2, column 9\n  |\n2 | let c = gama * 2;\n  |         ^^^^\n";
    assert_eq!(mistake.render(source), expected);
}

#[test]
fn a_span_beyond_the_text_is_shown_at_its_end() {
    let rendered = Mistake::new(Span { start: 90, end: 99 }, "more wanted").render("α");
    assert!(rendered.contains("line 1, column 2"), "{rendered}");
}
