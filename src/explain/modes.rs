//! Modes of the data that are not generated.

use super::balance::holes;
use super::finding::{Fault, Finding};
use super::reading::Reading;
use crate::game::Role;

/// Posteriors that are so many nats away from the prior leave it holes; healthy runs had .1 to 2.8.
const HOLES: f64 = 4.0;

/// Whether modes of the data are missing, and why, as far as other findings say.
pub(super) fn lost(reading: &Reading<'_>, others: &[Finding]) -> Option<Finding> {
    let modes = reading.modes()?;
    // However wide they are: samples that are blurred around a mode have not lost it.
    let found = reading.figure("modes_within")?;
    let within = reading.whole("metric/modes_within");
    let peak = within.largest();
    if found >= modes as f64 {
        return None;
    }
    let mut evidence =
        vec![format!("Of the {modes} modes, samples are found at {found:.0} at the end (`modes_within`).")];
    evidence.extend(
        reading
            .figure("modes_covered")
            .map(|n| format!("{n:.0} are met within three standard deviations (`modes_covered`).")),
    );
    let fell = peak.filter(|(_, most)| *most > found);
    evidence.extend(fell.map(|(step, most)| format!("There were {most:.0} at step {step}.")));
    let holes = holes(reading).filter(|(_, nats)| *nats > HOLES);
    evidence.extend(holes.iter().map(|(text, _)| text.clone()));
    let because = others.iter().find(|finding| finding.fault != Fault::TermWithoutEffect);
    let cause = match (because, holes) {
        (Some(finding), _) => format!("Most likely what else was found: {}.", finding.title),
        (None, Some(_)) => "Data are encoded where the prior has next to no mass, so that its samples come from between them.".to_owned(),
        (None, None) if reading.plays.len() > 1 => {
            "The decoder is led to what pleases the other players most, which a few modes do as well as all; what it starts from decides which it keeps.".to_owned()
        }
        (None, None) => "The latents do not part the modes, or training was too short for it.".to_owned(),
    };
    Some(Finding {
        fault: Fault::ModeLoss,
        title: format!("Mode loss: {found:.0} of {modes} modes are generated"),
        evidence,
        cause,
        remedies: because
            .map_or_else(|| remedies(reading), |finding| finding.remedies.iter().take(2).cloned().collect()),
        steps: fell.map(|(step, _)| (step, reading.run.rows.last().map_or(step, |row| row.step))),
    })
}

/// What to try where nothing else was found.
fn remedies(reading: &Reading<'_>) -> Vec<String> {
    let mut remedies = Vec::new();
    if reading.real_kl().is_some() && reading.plays.len() > 1 {
        // What mattered most in every measured game: a beginning that has all modes.
        remedies.push(reading.warmed_up());
        remedies.push(reading.train("--set optim.lr=5e-4 --set ema.decay=0.999"));
    } else if reading.plays.len() > 1 {
        let scorer = reading.plays.iter().find(|play| play.is_all(Role::Scorer));
        remedies.extend(scorer.map(|play| reading.train(&format!("--set moves.{}.repeat=5", play.title))));
        remedies.push(reading.train("--set optim.beta_1=0.5 --set optim.beta_2=0.9"));
    } else {
        remedies.extend(reading.scaled("beta_kl", 0.1));
        remedies.push(reading.train(&format!("--steps {}", 2 * reading.run.config.train.steps)));
    }
    remedies
}
