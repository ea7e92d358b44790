//! Real points and their reconstructions.

use asivae_framework::{Error, Result};

use super::canvas::{Align, Canvas, Trouble};
use super::frame::{Axis, Frame};
use super::palette::{DATA, FAINT, INK, SAMPLES};

const SIDE: i32 = 720;
const MARGIN: i32 = 20;
/// Room for what the colours mean, above the frame.
const TOP: i32 = 44;
/// Room for tick labels left of the frame and below it.
const LABELS: [i32; 2] = [24, 24];

/// Draws real points in grey and their reconstructions in colour, each pair joined by a line, as the bytes of a PNG file.
///
/// # Errors
///
/// Where the font cannot be read or the picture cannot be encoded.
pub(crate) fn reconstructions(pairs: &[([f64; 2], [f64; 2])]) -> Result<Vec<u8>> {
    let png = draw(pairs).and_then(|canvas| canvas.png());
    png.map_err(|error| Error::io("a picture of reconstructions", error))
}

fn draw(pairs: &[([f64; 2], [f64; 2])]) -> Result<Canvas, Trouble> {
    let mut canvas = Canvas::new(SIDE + LABELS[0] + 2 * MARGIN, SIDE + TOP + LABELS[1] + MARGIN)?;
    let reach = pairs.iter().flat_map(|(real, _)| real).fold(0.0_f64, |reach, v| reach.max(v.abs()));
    let half = if reach > 0.0 { reach * 1.25 } else { 1.0 };
    let left = MARGIN + LABELS[0];
    let frame = Frame::new([left, TOP, left + SIDE, TOP + SIDE], Axis::linear(-half, half), Axis::linear(-half, half));
    frame.grid(&mut canvas, 7, 7, true)?;
    let finite = |point: &[f64; 2]| point.iter().all(|v| v.is_finite());
    for (real, made) in pairs.iter().filter(|(_, made)| finite(made)) {
        canvas.line(&[frame.at(real[0], real[1]), frame.at(made[0], made[1])], 1.0, SAMPLES, 0.35)?;
    }
    for (real, _) in pairs {
        canvas.dot(frame.at(real[0], real[1]), 3.6, DATA, 0.6)?;
    }
    let mut outside = 0;
    for (_, made) in pairs {
        match frame.inside(made[0], made[1]) {
            Some(at) => canvas.dot(at, 2.2, SAMPLES, 0.8)?,
            None => outside += 1,
        }
    }
    frame.border(&mut canvas)?;
    let beyond = if outside > 0 { format!(" ({outside} outside the frame)") } else { String::new() };
    canvas.dot((f64::from(left + 6), f64::from(TOP - 20)), 5.0, DATA, 1.0)?;
    canvas.text("data", (left + 18, TOP - 27), 17, INK, Align::Left)?;
    canvas.dot((f64::from(left + 96), f64::from(TOP - 20)), 5.0, SAMPLES, 1.0)?;
    canvas.text("reconstruction", (left + 108, TOP - 27), 17, INK, Align::Left)?;
    canvas.text(&beyond, (left + 240, TOP - 27), 17, FAINT, Align::Left)?;
    Ok(canvas)
}

#[test]
fn a_picture_holds_points_beyond_the_frame_and_none_at_all() -> Result<()> {
    let plain = reconstructions(&[([1.0, 1.0], [1.0, 0.9])])?;
    assert!(plain.starts_with(b"\x89PNG"));
    assert_ne!(plain, reconstructions(&[([1.0, 1.0], [0.2, 0.9])])?, "another place, another picture");
    for pairs in [&[][..], &[([0.0, 0.0], [f64::NAN, 1.0])], &[([1.0, 1.0], [1e30, f64::INFINITY])]] {
        assert!(reconstructions(pairs)?.starts_with(b"\x89PNG"), "{pairs:?}");
    }
    Ok(())
}
