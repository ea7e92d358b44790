//! Collapse: what the latent dimensions hold, and how real and generated data are told apart over time.

use super::chart::{Chart, Charts, Ink, Kind, Point, Series};
use super::curves::{METRIC, names, points};
use super::html::{escape, note, section};
use crate::Run;
use crate::train::{Encoded, Row};

/// Real samples that are encoded.
const ENCODED: usize = 2_000;
/// A dimension whose mean varies less is not in use. Burda et al., *Importance Weighted Autoencoders* (ICLR 2016), section 5.2.
const ACTIVE: f64 = 0.01;
/// More dimensions than this are sorted.
const FEW: usize = 16;

/// The section.
pub(super) fn diagnostics(run: Result<&Run, &str>, rows: &[Row], charts: &mut Charts) -> String {
    let encoded = match run {
        Ok(run) => run.encode(ENCODED, run.config().seed).map_err(|error| error.to_string()),
        Err(reason) => Err(reason.to_owned()),
    };
    let mut inner = match &encoded {
        Ok(encoded) => dimensions(encoded, charts),
        Err(reason) => note(&format!("Latent dimensions cannot be looked at: {reason}.")),
    };
    inner.push_str(&real_and_fake(rows, charts));
    section("diagnostics", "Collapse diagnostics", &inner)
}

fn dimensions(encoded: &Encoded, charts: &mut Charts) -> String {
    let means = columns(&encoded.mean.clone().into_data().iter::<f64>().collect::<Vec<_>>(), encoded.mean.dims()[1]);
    let spread: Vec<f64> = means.iter().map(|values| variance(values)).collect();
    let kl: Option<Vec<f64>> = encoded.logvar.clone().map(|logvar| {
        let width = logvar.dims()[1];
        let logvars = columns(&logvar.into_data().iter::<f64>().collect::<Vec<_>>(), width);
        means.iter().zip(&logvars).map(|(mu, logvar)| divergence(mu, logvar)).collect()
    });
    // By size where they are many, as collapse is seen then.
    let mut order: Vec<usize> = (0..spread.len()).collect();
    if order.len() > FEW {
        let size = |dimension: &usize| kl.as_ref().unwrap_or(&spread)[*dimension];
        order.sort_by(|a, b| size(b).total_cmp(&size(a)));
    }
    let bars = |values: &[f64], name: &str| {
        let bars: Vec<Point> = order.iter().map(|dimension| (dimension + 1, values[*dimension])).collect();
        vec![Series { name: name.to_owned(), ink: Ink::Main, column: String::new(), points: bars }]
    };
    let active = spread.iter().filter(|variance| **variance >= ACTIVE).count();
    let mut text = format!(
        "<p><b>{active} of {} latent dimensions are in use</b>: the posterior’s mean varies over the data by {ACTIVE} or more.",
        spread.len()
    );
    let mut figures = String::new();
    if let Some(kl) = &kl {
        let total: f64 = kl.iter().sum();
        text.push_str(&format!(" Together they hold {total:.2} nats."));
        let title = "KL by dimension, mean over real data".to_owned();
        let chart = Chart {
            title,
            kind: Kind::Bars { threshold: None },
            unit: "nats".to_owned(),
            series: bars(kl, "KL from the standard normal, nats"),
        };
        figures.push_str(&charts.figure(chart, ""));
    }
    text.push_str(&format!(" {} real samples were encoded.</p>\n", escape(&super::html::thousands(ENCODED))));
    let title = "Variance of the posterior’s mean, by dimension".to_owned();
    let kind = Kind::Bars { threshold: Some(ACTIVE) };
    let chart = Chart {
        title,
        kind,
        unit: String::new(),
        series: bars(&spread, "over real data; dashed: what counts as in use"),
    };
    figures.push_str(&charts.figure(chart, ""));
    format!("{text}<div class=\"charts\">\n{figures}</div>\n")
}

/// KL of real and of generated data over time, where it was measured.
fn real_and_fake(rows: &[Row], charts: &mut Charts) -> String {
    let prefix = format!("{METRIC}/");
    let columns = names(rows);
    let series = ["kl_real", "kl_fake", "kl_gap"].into_iter().enumerate().filter_map(|(place, name)| {
        let column = format!("{prefix}{name}");
        columns.contains(&column.as_str()).then_some(())?;
        Some(Series { name: name.to_owned(), ink: Ink::Place(place), points: points(rows, &column), column })
    });
    let series: Vec<Series> = series.collect();
    if series.is_empty() {
        return String::new();
    }
    let title = "KL of real and of generated data, nats".to_owned();
    let chart = Chart { title, kind: Kind::Lines, unit: "nats".to_owned(), series };
    format!("<div class=\"charts\">\n{}</div>\n", charts.figure(chart, "wide"))
}

/// The columns of a matrix that stands row by row.
fn columns(values: &[f64], width: usize) -> Vec<Vec<f64>> {
    (0..width).map(|column| values.iter().skip(column).step_by(width).copied().collect()).collect()
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len().max(1) as f64;
    values.sum::<f64>() / count
}

fn variance(values: &[f64]) -> f64 {
    let centre = mean(values.iter().copied());
    mean(values.iter().map(|value| (value - centre).powi(2)))
}

/// `½ (μ² + σ² − ln σ² − 1)`, mean over samples.
fn divergence(mu: &[f64], logvar: &[f64]) -> f64 {
    mean(mu.iter().zip(logvar).map(|(mu, logvar)| 0.5 * (mu * mu + logvar.exp() - logvar - 1.0)))
}

#[test]
fn dimensions_by_hand() {
    let means = columns(&[1.0, 7.0, -1.0, 7.0], 2);
    assert_eq!(means, [[1.0, -1.0], [7.0, 7.0]]);
    assert_eq!([variance(&means[0]), variance(&means[1])], [1.0, 0.0]);
    assert_eq!(divergence(&[2.0, 0.0], &[0.0, 0.0]), 1.0, "half the squared mean, halved by the mean over two samples");
}
