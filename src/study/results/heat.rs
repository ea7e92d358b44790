//! The figure over two axes of numbers.

use super::{Results, State};
use crate::plugin::Better;
use crate::report::html::{escape, note, section};
use crate::words::short;

/// The section; nothing where there are not two axes with numbers alone on them.
pub(super) fn heat(results: &Results) -> String {
    let (Some(metric), [across, down]) = (&results.metric, results.axes.as_slice()) else { return String::new() };
    let (Some(columns), Some(rows)) = (values(results, 0), values(results, 1)) else { return String::new() };
    if columns.len() < 2 || rows.len() < 2 {
        return String::new();
    }
    let means: Vec<f64> =
        results.variants.iter().filter_map(|variant| Some(results.summary(variant, metric)?.mean)).collect();
    let (low, high) =
        means.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)));
    // Orders of magnitude are told apart by their logarithms.
    let log = low > 0.0 && high > 20.0 * low;
    let bend = |value: f64| if log { value.ln() } else { value };
    let share = |value: f64| if high > low { (bend(value) - bend(low)) / (bend(high) - bend(low)) } else { 0.5 };
    let good = |value: f64| if results.better(metric) == Better::Higher { share(value) } else { 1.0 - share(value) };
    let mut table = format!("<tr><th>{} ↓ {} →</th>", escape(down), escape(across));
    table.extend(columns.iter().map(|(text, _)| format!("<th>{}</th>", escape(text))));
    table.push_str("</tr>\n");
    for (row, _) in &rows {
        table.push_str(&format!("<tr><th>{}</th>", escape(row)));
        for (column, _) in &columns {
            let at = |place: &super::Variant| place.places.first() == Some(column) && place.places.get(1) == Some(row);
            table.push_str(&match results.variants.iter().find(|variant| at(variant)) {
                None => "<td></td>".to_owned(),
                Some(variant) => {
                    let failed = variant.runs.iter().filter(|run| matches!(run.state, State::Failed { .. })).count();
                    let lost = match failed {
                        0 => String::new(),
                        failed => format!("<small>{failed} of {} failed</small>", variant.runs.len()),
                    };
                    match results.summary(variant, metric) {
                        Some(summary) => {
                            let depth = (100.0 * good(summary.mean)).round();
                            format!("<td style=\"--depth: {depth}%\">{}{lost}</td>", escape(&short(summary.mean)))
                        }
                        None => format!("<td class=\"none\">none{lost}</td>"),
                    }
                }
            });
        }
        table.push_str("</tr>\n");
    }
    let about = format!(
        "Mean of {metric} over the seeds that came to their end; the more colour, the better{}.",
        if log { ", by orders of magnitude" } else { "" }
    );
    let inner = note(&about) + &format!("<div class=\"scrolls\">\n<table class=\"heat\">\n{table}</table>\n</div>\n");
    section("heat", "Over both axes", &inner)
}

/// The values of an axis in order; none where one is no number.
fn values(results: &Results, axis: usize) -> Option<Vec<(String, f64)>> {
    let mut values: Vec<(String, f64)> = Vec::new();
    for variant in &results.variants {
        let text = variant.places.get(axis)?;
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite())?;
        if !values.iter().any(|(known, _)| known == text) {
            values.push((text.clone(), number));
        }
    }
    values.sort_by(|a, b| a.1.total_cmp(&b.1));
    Some(values)
}
