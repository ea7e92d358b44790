//! Posteriors that say nothing of the data.

use super::finding::{Fault, Finding};
use super::reading::Reading;
use super::words::shown;

/// A posterior that costs less than this many nats cannot tell two halves of the data apart, which takes ln 2 = .69.
const NATS: f64 = 0.15;
/// Nats that a latent tells of its data point, below which it tells nothing; the estimate of nothing scatters by some hundredths.
const TOLD: f64 = 0.05;

/// A decoder that reconstructs as well as this, in parts of the error of the first step, knows its data from elsewhere: from their label, where it reads
/// one. Then a latent that says nothing more costs nothing.
const KNOWN: f64 = 0.1;

/// Whether the posterior is the prior, whatever the data.
pub(super) fn collapsed(reading: &Reading<'_>) -> Vec<Finding> {
    let recorded = reading.real_kl().filter(|(_, series)| !series.is_empty());
    let late = recorded.as_ref().and_then(|(_, series)| series.late().mean());
    let (measured, active) = (reading.figure("kl_real"), reading.figure("active_units"));
    let told = reading.figure("mutual_information");
    let cheap = late.or(measured).is_some_and(|nats| nats < NATS);
    let silent = active == Some(0.0) && told.is_none_or(|nats| nats < TOLD);
    let rec = reading.reconstruction().and_then(|(_, rec)| rec.late().mean());
    let known = rec.zip(reading.first_reconstruction()).is_some_and(|(late, first)| late < KNOWN * first);
    if !cheap && !silent || known {
        return Vec::new();
    }
    let mut evidence = Vec::new();
    let mut steps = None;
    if let (Some((column, series)), Some(late)) = (&recorded, late) {
        evidence.push(format!("`{column}` is {} nats over the last quarter of the run.", shown(late)));
        // From where on it stays below, as far as the noise of batches lets one say.
        let smooth = series.smoothed(40);
        let last_above = smooth.0.iter().rposition(|(_, nats)| *nats >= NATS).map_or(0, |at| at + 1);
        steps = smooth.0.get(last_above).zip(series.span()).map(|((from, _), (_, to))| (*from, to));
        if let Some((from, _)) = steps {
            evidence.push(format!("It stays below {NATS} nats from step {from} on."));
        }
    }
    evidence.extend(active.map(|units| format!("{units:.0} latent dimensions are in use (`active_units`).")));
    evidence.extend(
        told.map(|nats| format!("A latent tells {} nats of its data point (`mutual_information`).", shown(nats))),
    );
    let begins = reading.first_reconstruction();
    if let (Some((column, rec)), Some(first)) = (reading.reconstruction(), begins)
        && let Some(late) = rec.late().mean()
    {
        evidence.push(format!("`{column}` is {} late, against {} at the first step.", shown(late), shown(first)));
    }
    let mut remedies: Vec<String> = reading.scaled("beta_kl", 0.1).into_iter().collect();
    remedies.extend(
        reading
            .scaled("beta_kl", 1.0)
            .map(|command| format!("{} * linear_ramp(rate = 2)'", command.replace("--set ", "--set '"))),
    );
    remedies.extend(reading.scaled("beta_rec", 10.0));
    if reading.run.config.warmup.is_none() && reading.plays.len() > 1 && recorded.is_some() {
        remedies.push(reading.warmed_up());
    }
    if remedies.is_empty() {
        remedies.push(format!("asivae describe {}", reading.run.config.model));
    }
    let cause = match recorded.is_some() {
        true => {
            "The KL divergence weighs more than the reconstruction can gain by a latent, from the first steps on: the cheapest posterior is the prior, and \
             the decoder learns the mean of the data."
        }
        false => {
            "Nothing in the game makes the encoder say anything of its data: the other players do not need its latents."
        }
    };
    vec![Finding {
        fault: Fault::PosteriorCollapse,
        title: "Posterior collapse: the latent says nothing of the data".to_owned(),
        evidence,
        cause: cause.to_owned(),
        remedies,
        steps,
    }]
}
