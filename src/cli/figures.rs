//! Figures of a run, as people read them.

use serde_json::{Map, Value, json};

use crate::Run;
use crate::train::Measured;

/// What one looks at first, in this order.
pub(crate) const TELLING: [&str; 11] = [
    "compat_kl",
    "compat_jsd",
    "kl_nats",
    "jsd_nats",
    "modes_covered",
    "high_quality",
    "fid",
    "fd-classifier",
    "fd-random",
    "classes_covered",
    "psnr",
];

/// Its place among those; behind them where it is none.
pub(crate) fn rank(figure: &str) -> usize {
    TELLING.iter().position(|name| *name == figure).unwrap_or(TELLING.len())
}

/// A line for each figure, the most telling first; below them how they were taken, as far as several were taken alike.
pub(super) fn table(figures: &[Measured], run: &Run) -> String {
    let modes = modes(run);
    let width = figures.iter().map(|f| f.name.len()).max().unwrap_or(0);
    let mut sorted: Vec<&Measured> = figures.iter().collect();
    sorted.sort_by_key(|figure| rank(&figure.name));
    let all = common(figures.iter());
    let mut extractors: Vec<(&str, Vec<String>)> = Vec::new();
    for name in figures.iter().filter_map(extractor) {
        if !extractors.iter().any(|(known, _)| *known == name) {
            extractors.push((name, common(figures.iter().filter(|figure| extractor(figure) == Some(name)))));
        }
    }
    let of = |figure: &Measured| -> &[String] {
        let own = extractors.iter().find(|(name, _)| extractor(figure) == Some(name));
        own.map_or(&[], |(_, words)| words)
    };
    let line = |f: &&Measured| {
        let better = match f.better.as_str() {
            "lower" => "lower is better",
            "higher" => "higher is better",
            _ => "",
        };
        let own: Vec<String> = words(f).filter(|word| !all.contains(word) && !of(f).contains(word)).collect();
        let line = format!("  {:width$}  {:14}  {better:16}  {}", f.name, shown(f, modes), own.join(", "));
        line.trim_end().to_owned() + "\n"
    };
    let mut text: String = sorted.iter().map(line).collect();
    for (_, words) in &extractors {
        let words: Vec<String> = words.iter().filter(|word| !all.contains(word)).cloned().collect();
        text.push_str(&format!("  ({})\n", words.join(", ")));
    }
    // Of points this says nothing.
    if !all.is_empty() && all != ["split fresh"] {
        text.push_str(&format!("  (all: {})\n", all.join(", ")));
    }
    text
}

/// How a figure was taken, word by word.
fn words(figure: &Measured) -> impl Iterator<Item = String> {
    figure.protocol.iter().map(|(name, value)| format!("{name} {value}"))
}

/// What holds for all of these figures.
fn common<'a>(mut figures: impl Iterator<Item = &'a Measured>) -> Vec<String> {
    let Some(first) = figures.next() else { return Vec::new() };
    let others: Vec<Vec<String>> = figures.map(|figure| words(figure).collect()).collect();
    words(first).filter(|word| others.iter().all(|own| own.contains(word))).collect()
}

fn extractor(figure: &Measured) -> Option<&str> {
    figure.protocol.get("extractor").map(String::as_str)
}

/// The most telling figures on one line.
pub(super) fn line(figures: &[Measured], run: &Run) -> String {
    let mut telling: Vec<&Measured> = figures.iter().filter(|f| rank(&f.name) < TELLING.len()).collect();
    telling.sort_by_key(|figure| rank(&figure.name));
    let modes = modes(run);
    let parts = telling.into_iter().map(|f| match f.name.as_str() {
        "modes_covered" => shown(f, modes),
        "high_quality" => format!("{} high quality", shown(f, modes)),
        name => format!(
            "{} {}",
            name.trim_end_matches("_nats").replace('_', " ").replace("kl", "KL").replace("jsd", "JSD"),
            shown(f, modes)
        ),
    });
    parts.collect::<Vec<_>>().join(",  ")
}

/// Modes of the data, where they have separate ones.
fn modes(run: &Run) -> Option<usize> {
    run.data().modes().map(|modes| modes.centres.len())
}

/// A value with its unit, on data of so many modes: `3.410`, `0.260 nats`, `8 of 8 modes`, `91.2 %`.
pub(crate) fn shown(figure: &Measured, modes: Option<usize>) -> String {
    let Measured { value, unit, .. } = figure;
    match (figure.name.as_str(), modes) {
        ("modes_covered", Some(modes)) => format!("{value:.0} of {modes} modes"),
        ("classes_covered", _) => {
            let all = figure.protocol.get("classes").map_or(String::new(), |classes| format!(" of {classes}"));
            format!("{value:.0}{all} {unit}")
        }
        ("high_quality", _) => format!("{:.1} %", value * 100.0),
        (_, _) if matches!(unit.as_str(), "modes" | "dimensions") => format!("{value:.0} {unit}"),
        _ if *value != 0.0 && value.abs() < 0.01 => format!("{value:.2e} {unit}").trim_end().to_owned(),
        _ => format!("{value:.3} {unit}").trim_end().to_owned(),
    }
}

/// How a figure was taken: `extractor random, k 3`; nothing where there is nothing to say.
pub(crate) fn protocol(figure: &Measured) -> String {
    words(figure).collect::<Vec<_>>().join(", ")
}

/// Figures for programs: value, unit and direction by name.
pub(super) fn value(figures: &[Measured]) -> Value {
    let named = figures.iter().map(|f| {
        let about = json!({
            "value": f.value, "unit": f.unit, "better": f.better, "samples": f.samples, "average": f.average, "protocol": f.protocol,
        });
        (f.name.clone(), about)
    });
    Value::Object(named.collect::<Map<_, _>>())
}
