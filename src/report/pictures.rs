//! Pictures: samples at the end and over time, and reconstructions.

use std::path::PathBuf;

use super::html::{escape, note, picture, section, thousands};
use super::images;
use crate::run::RunDirectory;
use crate::{Error, Run};

/// Pictures of a strip: more would make a page that no mail takes.
const STRIP: usize = 12;
/// Real points whose reconstructions are drawn.
const RECONSTRUCTED: usize = 600;

/// The section.
pub(super) fn pictures(directory: &RunDirectory, run: Result<&Run, &str>) -> String {
    let mut inner = String::new();
    match std::fs::read(directory.picture()) {
        Ok(png) => inner.push_str(&figure(
            "large",
            &png,
            "Samples at the end against data, and what the objectives were made of",
        )),
        Err(_) => inner.push_str(&note("There is no picture of samples yet.")),
    }
    inner.push_str(&strip(&directory.samples()));
    if let Some(run) = run.ok().filter(|run| images::has_images(run)) {
        inner.push_str(&images::sections(run));
        return section("samples", "Samples", &inner);
    }
    inner.push_str("<h3 id=\"reconstructions\">Reconstructions</h3>\n");
    match run.map_err(str::to_owned).and_then(|run| reconstructions(run).map_err(|error| error.to_string())) {
        Ok((png, text)) => {
            let picture = figure("pairs", &png, "Real points, and where the decoder puts them");
            inner.push_str(&format!("<div class=\"beside\">\n{picture}{text}</div>\n"));
        }
        Err(reason) => inner.push_str(&note(&format!("There are none: {reason}."))),
    }
    section("samples", "Samples", &inner)
}

fn figure(class: &str, png: &[u8], alt: &str) -> String {
    format!("<figure class=\"picture {class}\">{}</figure>\n", picture(png, "image/png", alt))
}

/// Samples of the same latents after more and more steps.
fn strip(all: &[(usize, PathBuf)]) -> String {
    let mut chosen = String::new();
    let mut shown = 0;
    for (place, (step, path)) in all.iter().enumerate() {
        // Evenly, both ends among them.
        let due = all.len() <= STRIP || place * (STRIP - 1) / (all.len() - 1) >= shown;
        let Some(png) = due.then(|| std::fs::read(path).ok()).flatten() else { continue };
        shown += 1;
        let step = thousands(*step);
        let image = picture(png, "image/png", &format!("Samples after {step} steps"));
        chosen.push_str(&format!("<figure class=\"picture\">{image}<figcaption>{step}</figcaption></figure>\n"));
    }
    if chosen.is_empty() {
        return String::new();
    }
    let rest = if shown < all.len() { format!(" ({shown} of {} pictures)", all.len()) } else { String::new() };
    format!("<h3>Over time, by steps{}</h3>\n<div class=\"strip\">\n{chosen}</div>\n", escape(&rest))
}

/// A picture, and what stands beside it.
fn reconstructions(run: &Run) -> Result<(Vec<u8>, String), Error> {
    let pairs = run.reconstruct(RECONSTRUCTED, run.config().seed)?;
    let point = |values: &[f32]| <[f32; 2]>::try_from(values).ok().map(|point| point.map(f64::from));
    let points: Option<Vec<_>> = pairs.iter().map(|(real, made)| Some((point(real)?, point(made)?))).collect();
    let Some(points) = points.filter(|_| run.data().shape() == [2, 1, 1]) else {
        return Err(Error::Unknown(format!("the samples of `{}` are no points", run.data().name())));
    };
    let png = crate::picture::reconstructions(&points)?;
    let mut distances: Vec<f64> = points.iter().map(|([a, b], [c, d])| (a - c).hypot(b - d)).collect();
    distances.sort_by(f64::total_cmp);
    let at = |share: f64| distances[(share * (distances.len() - 1) as f64) as usize];
    let rows = [("median", at(0.5)), ("nine of ten below", at(0.9)), ("largest", at(1.0))]
        .map(|(name, value)| format!("<tr><th>{name}</th><td>{}</td></tr>\n", escape(&format!("{value:.3}"))))
        .concat();
    let text = format!(
        "<div>\n<p>{} real points, each joined to what the decoder makes of its latent without noise.</p>\n<table class=\"settings\">\n<caption>Distance</caption>\n{rows}</table>\n</div>\n",
        thousands(points.len())
    );
    Ok((png, text))
}

#[test]
fn a_strip_has_both_ends() {
    let folder = std::env::temp_dir().join(format!("asivae-strip-{}", std::process::id()));
    let _ = std::fs::create_dir_all(&folder);
    let steps = (0..40).chain([900, 1000]);
    let all: Vec<(usize, PathBuf)> = steps.map(|step| (step, folder.join(format!("{step:09}.png")))).collect();
    for (_, path) in &all {
        let _ = std::fs::write(path, b"");
    }
    let html = strip(&all);
    let _ = std::fs::remove_dir_all(&folder);
    assert!(html.contains("(12 of 42 pictures)") && html.matches("<figure").count() == STRIP, "{html}");
    assert!(html.contains(">0</figcaption>") && html.contains(">1,000</figcaption>"), "both ends: {html}");
    assert_eq!(strip(&[]), "", "no pictures, no strip");
}
