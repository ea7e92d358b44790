//! Figures of a run, as people read them.

use serde_json::{Map, Value, json};

use crate::Run;
use crate::train::Measured;

/// A line for each figure.
pub(super) fn table(figures: &[Measured], run: &Run) -> String {
    let width = figures.iter().map(|f| f.name.len()).max().unwrap_or(0);
    let line = |f: &Measured| {
        let better = match f.better.as_str() {
            "lower" => "  (lower is better)",
            "higher" => "  (higher is better)",
            _ => "",
        };
        format!("  {:width$}  {}{better}\n", f.name, shown(f, run))
    };
    figures.iter().map(line).collect()
}

/// The most telling figures on one line.
pub(crate) fn line(figures: &[Measured], run: &Run) -> String {
    const TELLING: [&str; 6] = ["compat_kl", "compat_jsd", "kl", "jsd", "modes", "quality"];
    let telling = figures.iter().filter(|f| TELLING.iter().any(|t| f.name.starts_with(t)));
    let parts: Vec<String> = telling
        .map(|f| if names_itself(f) { shown(f, run) } else { format!("{} {}", f.name.replace('_', " "), shown(f, run)) })
        .collect();
    parts.join(", ")
}

/// A value with its unit: `3.41`, `0.26 nats`, `8 of 8 modes`, `91.2 %`.
fn shown(figure: &Measured, run: &Run) -> String {
    let Measured { value, unit, .. } = figure;
    if figure.name.starts_with("modes")
        && let Some(modes) = run.data().modes()
    {
        return format!("{value:.0} of {} modes", modes.centres.len());
    }
    if names_itself(figure) {
        return format!("{:.1} % high quality", value * 100.0);
    }
    format!("{value:.3} {unit}").trim_end().to_owned()
}

/// Whether the value's own words say what it is.
fn names_itself(figure: &Measured) -> bool {
    figure.name.starts_with("modes") || figure.name.contains("quality")
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
