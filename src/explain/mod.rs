//! What happened in a run, in the field's words, from its records alone.
//!
//! One file per family of faults. Each asks who plays and what is recorded, never what a model is called, so that a model of anybody's is read in
//! the same way. Every threshold is a constant with its reason; `docs/explain.md` has what they were measured on.

mod balance;
mod collapse;
mod failure;
mod fakes;
mod finding;
mod modes;
mod play;
mod rate;
mod reading;
mod saturation;
mod series;
mod swings;
mod terms;
mod winner;
mod words;

pub use finding::{Fault, Finding};

use crate::run::Recorded;
use reading::Reading;

/// What is wrong with a run, the gravest first; nothing where it is healthy.
///
/// ```no_run
/// # fn main() -> asivae::Result<()> {
/// for finding in asivae::explain(&asivae::run::Recorded::read("runs/vae-rings-0")?) {
///     println!("{}: {}", finding.fault, finding.title);
/// }
/// # Ok(())
/// # }
/// ```
pub fn explain(run: &Recorded) -> Vec<Finding> {
    let reading = Reading::new(run);
    let rules: [fn(&Reading<'_>) -> Vec<Finding>; 9] = [
        failure::not_finite,
        rate::too_high,
        saturation::saturated,
        collapse::collapsed,
        balance::reconstruction,
        winner::won,
        fakes::below,
        swings::oscillates,
        terms::without_effect,
    ];
    if !reading.is_long() {
        return failure::not_finite(&reading);
    }
    let mut findings: Vec<Finding> = rules.iter().flat_map(|rule| rule(&reading)).collect();
    duplicates(&mut findings);
    // Modes are lost for one of the other reasons, where one was found.
    let lost = modes::lost(&reading, &findings);
    findings.extend(lost);
    findings
}

/// Whether enough is on record to look for more than values that are not finite.
pub(crate) fn is_long(run: &Recorded) -> bool {
    Reading::new(run).is_long()
}

/// Takes off what another finding says better: a collapsed posterior makes everything small that reads it, and a reconstruction that has vanished is a term
/// without effect that nothing holds.
fn duplicates(findings: &mut Vec<Finding>) {
    let has = |findings: &[Finding], fault| findings.iter().any(|finding| finding.fault == fault);
    let collapsed = has(findings, Fault::PosteriorCollapse);
    let vanished = has(findings, Fault::ReconstructionVanished);
    findings.retain(|finding| match finding.fault {
        Fault::TermWithoutEffect if collapsed => false,
        Fault::TermWithoutEffect if vanished => !finding.title.contains("`rec("),
        Fault::Oscillation if vanished => !finding.evidence.iter().all(|line| line.contains("/rec(x)")),
        _ => true,
    });
}
