//! Samples over time, variant by variant.

use std::io::Cursor;
use std::path::Path;

use super::Results;
use crate::report::html::{escape, note, picture, section, thousands};

/// Columns of the grid.
const STEPS: usize = 6;
/// No wider than this.
const WIDTH: u32 = 300;

/// The section.
pub(super) fn grid(results: &Results) -> String {
    let runs: Vec<_> = results.variants.iter().map(|variant| variant.median_run(results.metric.as_deref())).collect();
    let pictures = |place: usize| {
        let record = runs[place].and_then(|run| run.record.as_ref());
        record.map_or(&[][..], |record| record.pictures.as_slice())
    };
    let mut steps: Vec<usize> =
        (0..runs.len()).flat_map(|place| pictures(place).iter().map(|(step, _)| *step)).collect();
    steps.sort_unstable();
    steps.dedup();
    if steps.is_empty() {
        return section(
            "samples",
            "Samples over time",
            &note("No run has pictures of samples: eval.every says how often they are drawn."),
        );
    }
    let chosen = evenly(&steps);
    let mut rows = String::new();
    for (place, variant) in results.variants.iter().enumerate() {
        let seed = runs[place].map_or_else(String::new, |run| format!("<small>seed {}</small>", run.seed));
        let mut row = format!("<tr><th>{}{seed}</th>", escape(&variant.name));
        for step in &chosen {
            let file = pictures(place).iter().find(|(own, _)| own == step).map(|(_, file)| file);
            let cell = match file.and_then(|file| thumbnail(file)) {
                Some(png) => {
                    let alt = format!("Samples of {} after {} steps", variant.name, thousands(*step));
                    format!("<figure class=\"picture\">{}</figure>", picture(png, "image/png", &alt))
                }
                None => "–".to_owned(),
            };
            row.push_str(&format!("<td>{cell}</td>"));
        }
        rows.push_str(&format!("{row}</tr>\n"));
    }
    let head: String = chosen.iter().map(|step| format!("<th>{}</th>", thousands(*step))).collect();
    let about = match &results.metric {
        Some(metric) => format!(
            "After so many steps, of the same latents each time. Of each variant the seed whose {metric} is in the middle."
        ),
        None => "After so many steps, of the same latents each time. Of each variant the first seed that has pictures."
            .to_owned(),
    };
    let table = format!(
        "<div class=\"scrolls\">\n<table class=\"pictures\">\n<tr><th></th>{head}</tr>\n{rows}</table>\n</div>\n"
    );
    section("samples", "Samples over time", &(note(&about) + &table))
}

/// Not too many of them, both ends among them.
fn evenly(steps: &[usize]) -> Vec<usize> {
    if steps.len() <= STEPS {
        return steps.to_vec();
    }
    (0..STEPS).map(|place| steps[place * (steps.len() - 1) / (STEPS - 1)]).collect()
}

/// A picture, made smaller; as it is where it has another format than those that are drawn here.
fn thumbnail(path: &Path) -> Option<Vec<u8>> {
    let bytes = std::fs::read(path).ok()?;
    Some(smaller(&bytes).unwrap_or(bytes))
}

fn smaller(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut pixels).ok()?;
    let factor = info.width.div_ceil(WIDTH);
    if factor < 2 || info.color_type != png::ColorType::Rgb || info.bit_depth != png::BitDepth::Eight {
        return None;
    }
    let (width, height) = (info.width / factor, info.height / factor);
    let mut small = Vec::with_capacity((width * height * 3) as usize);
    for place in 0..width * height {
        let (x, y) = (place % width * factor, place / width * factor);
        for channel in 0..3 {
            let block = (0..factor * factor).map(|i| ((y + i / factor) * info.width + x + i % factor) * 3 + channel);
            let sum: u32 = block.map(|at| u32::from(pixels.get(at as usize).copied().unwrap_or(255))).sum();
            small.push((sum / (factor * factor)) as u8);
        }
    }
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&small)).ok()?;
    Some(out)
}

#[test]
fn pictures_are_made_smaller() {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 601, 4);
    encoder.set_color(png::ColorType::Rgb);
    let pixels: Vec<u8> =
        (0..601 * 4).flat_map(|at| if at % 601 < 300 { [0, 90, 200] } else { [255, 255, 255] }).collect();
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels)).expect("a picture");
    let small = smaller(&bytes).expect("a smaller one");
    let mut reader = png::Decoder::new(Cursor::new(&small)).read_info().expect("a picture");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("pixels");
    assert_eq!((info.width, info.height), (200, 1));
    assert_eq!((&pixels[..3], &pixels[597..600]), (&[0, 90, 200][..], &[255, 255, 255][..]));
    assert!(smaller(&small).is_none() && smaller(b"none").is_none());
}

#[test]
fn both_ends_are_shown() {
    let steps: Vec<usize> = (1..=40).map(|step| step * 100).collect();
    assert_eq!(evenly(&steps), [100, 800, 1600, 2400, 3200, 4000]);
    assert_eq!(evenly(&steps[..3]), [100, 200, 300]);
}
