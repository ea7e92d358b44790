//! A move: who plays, who is frozen, its terms as they are written, and to whom each sends a gradient.

use asivae_grammar::Move;

use super::canvas::{Area, Canvas, Look};
use super::card::{self, Card};
use super::lettering::Lettering;
use super::network::{Mood, Sign};
use super::palette::Ink;
use super::weights::Written;
use crate::train::MoveReport;

/// Room around what is in a panel.
const PAD: f64 = 18.0;
/// The title and what follows it.
const HEAD: f64 = 50.0;
/// Between networks and terms, where gradients go.
const GAP: f64 = 150.0;
/// Between two cards or boxes.
const BETWEEN: f64 = 8.0;
/// Between two arrows that end at the same network.
const ARROWS: f64 = 11.0;
const TITLE: Lettering = Lettering::sans(17.0, Ink::Text).bold();

/// A move to be drawn.
pub(super) struct Panel<'m> {
    /// Which of the moves it is, from one.
    pub(super) place: usize,
    pub(super) play: &'m Move,
    pub(super) report: &'m MoveReport,
    pub(super) terms: &'m [Written],
    pub(super) signs: &'m [Sign],
}

impl Panel<'_> {
    /// Draws it from there down, in that width; where it ends.
    pub(super) fn draw(&self, canvas: &mut Canvas, (left, top): (f64, f64), width: f64) -> f64 {
        let boxes = self.signs.iter().map(Sign::width).fold(170.0, f64::max);
        let cards_left = left + PAD + boxes + GAP;
        let cards_width = left + width - PAD - cards_left;
        let mut cards: Vec<Card> =
            self.terms.iter().map(|term| Card::of(term, self.report, self.signs, cards_width)).collect();
        card::align(&mut cards, cards_width);
        let heights = self.heights(&cards);
        let together = |heights: &[f64]| heights.iter().map(|height| height + BETWEEN).sum::<f64>() - BETWEEN;
        let cards_height = together(&cards.iter().map(|card| card.height).collect::<Vec<_>>());
        let inside = together(&heights).max(cards_height);
        let bottom = top + HEAD + inside + PAD;

        let look = Look { fill: Some((Ink::Card, 1.0)), border: Some((Ink::Border, 1.0)), dashed: false, round: 12.0 };
        canvas.area(&Area::new(left, top, width, bottom - top), look);
        self.head(canvas, (left + PAD, top), width - 2.0 * PAD);

        let mut areas = Vec::new();
        let mut y = top + HEAD + (inside - together(&heights)) / 2.0;
        for height in &heights {
            areas.push(Area::new(left + PAD, y, boxes, *height));
            y += height + BETWEEN;
        }
        y = top + HEAD + (inside - cards_height) / 2.0;
        let mut placed = Vec::new();
        for card in &cards {
            placed.push(Area::new(cards_left, y, cards_width, card.height));
            y += card.height + BETWEEN;
        }
        self.gradients(canvas, &areas, &cards, &placed);
        for (place, area) in areas.iter().enumerate() {
            self.signs[place].draw(canvas, area, self.mood(place));
        }
        for (card, area) in cards.iter().zip(&placed) {
            card.draw(canvas, area);
        }
        bottom
    }

    fn mood(&self, place: usize) -> Mood {
        let name = &self.signs[place].name;
        let passes = self.report.passes.iter().find(|(other, _)| other == name).map_or(0, |(_, count)| *count);
        match self.report.players.contains(name) {
            true => Mood::Moves(passes),
            false if passes > 0 => Mood::Frozen(passes),
            false => Mood::Away,
        }
    }

    /// `2  decoder minimizes`, and how often.
    fn head(&self, canvas: &mut Canvas, (left, top): (f64, f64), room: f64) {
        let label = self.play.label.as_ref().map(|label| format!("{label}: ")).unwrap_or_default();
        let players: Vec<&str> = self.play.players.iter().map(|player| player.text.as_str()).collect();
        let often = if self.play.repeat == 1 { String::new() } else { format!(" ×{}", self.play.repeat) };
        let faint = Lettering { ink: Ink::Faint, bold: false, ..TITLE };
        let mut words = vec![(format!("{}  ", self.place), faint), (label, TITLE)];
        for (i, player) in players.iter().enumerate() {
            let ink = self.signs.iter().find(|sign| sign.name == *player).map_or(Ink::Text, Sign::ink);
            words.extend((i > 0).then(|| (" + ".to_owned(), TITLE)));
            words.push(((*player).to_owned(), Lettering { ink, ..TITLE }));
        }
        words.push((often, TITLE));
        words.push((format!("  {}", self.play.sense), faint));
        canvas.words((left, top + 31.0), &words, room);
    }

    /// Heights of the networks' boxes: one has room for the arrows that end at it.
    fn heights(&self, cards: &[Card]) -> Vec<f64> {
        let height = |place: usize| {
            let arrows = cards.iter().filter(|card| card.to.contains(&place)).count() as f64;
            (ARROWS * (arrows + 1.0)).max(self.signs[place].height(self.mood(place)))
        };
        (0..self.signs.len()).map(height).collect()
    }

    /// From each card to whom its gradient goes.
    fn gradients(&self, canvas: &mut Canvas, networks: &[Area], cards: &[Card], placed: &[Area]) {
        for (place, network) in networks.iter().enumerate() {
            let from: Vec<usize> = (0..cards.len()).filter(|card| cards[*card].to.contains(&place)).collect();
            for (i, card) in from.iter().enumerate() {
                let y = network.top + network.height * (i as f64 + 1.0) / (from.len() as f64 + 1.0);
                let (start, end) = ((placed[*card].left, placed[*card].middle()), (network.right() + 1.0, y));
                // Both to the same card: a little apart.
                let share = cards[*card].to.iter().position(|other| *other == place).unwrap_or(0) as f64;
                let start = (start.0, start.1 + 6.0 * (share - (cards[*card].to.len() as f64 - 1.0) / 2.0));
                let middle = (start.0 + end.0) / 2.0;
                let ink = self.signs[place].ink();
                let path = format!(
                    "M{:.1} {:.1}C{middle:.1} {:.1} {middle:.1} {:.1} {:.1} {:.1}H{:.1}",
                    start.0,
                    start.1,
                    start.1,
                    end.1,
                    end.0 + 14.0,
                    end.1,
                    end.0 + 5.0
                );
                canvas.line(&path, ink, 1.6);
                canvas.head(end, false, ink);
            }
        }
    }
}
