//! Games that have tipped over: the encoder finds real data stranger than fakes.

use super::finding::{Fault, Finding};
use super::play::{Play, Term};
use super::reading::Reading;
use super::series::Series;
use super::words::{percent, shown};

/// Where both are equal the encoder cannot tell them apart, which is the aim; below this part of the reals' divergence it has them the wrong way round.
const PART: f64 = 0.9;
/// And by at least so many nats, which the means of two batches do not differ by chance.
const NATS: f64 = 0.05;

/// Moves of an encoder that is to find fakes strange, and finds data stranger.
pub(super) fn below(reading: &Reading<'_>) -> Vec<Finding> {
    let alone = reading.plays.iter().filter(|play| play.is_all(crate::game::Role::Posterior));
    alone.filter_map(|play| of_move(reading, play)).collect()
}

/// The divergence of data and those of fakes, in a move that has both.
pub(super) fn divergences(play: &Play) -> Option<(&Term, Vec<&Term>)> {
    let real = play.terms.iter().find(|term| term.is_divergence() && term.source() == Some("x"))?;
    let plain = |source: &str| !source.contains('(');
    let fake =
        |term: &&Term| term.is_divergence() && term.source().is_some_and(|source| source != "x" && plain(source));
    let fakes: Vec<&Term> = play.terms.iter().filter(fake).collect();
    (!fakes.is_empty()).then_some((real, fakes))
}

/// The mean of the fakes' divergences.
pub(super) fn of_fakes(reading: &Reading<'_>, fakes: &[&Term]) -> Series {
    let count = fakes.len() as f64;
    let sum = fakes.iter().map(|term| reading.series(&term.column)).reduce(|a, b| a.with(&b, |a, b| a + b));
    sum.unwrap_or_default().map(|sum| sum / count)
}

fn of_move(reading: &Reading<'_>, play: &Play) -> Option<Finding> {
    let (real, fakes) = divergences(play)?;
    let of_real = reading.series(&real.column);
    let real_late = of_real.late().mean()?;
    // Of several fakes that which the encoder finds the least strange: the others do not make up for it.
    let late = |term: &Term| reading.series(&term.column).late().mean();
    let measured = fakes.iter().filter_map(|term| Some((late(term)?, *term)));
    let (fake_late, fake) = measured.min_by(|a, b| a.0.total_cmp(&b.0))?;
    if fake_late >= PART * real_late || real_late - fake_late < NATS {
        return None;
    }
    let gap = reading.series(&fake.column).with(&of_real, |fake, real| fake - real).smoothed(40);
    let (share, (from, to)) = gap.where_it(|gap| gap < 0.0)?;
    let mut evidence = vec![
        format!(
            "Over the last quarter `{}` is {} nats, `{}` is {} nats.",
            fake.name,
            shown(fake_late),
            real.name,
            shown(real_late)
        ),
        format!("It is below at {} of the game's steps, {from} to {to}.", percent(share)),
    ];
    evidence
        .extend(reading.figure("kl_gap").map(|gap| format!("At the end the gap is {} nats (`kl_gap`).", shown(gap))));
    let mut remedies = Vec::new();
    if let Some(stronger) = reading.scaled("beta_neg", 10.0) {
        remedies.push(reading.train(&format!("--set 'beta_neg=keep_above({}, {})'", fake.name, real.name)));
        remedies.push(stronger);
    }
    remedies.extend(reading.scaled("beta_kl_fake", 0.3));
    remedies.push(format!("{} --set moves.{}.repeat=2", reading.train("").trim_end(), play.title));
    Some(Finding {
        fault: Fault::FakesBelowReals,
        title: "The game has tipped over: the KL divergence of fakes is below that of reals".to_owned(),
        evidence,
        cause: format!(
            "What should push fakes away in `{}` is too weak against the decoder, which pulls them in: the encoder tells nothing apart, and the decoder is led to \
             where data are not.",
            play.title
        ),
        remedies,
        steps: Some((from, to)),
    })
}
