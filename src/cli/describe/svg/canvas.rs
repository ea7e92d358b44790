//! What is drawn on: SVG as text, in colours for light and for dark, and where each text stands.

use std::fmt::Write;

use super::lettering::{Lettering, cropped};
use super::palette::{Ink, style_sheet};

/// A picture that grows downwards.
#[derive(Default)]
pub(super) struct Canvas {
    body: String,
}

/// A rectangle.
#[derive(Clone, Debug)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    pub(super) fn new(left: f64, top: f64, width: f64, height: f64) -> Self {
        Area { left, top, width, height }
    }

    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(super) fn middle(&self) -> f64 {
        self.top + self.height / 2.0
    }
}

/// How a box is drawn.
#[derive(Clone, Copy)]
pub(super) struct Look {
    /// What it is filled with, and how much of that.
    pub(super) fill: Option<(Ink, f64)>,
    /// Its border and the width of it.
    pub(super) border: Option<(Ink, f64)>,
    pub(super) dashed: bool,
    /// Radius of its corners.
    pub(super) round: f64,
}

impl Canvas {
    /// A box.
    pub(super) fn area(&mut self, area: &Area, look: Look) {
        let Area { left, top, width, height } = area;
        let (fill, border) = (filled(look.fill), look.border.map(|(ink, width)| stroked(ink, width, look.dashed)));
        let (fill_class, fill) = fill;
        let (border_class, border) = border.unwrap_or_default();
        let class = [fill_class, border_class].join(" ");
        let _ = writeln!(
            self.body,
            r#"<rect x="{left:.1}" y="{top:.1}" width="{width:.1}" height="{height:.1}" rx="{}"{}{fill}{border}/>"#,
            look.round,
            classed(&class)
        );
    }

    /// A line that is not filled, by the commands of a path.
    pub(super) fn line(&mut self, path: &str, ink: Ink, width: f64) {
        let (class, stroke) = stroked(ink, width, false);
        let _ = writeln!(self.body, r#"<path d="{path}" fill="none"{}{stroke}/>"#, classed(&class));
    }

    /// The head of an arrow that ends at that place, to the right or to the left.
    pub(super) fn head(&mut self, (x, y): (f64, f64), to_the_right: bool, ink: Ink) {
        let back = if to_the_right { -7.0 } else { 7.0 };
        let (class, fill) = filled(Some((ink, 1.0)));
        let _ = writeln!(self.body, r#"<path d="M{x:.1} {y:.1}l{back} -3.6v7.2z"{}{fill}/>"#, classed(&class));
    }

    /// A lock, by its left upper corner: 10 wide, 13 high.
    pub(super) fn lock(&mut self, (x, y): (f64, f64), ink: Ink) {
        self.line(&format!("M{:.1} {:.1}v-2.5a2.8 2.8 0 0 1 5.6 0v2.5", x + 2.2, y + 6.0), ink, 1.6);
        let look = Look { fill: Some((ink, 1.0)), border: None, dashed: false, round: 1.5 };
        self.area(&Area::new(x, y + 5.5, 10.0, 7.5), look);
    }

    /// A text whose line begins at that place, cropped where it is too wide for the room; the whole is told where one points at it.
    pub(super) fn text(&mut self, at: (f64, f64), text: &str, lettering: Lettering, room: f64) {
        self.words(at, &[(text.to_owned(), lettering)], room);
    }

    /// A line of texts in several letterings, one behind the other.
    pub(super) fn words(&mut self, (x, y): (f64, f64), words: &[(String, Lettering)], room: f64) {
        let Some((_, first)) = words.first() else { return };
        let whole: String = words.iter().map(|(text, _)| text.as_str()).collect();
        let (mut spans, mut shown, mut used) = (String::new(), String::new(), 0.0);
        for (whole, lettering) in words {
            let text = cropped(whole, *lettering, room - used);
            let (class, fill) = filled(Some((lettering.ink, 1.0)));
            let weight = if lettering.bold { r#" font-weight="bold""# } else { "" };
            let _ = write!(spans, "<tspan{}{fill}{weight}>{}</tspan>", classed(&class), escaped(&text));
            used += lettering.width(&text);
            shown.push_str(&text);
            if text != *whole {
                break;
            }
        }
        let title = if shown == whole { String::new() } else { format!("<title>{}</title>", escaped(&whole)) };
        let _ = writeln!(
            self.body,
            r#"<text x="{x:.1}" y="{y:.1}" class="{}" font-family='{}' font-size="{}" xml:space="preserve">{title}{spans}</text>"#,
            first.font.class(),
            first.font.family(),
            first.size
        );
    }

    /// The whole as a file, of that size, told to those who do not see it.
    pub(super) fn finish(self, (width, height): (f64, f64), title: &str, about: &str) -> String {
        let mut text = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0}" height="{height:.0}" viewBox="0 0 {width:.0} {height:.0}" role="img">"#
        );
        let _ =
            write!(text, "\n<title>{}</title>\n<desc>{}</desc>\n{}\n", escaped(title), escaped(about), style_sheet());
        let mut ground = Canvas::default();
        let look = Look { fill: Some((Ink::Ground, 1.0)), border: None, dashed: false, round: 0.0 };
        ground.area(&Area::new(0.0, 0.0, width.round(), height.round()), look);
        text + &ground.body + &self.body + "</svg>\n"
    }
}

/// Class, which a dark page gives another colour, and attributes, which even a reader without style sheets understands.
fn filled(fill: Option<(Ink, f64)>) -> (String, String) {
    let Some((ink, share)) = fill else { return (String::new(), r#" fill="none""#.to_owned()) };
    let share = if share < 1.0 { format!(r#" fill-opacity="{share}""#) } else { String::new() };
    (format!("f-{}", ink.name()), format!(r#" fill="{}"{share}"#, ink.light()))
}

fn stroked(ink: Ink, width: f64, dashed: bool) -> (String, String) {
    let dashed = if dashed { r#" stroke-dasharray="6 4""# } else { "" };
    (format!("s-{}", ink.name()), format!(r#" stroke="{}" stroke-width="{width}"{dashed}"#, ink.light()))
}

fn classed(class: &str) -> String {
    format!(r#" class="{}""#, class.trim())
}

/// A text as XML has it; what XML cannot have is left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\n' | '\t' => safe.push(' '),
            _ if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            _ => safe.push(letter),
        }
    }
    safe
}

#[test]
fn a_text_is_escaped() {
    assert_eq!(escaped("a < b & \"c\" > 'd'\u{1b}\n"), "a &lt; b &amp; &quot;c&quot; &gt; &apos;d&apos; ");
}
