//! The head: what was trained on what, how far it came, and the figures that one looks at first.

use super::html::{count, details, escape, sentence, thousands};
use crate::cli::figures::{TELLING, protocol, rank, shown};
use crate::plugin;
use crate::run::Recorded;
use crate::train::Measured;

/// Name, data, seed, steps.
pub(super) fn head(recorded: &Recorded) -> String {
    let config = &recorded.config;
    let mut facts = vec![format!("seed {}", config.seed), steps(recorded)];
    facts.push(format!("batches of {}", thousands(config.train.batch)));
    if let Some(warmup) = config.warmup.as_ref().filter(|warmup| warmup.steps > 0) {
        facts.push(format!("{} of warm-up by {}", count(warmup.steps.min(config.train.steps), "step"), warmup.model));
    }
    facts.push(config.device.to_string());
    let facts: String = facts.iter().map(|fact| format!("<li>{}</li>", escape(fact))).collect();
    format!(
        "<header>\n<h1>{} <small>on</small> {}</h1>\n<ul class=\"facts\">{facts}</ul>\n{}</header>\n",
        escape(&config.model),
        escape(&config.data),
        broken(recorded)
    )
}

/// How far training came.
fn steps(recorded: &Recorded) -> String {
    let all = recorded.config.train.steps;
    let done = recorded.rows.last().map_or(0, |row| row.step + 1);
    if recorded.failure.is_none() && done >= all {
        return count(all, "step");
    }
    format!("{} of {}", thousands(done.min(all)), count(all, "step"))
}

/// Why it came no further.
fn broken(recorded: &Recorded) -> String {
    let Some(failure) = &recorded.failure else { return String::new() };
    let text = format!(
        "Training ended at step {}: {} of the move {} is {}.",
        thousands(failure.step),
        failure.what,
        failure.title,
        failure.value
    );
    format!("<p class=\"broken\">{}</p>\n", sentence(&text))
}

/// Figures at the end: the telling ones as tiles, all of them as a table.
pub(super) fn figures(recorded: &Recorded) -> String {
    let mut figures: Vec<&Measured> = recorded.figures.iter().collect();
    if figures.is_empty() {
        return String::new();
    }
    figures.sort_by_key(|figure| rank(&figure.name));
    let modes = plugin::open_data(&recorded.config.data).ok().and_then(|data| data.modes());
    let modes = modes.map(|modes| modes.centres.len());
    let told = |figure: &&&Measured| {
        rank(&figure.name) < TELLING.len() || figure.name == "active_units" || figure.name == "rec_from_mu"
    };
    let mut tiles: String = figures.iter().filter(told).map(|figure| tile(figure, modes)).collect();
    if tiles.is_empty() {
        tiles = figures.iter().take(TELLING.len()).map(|figure| tile(figure, modes)).collect();
    }
    let row = |figure: &&Measured| {
        let words = [better(figure).to_owned(), protocol(figure)];
        let note = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("; ");
        let (name, value) = (escape(&figure.name), escape(&shown(figure, modes)));
        format!("<tr><th>{name}</th><td>{value}</td><td class=\"note\">{}</td></tr>\n", escape(&note))
    };
    let rows: String = figures.iter().map(row).collect();
    let weights = if figures[0].average { ", from the moving average of the weights" } else { "" };
    let table = format!(
        "<table class=\"settings\">\n{rows}</table>\n<p class=\"note\">{} on each side{weights}.</p>\n",
        count(figures[0].samples, "sample")
    );
    let all = details("All figures", &table);
    format!("<section id=\"figures\">\n<dl class=\"tiles\">\n{tiles}</dl>\n{all}</section>\n")
}

fn tile(figure: &Measured, modes: Option<usize>) -> String {
    let text = shown(figure, modes);
    // What is counted, or measured in, is written smaller.
    let (value, unit) = text.split_once(' ').unwrap_or((&text, ""));
    format!(
        "<div><dt>{}</dt><dd>{} <small>{}</small></dd></div>\n",
        escape(&figure.name.replace('_', " ")),
        escape(value),
        escape(unit)
    )
}

fn better(figure: &Measured) -> &'static str {
    match figure.better.as_str() {
        "lower" => "lower is better",
        "higher" => "higher is better",
        _ => "",
    }
}
