//! Pictures: samples at the end and over time, and reconstructions.

use std::path::{Path, PathBuf};

use super::equation::picture;
use super::html::{escape, note, section, thousands};
use crate::{Error, Run};

/// Pictures of a strip: more would make a page that no mail takes.
const STRIP: usize = 12;
/// Real points whose reconstructions are drawn.
const RECONSTRUCTED: usize = 600;

/// The section.
pub(super) fn pictures(folder: &Path, run: Result<&Run, &str>) -> String {
    let mut inner = String::new();
    match std::fs::read(folder.join("samples.png")) {
        Ok(png) => inner.push_str(&figure(
            "large",
            &png,
            "Samples at the end against data, and what the objectives were made of",
        )),
        Err(_) => inner.push_str(&note("There is no picture of samples yet.")),
    }
    inner.push_str(&strip(&folder.join("samples")));
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
fn strip(folder: &Path) -> String {
    let all = steps(folder);
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

/// Pictures by step, in order.
fn steps(folder: &Path) -> Vec<(usize, PathBuf)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let pictures = entries.filter(|path| path.extension().is_some_and(|ending| ending == "png"));
    let numbered = pictures.filter_map(|path| Some((path.file_stem()?.to_str()?.parse().ok()?, path)));
    let mut steps: Vec<(usize, PathBuf)> = numbered.collect();
    steps.sort();
    steps
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
fn pictures_are_in_the_order_of_steps() {
    let folder = std::env::temp_dir().join(format!("asivae-strip-{}", std::process::id()));
    let _ = std::fs::create_dir_all(&folder);
    for name in ["000000900.png", "1000.png", "000000000.png", "notes.txt", "last.png"] {
        let _ = std::fs::write(folder.join(name), b"");
    }
    let found: Vec<usize> = steps(&folder).into_iter().map(|(step, _)| step).collect();
    assert_eq!(found, [0, 900, 1000]);
    for step in 0..40 {
        let _ = std::fs::write(folder.join(format!("{step:09}.png")), b"");
    }
    let html = strip(&folder);
    let _ = std::fs::remove_dir_all(&folder);
    assert!(html.contains("(12 of 42 pictures)") && html.matches("<figure").count() == STRIP, "{html}");
    assert!(html.contains(">0</figcaption>") && html.contains(">1,000</figcaption>"), "both ends: {html}");
    assert_eq!(strip(&folder), "", "no folder, no strip");
}
