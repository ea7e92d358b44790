//! Learning rates that are too high.

use super::finding::{Fault, Finding};
use super::reading::Reading;
use super::words::shown;

/// The error of a decoder that says nothing is about that of the first step. Beyond this many times it the decoder says what is far from all data, which
/// no objective asks for; of the healthy runs none exceeded 1.1.
const THROWN: f64 = 3.0;
/// With Adam, which makes every step about as long as the learning rate, rates of this size and above are out of what is used for such networks
/// (1e-5 to 1e-3).
const HIGH: f64 = 5e-3;
/// With such a rate, a reconstruction at this part of that of the first step is not learned, or no longer.
const UNLEARNED: f64 = 0.25;
/// Below this other things throw training: weights that are too great, or another player.
const LOW: f64 = 1e-3;

/// Whether training was thrown out of what it had learned.
pub(super) fn too_high(reading: &Reading<'_>) -> Vec<Finding> {
    let (Some((column, rec)), Some(first)) = (reading.reconstruction(), reading.first_reconstruction()) else {
        return Vec::new();
    };
    let rate = reading.whole("learning_rate").largest().map_or(reading.run.config.optim.lr, |(_, rate)| rate);
    let (Some((step, largest)), Some(late)) = (rec.largest(), rec.late().mean()) else { return Vec::new() };
    let thrown = largest >= THROWN * first;
    let unlearned = late >= UNLEARNED * first;
    if !(thrown && rate >= LOW || unlearned && rate >= HIGH) {
        return Vec::new();
    }
    let mut evidence = Vec::new();
    if thrown {
        evidence.push(format!(
            "`{column}` rises to {} at step {step}, {:.1} times the {} of the first step, where nothing was learned yet.",
            shown(largest),
            largest / first,
            shown(first)
        ));
    }
    if unlearned {
        evidence.push(format!(
            "Over the last quarter it is {}, against {} at the first step.",
            shown(late),
            shown(first)
        ));
    }
    evidence.push(format!("The learning rate is {} at its highest.", shown(rate)));
    if let Some((title, times, at)) = jolt(reading) {
        evidence.push(format!("The gradient of `{title}` is {times:.0} times its median at step {at}."));
    }
    let usual = if rate >= HIGH { 5e-4 } else { rate / 5.0 };
    vec![Finding {
        fault: Fault::LearningRateTooHigh,
        title: "The learning rate is too high: training is thrown out of what it has learned".to_owned(),
        evidence,
        cause: "Steps that overshoot: what one batch gains is lost on the next. Where an objective has great weights or an exponential, a rate that \
                others bear can be too high too."
            .to_owned(),
        remedies: vec![
            reading.rate(usual),
            reading.train("--set optim.clip_norm=1"),
            reading.train(&format!("--set 'optim.milestones=[{}]'", reading.run.config.train.steps / 2)),
        ],
        steps: rec.span().map(|(begin, end)| if thrown && !unlearned { (step, step) } else { (begin, end) }),
    }]
}

/// The move whose gradient once is the most times its median.
fn jolt<'a>(reading: &'a Reading<'_>) -> Option<(&'a str, f64, usize)> {
    let jolts = reading.plays.iter().filter_map(|play| {
        let gradient = reading.series(&format!("{}/gradient", play.title));
        let (at, largest) = gradient.largest()?;
        let median = gradient.median().filter(|median| *median > 0.0)?;
        Some((play.title.as_str(), largest / median, at))
    });
    jolts.filter(|(_, times, _)| *times >= 10.0).max_by(|a, b| a.1.total_cmp(&b.1))
}
