//! Figures of a run, as people read them.

use serde_json::{Map, Value, json};

use crate::Run;
use crate::train::Measured;

/// What one looks at first, in this order.
const TELLING: [&str; 6] = ["compat_kl", "compat_jsd", "kl_nats", "jsd_nats", "modes_covered", "high_quality"];

fn rank(figure: &Measured) -> usize {
    TELLING.iter().position(|name| *name == figure.name).unwrap_or(TELLING.len())
}

/// A line for each figure, the most telling first.
pub(super) fn table(figures: &[Measured], run: &Run) -> String {
    let width = figures.iter().map(|f| f.name.len()).max().unwrap_or(0);
    let mut sorted: Vec<&Measured> = figures.iter().collect();
    sorted.sort_by_key(|figure| rank(figure));
    let line = |f: &&Measured| {
        let better = match f.better.as_str() {
            "lower" => "lower is better",
            "higher" => "higher is better",
            _ => "",
        };
        format!("  {:width$}  {:14}  {better}", f.name, shown(f, run)).trim_end().to_owned() + "\n"
    };
    sorted.iter().map(line).collect()
}

/// The most telling figures on one line.
pub(super) fn line(figures: &[Measured], run: &Run) -> String {
    let mut telling: Vec<&Measured> = figures.iter().filter(|f| rank(f) < TELLING.len()).collect();
    telling.sort_by_key(|figure| rank(figure));
    let parts = telling.into_iter().map(|f| match f.name.as_str() {
        "modes_covered" => shown(f, run),
        "high_quality" => format!("{} high quality", shown(f, run)),
        name => format!(
            "{} {}",
            name.trim_end_matches("_nats").replace('_', " ").replace("kl", "KL").replace("jsd", "JSD"),
            shown(f, run)
        ),
    });
    parts.collect::<Vec<_>>().join(",  ")
}

/// A value with its unit: `3.410`, `0.260 nats`, `8 of 8 modes`, `91.2 %`.
fn shown(figure: &Measured, run: &Run) -> String {
    let Measured { value, unit, .. } = figure;
    match (figure.name.as_str(), run.data().modes()) {
        ("modes_covered", Some(modes)) => format!("{value:.0} of {} modes", modes.centres.len()),
        ("high_quality", _) => format!("{:.1} %", value * 100.0),
        (_, _) if matches!(unit.as_str(), "modes" | "dimensions") => format!("{value:.0} {unit}"),
        _ if *value != 0.0 && value.abs() < 0.01 => format!("{value:.2e} {unit}").trim_end().to_owned(),
        _ => format!("{value:.3} {unit}").trim_end().to_owned(),
    }
}

/// Figures for programs: value, unit and direction by name.
pub(super) fn value(figures: &[Measured]) -> Value {
    let named = figures.iter().map(|f| {
        let about = json!({
            "value": f.value, "unit": f.unit, "better": f.better, "samples": f.samples, "average": f.average,
        });
        (f.name.clone(), about)
    });
    Value::Object(named.collect::<Map<_, _>>())
}
