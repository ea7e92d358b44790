//! A term as a card: as it is written, what it reads, and who receives nothing from it.

use super::canvas::{Area, Canvas, Look};
use super::lettering::{Lettering, wrapped};
use super::network::Sign;
use super::palette::Ink;
use super::weights::Written;
use crate::train::{MoveReport, TermReport};

const LINE: f64 = 18.0;
/// Room for a term's sign.
const SIGN: f64 = 32.0;
/// Room at the right.
const END: f64 = 14.0;
/// Between a term and what is noted of it in the same line.
const GAP: f64 = 32.0;
const TERM: Lettering = Lettering::mono(13.0, Ink::Text);
const NOTE: Lettering = Lettering::sans(11.5, Ink::Faint);

/// A term's card before it has a place.
pub(super) struct Card<'m> {
    term: &'m Written,
    lines: Vec<Vec<(String, Lettering)>>,
    note: String,
    /// How far right the note stands, where it has room in the term's line.
    beside: Option<f64>,
    /// Places of the networks that its gradient goes to.
    pub(super) to: Vec<usize>,
    pub(super) height: f64,
}

impl<'m> Card<'m> {
    pub(super) fn of(term: &'m Written, play: &MoveReport, signs: &[Sign], width: f64) -> Self {
        let report = play.terms.iter().find(|report| report.name == term.name);
        let faint = Lettering { ink: Ink::Faint, ..TERM };
        let words = [(term.before.clone(), faint), (term.name.clone(), TERM.bold()), (term.after.clone(), faint)];
        let lines = wrapped(&words, width - SIGN - END, 0.0);
        let note = report.map(|report| note(report, term, &play.players)).unwrap_or_default();
        let reaches = report.filter(|report| report.value.is_some() && !term.stopped).map(|report| &report.reaches);
        let to = reaches.into_iter().flatten().filter_map(|name| signs.iter().position(|sign| sign.name == *name));
        Card { height: 30.0 + LINE * lines.len() as f64, lines, note, beside: None, to: to.collect(), term }
    }

    pub(super) fn draw(&self, canvas: &mut Canvas, area: &Area) {
        let idle = self.to.is_empty();
        let look = Look {
            fill: Some((Ink::Ground, if idle { 0.4 } else { 1.0 })),
            border: Some((Ink::Border, 1.0)),
            dashed: idle,
            round: 6.0,
        };
        canvas.area(area, look);
        let sign = if self.term.minus { "−" } else { "+" };
        let mut y = area.top + if self.beside.is_some() { 21.0 } else { 20.0 };
        canvas.text((area.left + 12.0, y), sign, TERM.bold(), SIGN);
        for line in &self.lines {
            canvas.words((area.left + SIGN, y), line, area.width - SIGN - END);
            y += LINE;
        }
        let (x, y) = self.beside.map_or((SIGN, y - 1.0), |x| (x, y - LINE));
        canvas.text((area.left + x, y), &self.note, NOTE, area.width - x - END);
    }
}

/// Notes in one column beside the terms that leave room for it, below the others.
pub(super) fn align(cards: &mut [Card], width: f64) {
    let end = |card: &Card| {
        let words = card.lines.iter().flatten().map(|(text, lettering)| lettering.width(text));
        (card.lines.len() == 1).then(|| SIGN + words.sum::<f64>() + GAP)
    };
    let longest = cards.iter().filter_map(end).fold(0.0, f64::max);
    let column = longest.clamp(0.45 * width, 0.62 * width);
    for card in cards {
        if end(card).is_some_and(|end| end <= column) && column + NOTE.width(&card.note) + END <= width {
            card.beside = Some(column);
            card.height = 32.0;
        }
    }
}

/// What it reads, and who receives nothing from it.
fn note(report: &TermReport, term: &Written, players: &[String]) -> String {
    let mut note = format!("reads {}", reads(&report.views));
    let without: Vec<&str> =
        players.iter().filter(|player| !report.reaches.contains(player)).map(String::as_str).collect();
    if report.value.is_none() {
        note.push_str("; multiplied by zero");
    } else if term.stopped || without.len() == players.len() {
        note.push_str("; no gradient");
    } else if !without.is_empty() {
        note.push_str(&format!("; no gradient to {}", without.join(", ")));
    }
    match term.times {
        0 | 1 => note,
        2 => note + "; stands there twice",
        times => note + &format!("; stands there {times} times"),
    }
}

/// Views by their sources: `mu, logvar of x`; a source itself by its name.
fn reads(views: &[String]) -> String {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for view in views {
        let (view, source) = view.split_once(" of ").unwrap_or(("x", view));
        match groups.last_mut() {
            Some((same, views)) if same == source => views.push(view),
            _ => groups.push((source.to_owned(), vec![view])),
        }
    }
    let group = |(source, views): (String, Vec<&str>)| match views.as_slice() {
        ["x"] => source,
        _ => format!("{} of {source}", views.join(", ")),
    };
    groups.into_iter().map(group).collect::<Vec<_>>().join("; ")
}

#[test]
fn views_are_read_by_their_sources() {
    let views = ["mu of x", "logvar of x", "x of xg", "z_p"].map(str::to_owned);
    assert_eq!(reads(&views), "mu, logvar of x; xg; z_p");
}
