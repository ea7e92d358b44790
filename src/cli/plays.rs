//! Who plays a model: its moves as a step of small networks shows them.

use std::fmt::Write;

use super::exit::quietly;
use crate::plugin::{self, DatasetPlugin, PresetPlugin};
use crate::train::{MoveReport, SeededFeed};
use crate::{Error, Trainer};

/// Parts of a run that are looked at: a term whose weight is zero at one is seen at another.
const LOOKS: [usize; 4] = [10, 50, 90, 0];

/// Small and few: what is asked is which paths there are.
const NETWORKS: &str = "mlp(hidden = 8, layers = 1)";
const BATCH: usize = 8;

/// The moves of a model, as small networks play them on the first data set that it can be trained on.
pub(super) fn moves(trainer: impl Fn(&str) -> Result<Trainer, Error>, model: &str) -> Result<Vec<MoveReport>, Error> {
    let presets = plugin::all::<PresetPlugin>();
    let own = presets.iter().filter(|preset| preset.model == model).map(|preset| preset.data);
    let all = plugin::all::<DatasetPlugin>();
    let mut candidates: Vec<&str> = own.chain(all.iter().map(|data| data.info.name)).collect();
    // Those that are drawn are there in any case; others may have to be downloaded.
    candidates.sort_by_key(|data| plugin::open_data(data).is_ok_and(|data| data.len().is_some()));
    let mut trouble = None;
    for data in candidates {
        let looked = quietly(|| trainer(data).and_then(|trainer| look(trainer, data)));
        match looked.unwrap_or_else(|panic| Err(Error::Stopped(panic))) {
            Ok(moves) => return Ok(moves),
            Err(error) => trouble = trouble.or(Some(error)),
        }
    }
    Err(trouble.unwrap_or_else(|| Error::Unknown("no data set is registered".to_owned())))
}

fn look(trainer: Trainer, data: &str) -> Result<Vec<MoveReport>, Error> {
    // A latent in a shape is what losses and networks are made for.
    let latent = trainer.config().latent;
    let mut trainer =
        trainer.as_declared().set("networks.*", NETWORKS)?.set("latent", latent)?.steps(100).batch(BATCH).threads(1);
    let mut session = trainer.session()?;
    let mut feed = SeededFeed::new(plugin::open_data(data)?, BATCH, 0);
    let mut seen: Vec<MoveReport> = Vec::new();
    for step in LOOKS {
        let now = session.inspect_at(step, &mut feed)?;
        if seen.is_empty() {
            seen = now;
            continue;
        }
        for (before, now) in seen.iter_mut().zip(now) {
            let passes = |report: &MoveReport| report.passes.iter().map(|(_, count)| count).sum::<usize>();
            if passes(&now) > passes(before) {
                before.passes = now.passes;
            }
            for (before, now) in before.terms.iter_mut().zip(now.terms) {
                if before.value.is_none() {
                    *before = now;
                }
            }
        }
    }
    Ok(seen)
}

/// The same as a text: a paragraph for each move.
pub(super) fn text(moves: &[MoveReport], networks: &[String]) -> String {
    let mut text = String::new();
    for play in moves {
        let frozen: Vec<&str> =
            networks.iter().filter(|name| !play.players.contains(name)).map(String::as_str).collect();
        let frozen = if frozen.is_empty() { String::new() } else { format!("; {} frozen", are(&frozen)) };
        let _ = writeln!(text, "  {}{}{frozen}", play.title, times(play.repeat));
        let _ = writeln!(text, "    passes  {}", passes(play));
        let width = play.terms.iter().map(|term| term.name.chars().count()).max().unwrap_or(0);
        for term in &play.terms {
            let moved = match (term.value, term.reaches.as_slice()) {
                (None, _) => "is multiplied by zero".to_owned(),
                (_, []) => format!("{} no gradient from it", receives(&play.players)),
                (_, reached) => {
                    let others: Vec<String> =
                        play.players.iter().filter(|player| !reached.contains(player)).cloned().collect();
                    let rest = match others.is_empty() {
                        true => String::new(),
                        false => format!("; {} no gradient from it", receives(&others)),
                    };
                    format!("moves {}{rest}", reached.join(", "))
                }
            };
            let _ = writeln!(text, "    {:width$}  asks for {}; {moved}", term.name, term.views.join(", "));
        }
        for idle in idle(play) {
            let _ = writeln!(text, "    {idle} is moved by none of these");
        }
    }
    text
}

/// Players to whom no term leads.
pub(super) fn idle(play: &MoveReport) -> impl Iterator<Item = &String> {
    play.players.iter().filter(|player| play.terms.iter().all(|term| !term.reaches.contains(player)))
}

/// ", 5 times a step"
pub(super) fn times(repeat: usize) -> String {
    if repeat == 1 { String::new() } else { format!(", {repeat} times a step") }
}

/// "encoder × 3, decoder × 2"
pub(super) fn passes(play: &MoveReport) -> String {
    play.passes.iter().map(|(name, count)| format!("{name} × {count}")).collect::<Vec<_>>().join(", ")
}

/// "the decoder receives"
pub(super) fn receives(players: &[String]) -> String {
    match players {
        [one] => format!("the {one} receives"),
        _ => format!("{} receive", players.join(" and ")),
    }
}

/// "encoder is", "encoder and critic are"
fn are(names: &[&str]) -> String {
    format!("{} {}", names.join(" and "), if names.len() == 1 { "is" } else { "are" })
}
