//! Reconstructions that count for too little, or for nearly everything.

use super::finding::{Fault, Finding};
use super::play::Term;
use super::reading::Reading;
use super::series::Series;
use super::words::{percent, shown};

/// Below this share of the objective in every move that has it, the reconstruction is noise in the gradient of the others.
const LITTLE: f64 = 0.1;
/// It is not learned where it stays above this part of that of the first step.
const UNLEARNED: f64 = 0.5;
/// Above this share in every move that encodes, most of what is learned is to reconstruct.
const MUCH: f64 = 0.5;
/// An error in this part of that of the first step is finer than what parts one sample from the next.
const FINE: f64 = 2e-3;
/// What the posterior costs less what it tells is the divergence of all posteriors together from the prior (Hoffman & Johnson, *ELBO surgery*, 2016):
/// where it exceeds this, most of the prior is where no data are encoded. Healthy runs had .1 to 2.8 nats.
const HOLES: f64 = 4.0;
/// Where samples of the prior are encoded at so much less than data, in parts of what data cost, they are not where data are.
const APART: f64 = 0.25;
/// The estimate of what a latent tells cannot exceed ln 1000 = 6.9 nats; near it, it says nothing of what is missing.
const ESTIMABLE: f64 = 6.0;

/// Whether the reconstruction has vanished from the objectives, or rules them.
pub(super) fn reconstruction(reading: &Reading<'_>) -> Vec<Finding> {
    let shares = shares(reading);
    let (Some((column, rec)), Some(first)) = (reading.reconstruction(), reading.first_reconstruction()) else {
        return Vec::new();
    };
    let Some(late) = rec.late().mean() else { return Vec::new() };
    let means: Vec<(String, f64)> =
        shares.iter().filter_map(|(title, series)| Some((title.clone(), series.half().median()?))).collect();
    if means.is_empty() {
        return Vec::new();
    }
    let of = |what: &str| {
        let parts: Vec<String> =
            means.iter().map(|(title, share)| format!("{} of `{title}`", percent(*share))).collect();
        format!("Over the last half the reconstruction is {what}{} (median).", parts.join(", "))
    };
    let level =
        format!("`{column}` is {} over the last quarter, against {} at the first step.", shown(late), shown(first));
    let steps = rec.half().span();
    if means.iter().all(|(_, share)| *share < LITTLE) && late >= UNLEARNED * first {
        return vec![vanished(reading, vec![of("only "), level], steps)];
    }
    let holes = holes(reading);
    let encoding = reading.plays.iter().filter(|play| play.encodes());
    let rules = |title: &str| means.iter().any(|(other, share)| other == title && *share > MUCH);
    let most = encoding.map(|play| play.title.as_str()).all(rules);
    // A posterior that nothing holds to the prior is not out of balance with it: that is another model.
    let held = reading.plays.iter().any(|play| play.encodes() && play.terms.iter().any(Term::holds_posteriors));
    if held
        && (most || late < FINE * first)
        && late < UNLEARNED * first
        && let Some((text, _)) = holes.filter(|(_, nats)| *nats > HOLES)
    {
        return vec![dominates(reading, vec![of(""), level, text], steps)];
    }
    Vec::new()
}

/// How far all posteriors together are from the prior, in nats, and how one says it; where samples are drawn from the prior.
pub(super) fn holes(reading: &Reading<'_>) -> Option<(String, f64)> {
    let (cost, told) = (reading.figure("kl_real")?, reading.figure("mutual_information")?);
    if reading.run.config.sampler != "prior" {
        return None;
    }
    if told > ESTIMABLE {
        let fake = reading.figure("kl_fake").filter(|fake| *fake < (1.0 - APART) * cost)?;
        let text = format!(
            "A posterior of data costs {} nats, one of samples {}: these are encoded elsewhere.",
            shown(cost),
            shown(fake)
        );
        return Some((text, cost - told));
    }
    let text = format!(
        "A posterior costs {} nats and tells {} of its data point: all posteriors together are {} nats away from the prior, from which samples are drawn.",
        shown(cost),
        shown(told),
        shown(cost - told)
    );
    Some((text, cost - told))
}

/// Shares of the reconstruction of real data in the moves' own sums.
fn shares(reading: &Reading<'_>) -> Vec<(String, Series)> {
    let of_x = reading.all_terms().filter(|(_, term)| term.is_reconstruction_of("x"));
    let share = of_x.filter_map(|(play, term)| {
        let (_, column) = term.shares.iter().find(|(root, _)| root.is_empty())?;
        Some((play.title.clone(), reading.series(column)))
    });
    share.filter(|(_, series)| !series.is_empty()).collect()
}

fn vanished(reading: &Reading<'_>, evidence: Vec<String>, steps: Option<(usize, usize)>) -> Finding {
    let mut remedies: Vec<String> = reading.scaled("beta_rec", 100.0).into_iter().collect();
    remedies.extend(reading.scaled("beta_kl", 0.1));
    remedies.extend(reading.scaled("beta_neg", 0.1));
    remedies.push(reading.warmed_up());
    Finding {
        fault: Fault::ReconstructionVanished,
        title: "The reconstruction has vanished: it counts for next to nothing, and is not learned".to_owned(),
        evidence,
        cause: "Its weight is far below that of the other terms, or these have grown beyond it: what is decoded need not look like the data.".to_owned(),
        remedies,
        steps,
    }
}

fn dominates(reading: &Reading<'_>, evidence: Vec<String>, steps: Option<(usize, usize)>) -> Finding {
    let mut remedies: Vec<String> = reading.scaled("beta_kl", 100.0).into_iter().collect();
    remedies.extend(reading.scaled("beta_rec", 0.01));
    remedies.push(reading.train("--set 'sampler=gmm(components = 10)'"));
    Finding {
        fault: Fault::ReconstructionDominates,
        title: "The reconstruction dominates: data are reconstructed, and samples of the prior are not data".to_owned(),
        evidence,
        cause: "The KL divergence weighs so little that the posteriors are points far apart: an autoencoder, whose decoder has never seen most of the prior."
            .to_owned(),
        remedies,
        steps,
    }
}
