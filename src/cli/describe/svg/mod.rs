//! `asivae describe --svg`: a model's game as one picture.
//!
//! From above: what it is, its equation, its networks and what flows between them, and each move with who plays, who is frozen, and the
//! terms of the objective with the gradients that they send.

mod canvas;
mod card;
mod flow;
mod graph;
mod layout;
mod lettering;
mod network;
mod palette;
mod panel;
mod roles;
#[cfg(test)]
mod tests;
mod weights;

use asivae_grammar::{Model, typeset};

use super::plain;
use crate::train::MoveReport;
use canvas::Canvas;
use graph::Graph;
use lettering::{Lettering, wrapped};
use palette::Ink;
use panel::Panel;
use roles::Roles;

const MARGIN: f64 = 36.0;
/// Least width of what is within the margins.
const WIDTH: f64 = 1208.0;
const NAME: Lettering = Lettering::sans(28.0, Ink::Text).bold();
/// Between the equation and the networks beside it.
const SPACE: f64 = 56.0;
const SUMMARY: Lettering = Lettering::sans(14.5, Ink::Text);
const CITATION: Lettering = Lettering::sans(12.5, Ink::Faint);
const EQUATION: Lettering = Lettering::mono(12.5, Ink::Text);
const LEGEND: Lettering = Lettering::sans(11.5, Ink::Faint);

/// The game of a model, as moves that were played show it, as the text of an SVG file.
pub(super) fn picture(model: &Model, moves: &[MoveReport]) -> String {
    let (canvas, size) = drawn(model, moves);
    canvas.finish(size, &model.name, typeset(model).trim_end())
}

fn drawn(model: &Model, moves: &[MoveReport]) -> (Canvas, (f64, f64)) {
    let mut canvas = Canvas::default();
    let roles = Roles::of(model);
    let signs = network::signs(model, &roles);
    let flow = flow::flow(model, &roles, moves);
    let graph = Graph::of(&flow, &signs);
    let width = WIDTH.max(graph.width);

    let mut y = head(&mut canvas, model, width);
    let equation = Equation::of(model, width);
    y += 24.0;
    // Beside one another where there is room.
    if equation.width + SPACE + graph.width <= width {
        let high = equation.height.max(graph.height);
        equation.draw(&mut canvas, (MARGIN, y + (high - equation.height) / 2.0));
        let room = width - equation.width - SPACE;
        let left = MARGIN + equation.width + SPACE + (room - graph.width) / 2.0;
        graph.draw(&mut canvas, (left, y + (high - graph.height) / 2.0));
        y += high;
    } else {
        equation.draw(&mut canvas, (MARGIN, y));
        y += equation.height + 26.0;
        graph.draw(&mut canvas, (MARGIN + (width - graph.width) / 2.0, y));
        y += graph.height;
    }
    y += 12.0;
    for (place, (play, report)) in model.moves.iter().zip(moves).enumerate() {
        let names: Vec<&str> = report.terms.iter().map(|term| term.name.as_str()).collect();
        let terms = weights::written(model, play, &names);
        let panel = Panel { place: place + 1, play, report, terms: &terms, signs: &signs };
        y = panel.draw(&mut canvas, (MARGIN, y + 16.0), width);
    }
    let size = (width + 2.0 * MARGIN, legend(&mut canvas, y + 28.0, width) + 20.0);
    (canvas, size)
}

/// Name, what it is, where it comes from.
fn head(canvas: &mut Canvas, model: &Model, width: f64) -> f64 {
    canvas.text((MARGIN, MARGIN + 24.0), &model.name, NAME, width);
    let mut y = MARGIN + 30.0;
    let doc = plain(model.doc.trim()).replace(['*', '`'], "");
    let mut paragraphs = doc.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    let summary = paragraphs.next().unwrap_or_default();
    let citation = paragraphs.find(|paragraph| has_year(paragraph)).unwrap_or_default();
    for (text, lettering) in [(summary, SUMMARY), (first_sentence(&citation).to_owned(), CITATION)] {
        for line in wrapped(&[(text, lettering)], width, 0.0) {
            if line.is_empty() || line[0].0.is_empty() {
                continue;
            }
            y += lettering.size + 8.0;
            canvas.words((MARGIN, y), &line, width);
        }
    }
    y
}

/// The equation, line by line: how far right each begins, and what stands in it.
struct Equation {
    lines: Vec<(f64, Vec<(String, Lettering)>)>,
    width: f64,
    height: f64,
}

impl Equation {
    fn of(model: &Model, room: f64) -> Self {
        let space = EQUATION.width(" ");
        let mut lines = Vec::new();
        for line in typeset(model).lines().skip(1) {
            let inner = line.trim_start();
            let indent = space * (line.chars().count() - inner.chars().count()).saturating_sub(2) as f64;
            for (i, part) in
                wrapped(&[(inner.to_owned(), EQUATION)], room - indent, 4.0 * space).into_iter().enumerate()
            {
                lines.push((indent + if i == 0 { 0.0 } else { 4.0 * space }, part));
            }
        }
        let width = |(indent, words): &(f64, Vec<(String, Lettering)>)| {
            indent + words.iter().map(|(text, lettering)| lettering.width(text)).sum::<f64>()
        };
        let width = lines.iter().map(width).fold(0.0, f64::max).min(room);
        Equation { width, height: lines.len() as f64 * (EQUATION.size + 6.0), lines }
    }

    fn draw(&self, canvas: &mut Canvas, (left, top): (f64, f64)) {
        let mut y = top;
        for (indent, words) in &self.lines {
            y += EQUATION.size + 6.0;
            canvas.words((left + indent, y - 6.0), words, self.width - indent);
        }
    }
}

/// What the signs mean.
fn legend(canvas: &mut Canvas, y: f64, width: f64) -> f64 {
    let text = "A curve leads from a term to the networks that its gradient moves. With a lock: frozen, gradients go through it. Dashed: a \
                network that another one leads, or a term without a gradient.";
    let mut y = y;
    for line in wrapped(&[(text.to_owned(), LEGEND)], width, 0.0) {
        canvas.words((MARGIN, y), &line, width);
        y += LEGEND.size + 5.0;
    }
    y
}

/// Whether a paragraph names a paper: `(ICLR 2014)`, `(2015)`.
fn has_year(paragraph: &str) -> bool {
    let years = paragraph.match_indices(')').filter_map(|(end, _)| paragraph.get(end.checked_sub(4)?..end));
    years.into_iter().any(|year| year.chars().all(|digit| digit.is_ascii_digit()))
}

/// Up to a full stop before a capital letter that ends no abbreviation.
fn first_sentence(text: &str) -> &str {
    const SHORT: [&str; 6] = ["al", "app", "eq", "fig", "sec", "tab"];
    let ends_one = |end: &usize| {
        let word = text[..*end].rsplit(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
        text[end + 1..].trim_start().starts_with(char::is_uppercase) && !SHORT.contains(&word)
    };
    text.match_indices(". ").map(|(end, _)| end).find(ends_one).map_or(text, |end| &text[..=end])
}

#[test]
fn a_citation_is_one_sentence() {
    let text = "A et al. B, *C* (ICLR 2022), app. B, eq. (3) and 5.1. Deviations: none.";
    assert_eq!(first_sentence(text), "A et al. B, *C* (ICLR 2022), app. B, eq. (3) and 5.1.");
    assert_eq!(first_sentence("one (2015)"), "one (2015)");
    assert!(has_year(text) && has_year("(2015)") && !has_year("β-VAE (a VAE), 2015"));
}
