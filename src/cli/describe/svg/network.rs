//! A network as a box: its name, its signature, and what else is declared of it.

use asivae_grammar::{Model, Pace, typeset_expr};

use super::canvas::{Area, Canvas, Look};
use super::lettering::Lettering;
use super::palette::Ink;
use super::roles::Roles;

/// Height of a network's box.
pub(super) const BOX: f64 = 64.0;
/// Widest box: a longer signature is cropped.
const WIDEST: f64 = 300.0;

/// What stands in the box of a network.
pub(super) struct Sign {
    pub(super) name: String,
    signature: String,
    /// Who leads it, what its weights are held to.
    more: String,
    /// Whether another network leads it.
    led: bool,
    ink: Ink,
}

/// In which part of a picture a network stands.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mood {
    /// As it is declared.
    Shown,
    /// It plays, with so many passes.
    Moves(usize),
    /// It takes part, and nothing moves it.
    Frozen(usize),
    /// The move does without it.
    Away,
}

/// The signs of a model's networks.
pub(super) fn signs(model: &Model, roles: &Roles) -> Vec<Sign> {
    let sign = |(place, network): (usize, &crate::game::NetworkDecl)| {
        let follow = model.follows.iter().find(|follow| follow.network.text == network.name);
        let every = |count: usize, what: &str| match count {
            1 => format!("every {what}"),
            _ => format!("every {count} {what}s"),
        };
        let led = follow.map(|follow| match &follow.pace {
            Pace::Average(decay) => format!("follows {} {}", follow.leader, typeset_expr(decay)),
            Pace::Steps(count) => format!("copies {} {}", follow.leader, every(*count, "step")),
            Pace::Epochs(count) => format!("copies {} {}", follow.leader, every(*count, "epoch")),
        });
        let obeys = model.obeys.iter().filter(|obey| obey.network.text == network.name);
        let more: Vec<String> =
            led.into_iter().chain(obeys.map(|obey| format!("obeys {}", typeset_expr(&obey.constraint)))).collect();
        Sign {
            name: network.name.clone(),
            signature: roles.signatures[place].clone(),
            more: more.join(", "),
            led: follow.is_some(),
            ink: Ink::Network(place),
        }
    };
    roles.networks.iter().enumerate().map(sign).collect()
}

impl Sign {
    /// How wide its box is, with room for what a move says of it.
    pub(super) fn width(&self) -> f64 {
        let name = NAME.width(&self.name) + 24.0;
        let lines = [&self.signature, &self.more].map(|line| SMALL.width(line) + 24.0);
        name.max(lines[0]).max(lines[1]).clamp(120.0, WIDEST)
    }

    /// How high its box is in a move.
    pub(super) fn height(&self, mood: Mood) -> f64 {
        match (mood, self.more.is_empty()) {
            (Mood::Away, _) => 46.0,
            (_, true) => BOX + 10.0,
            (_, false) => BOX + 24.0,
        }
    }

    pub(super) fn ink(&self) -> Ink {
        self.ink
    }

    /// Its box.
    pub(super) fn draw(&self, canvas: &mut Canvas, area: &Area, mood: Mood) {
        let moving = matches!(mood, Mood::Shown | Mood::Moves(_));
        let ink = if moving { self.ink } else { Ink::Frozen };
        let share = if moving { 0.13 } else { 0.1 };
        let border = match mood {
            Mood::Moves(_) => 2.6,
            Mood::Away => 0.8,
            _ => 1.5,
        };
        let look = Look { fill: Some((ink, share)), border: Some((ink, border)), dashed: self.led, round: 8.0 };
        canvas.area(area, look);
        let text = if moving { Ink::Text } else { Ink::Faint };
        let state = match mood {
            Mood::Shown => String::new(),
            Mood::Moves(passes) => format!("moves, {}", counted(passes)),
            Mood::Frozen(passes) => format!("frozen, {}", counted(passes)),
            Mood::Away => "not asked".to_owned(),
        };
        let own = [(self.signature.as_str(), SMALL), (self.more.as_str(), SMALL)];
        let own = own.into_iter().filter(|(line, _)| mood != Mood::Away && !line.is_empty());
        let state = Some((state.as_str(), NOTE)).filter(|(line, _)| !line.is_empty());
        let lines: Vec<(&str, Lettering)> =
            std::iter::once((self.name.as_str(), NAME)).chain(own).chain(state).collect();
        let height: f64 = lines.iter().map(|(_, lettering)| lettering.size + 4.5).sum::<f64>() - 4.5;
        let mut y = area.middle() - height / 2.0 - 1.0;
        for (line, lettering) in lines {
            // A lock stands beside the name.
            let lock = if matches!(mood, Mood::Frozen(_)) && lettering.bold { 14.0 } else { 0.0 };
            let room = area.width - 22.0 - lock;
            canvas.text((area.left + 12.0, y + lettering.size), line, Lettering { ink: text, ..lettering }, room);
            y += lettering.size + 4.5;
        }
        if let Mood::Frozen(_) = mood {
            canvas.lock((area.right() - 20.0, area.top + 9.0), Ink::Frozen);
        }
    }
}

const NAME: Lettering = Lettering::sans(15.0, Ink::Text).bold();
const SMALL: Lettering = Lettering::mono(11.5, Ink::Text);
const NOTE: Lettering = Lettering::sans(11.0, Ink::Text);

fn counted(passes: usize) -> String {
    if passes == 1 { "1 pass".to_owned() } else { format!("{passes} passes") }
}
