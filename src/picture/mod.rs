//! The picture of a run: samples against data, and what the objectives were made of, step by step.

mod canvas;
mod curves;
mod frame;
mod pairs;
mod palette;
mod shown;
mod tiles;

use std::path::Path;

use asivae_framework::train::Row;

use canvas::{Align, Canvas, Trouble};
use curves::{Panel, panels};
use frame::{Axis, Frame};
pub(crate) use pairs::reconstructions;
use palette::{DATA, FAINT, INK, SAMPLES, colour};
pub use shown::Shown;
pub(crate) use shown::is_image;
pub use tiles::tiles;

/// What stands above the picture.
#[derive(Clone, Debug, Default)]
pub struct Title {
    /// Model, data, steps, seed.
    pub heading: String,
    /// Figures.
    pub figures: String,
}

/// Draws the samples of a run against the data, and its records, and writes them as a PNG.
///
/// Left: data in grey, samples in colour, on square axes that the data fill; a row of real images and rows of samples. Right: a panel for each move with the terms of its
/// objective, each the mean over the batch, and one for the numbers that change during the run.
///
/// # Errors
///
/// Where the file cannot be written.
pub fn picture(shown: &Shown, history: &[Row], title: &Title, path: &Path) -> asivae_framework::Result<()> {
    draw(shown, history, title)
        .and_then(|canvas| canvas.png())
        .map_err(|e| asivae_framework::Error::io(path, e))
        .and_then(|png| write_beside(path, &png).map_err(|e| asivae_framework::Error::io(path, e)))
}

/// Draws the samples of a run against the data alone, small enough to stand in a row with others; gives a PNG.
///
/// # Errors
///
/// Where it cannot be drawn.
pub fn snapshot(shown: &Shown, heading: &str) -> asivae_framework::Result<Vec<u8>> {
    const SIDE: i32 = 420;
    let draw = || {
        let mut canvas = Canvas::new(SIDE + 84, SIDE + 104)?;
        canvas.bold(heading, (MARGIN, 14), 18, INK)?;
        draw_shown(&mut canvas, [LABELS[0], 62, SIDE], shown)?;
        canvas.png()
    };
    draw().map_err(|e: Trouble| asivae_framework::Error::io("the picture of the samples", e))
}

const WIDTH: i32 = 1560;
const HEIGHT: i32 = 860;
const MARGIN: i32 = 28;
/// Top of the panels, below the title.
const TOP: i32 = 92;
/// Room for tick labels left of a panel and below it.
const LABELS: [i32; 2] = [58, 30];
/// Room for the names of the curves, right of a panel.
const LEGEND: i32 = 176;
/// Room for a panel's own title, above it.
const CAPTION: i32 = 26;

fn draw(shown: &Shown, history: &[Row], title: &Title) -> Result<Canvas, Trouble> {
    let mut canvas = Canvas::new(WIDTH, HEIGHT)?;
    canvas.bold(&title.heading, (MARGIN, 22), 24, INK)?;
    canvas.text(&title.figures, (MARGIN, 56), 16, FAINT, Align::Left)?;

    let side = HEIGHT - TOP - CAPTION - LABELS[1] - 12;
    let left = MARGIN + 24;
    draw_shown(&mut canvas, [left, TOP + CAPTION, side], shown)?;

    let history: Vec<Row> = history.iter().map(of_moves).collect();
    let panels = panels(&history);
    let x0 = left + side + 36 + LABELS[0];
    let x1 = WIDTH - MARGIN - LEGEND;
    let whole: f64 = panels.iter().map(Panel::share).sum();
    let mut top = TOP;
    for (i, panel) in panels.iter().enumerate() {
        let height = (f64::from(HEIGHT - TOP) * panel.share() / whole) as i32;
        draw_panel(&mut canvas, [x0, top + CAPTION, x1, top + height - LABELS[1] - 12], panel, i == 0)?;
        top += height;
    }
    Ok(canvas)
}

fn draw_shown(canvas: &mut Canvas, place: [i32; 3], shown: &Shown) -> Result<(), Trouble> {
    match shown {
        Shown::Points { samples, data } => draw_samples(canvas, place, samples, data),
        Shown::Images { shape, samples, data } => tiles::draw_images(canvas, place, (samples, data), *shape),
    }
}

/// Data in grey below samples in colour.
fn draw_samples(
    canvas: &mut Canvas,
    [x, y, side]: [i32; 3],
    samples: &[[f64; 2]],
    data: &[[f64; 2]],
) -> Result<(), Trouble> {
    let reach = data.iter().flatten().fold(0.0_f64, |reach, v| reach.max(v.abs()));
    let half = if reach > 0.0 { reach * 1.25 } else { 1.0 };
    let frame = Frame::new([x, y, x + side, y + side], Axis::linear(-half, half), Axis::linear(-half, half));
    frame.grid(canvas, 7, 7, true)?;
    for (points, ink, opacity, radius) in [(data, DATA, 0.4, 4.0), (samples, SAMPLES, 0.55, 1.8)] {
        for &[px, py] in points {
            if let Some(at) = frame.inside(px, py) {
                canvas.dot(at, radius, ink, opacity)?;
            }
        }
    }
    frame.border(canvas)?;
    let outside = samples.iter().filter(|[px, py]| frame.inside(*px, *py).is_none()).count();
    canvas.dot((f64::from(x + 6), f64::from(y - 16)), 5.0, DATA, 1.0)?;
    canvas.text(&format!("data ({})", data.len()), (x + 18, y - 21), 15, INK, Align::Left)?;
    canvas.dot((f64::from(x + 156), f64::from(y - 16)), 5.0, SAMPLES, 1.0)?;
    let beyond = if outside > 0 { format!(", {outside} outside the frame") } else { String::new() };
    canvas.text(&format!("samples ({}{beyond})", samples.len()), (x + 168, y - 21), 15, INK, Align::Left)
}

/// A record without figures and without time: what the moves were made of.
fn of_moves(row: &Row) -> Row {
    let own = |name: &&String| !["metric/", "wall/", "learning_rate/"].iter().any(|head| name.starts_with(head));
    Row {
        step: row.step,
        values: row.values.iter().filter(|(name, _)| own(name)).map(|(n, v)| (n.clone(), *v)).collect(),
    }
}

/// Curves over steps, with their names at the right.
fn draw_panel(canvas: &mut Canvas, [x0, y0, x1, y1]: [i32; 4], panel: &Panel, first: bool) -> Result<(), Trouble> {
    let frame = Frame::new([x0, y0, x1, y1], panel.steps(), panel.values());
    frame.grid(canvas, 7, if y1 - y0 > 260 { 7 } else { 5 }, true)?;
    canvas.text(&panel.caption(), (x0, y0 - 21), 15, INK, Align::Left)?;
    if let Some(end) = panel.warmup_end {
        let at = frame.at(end, panel.values().low()).0;
        canvas.line(&[(at, f64::from(y0)), (at, f64::from(y1))], 1.2, FAINT, 0.9)?;
        if first {
            canvas.text("warm-up", (at as i32 - 5, y0 + 6), 12, FAINT, Align::Right)?;
        }
    }
    for curve in &panel.curves {
        let points: Vec<_> = curve.points.iter().map(|&(x, y)| frame.at(x, y)).collect();
        canvas.line(&points, 1.8, colour(curve.colour), 0.95)?;
    }
    frame.border(canvas)?;
    let pitch = ((y1 - y0 + 8) / panel.curves.len().max(1) as i32).clamp(13, 20);
    let size = (pitch - 3).clamp(10, 14);
    let lines = ((y1 - y0 + 8) / pitch) as usize;
    for (i, curve) in panel.curves.iter().take(lines).enumerate() {
        let y = y0 + pitch * i as i32;
        let middle = f64::from(y + size / 3 + 1);
        canvas.line(&[(f64::from(x1 + 12), middle), (f64::from(x1 + 32), middle)], 3.0, colour(curve.colour), 1.0)?;
        canvas.text(&shortened(&curve.name), (x1 + 40, y), size, INK, Align::Left)?;
    }
    Ok(())
}

/// As much of a name as the legend has room for.
fn shortened(name: &str) -> String {
    const ROOM: usize = 21;
    if name.chars().count() <= ROOM {
        return name.to_owned();
    }
    name.chars().take(ROOM - 1).chain(['…']).collect()
}

/// Whoever reads the picture finds the old one or the new one, never half of it.
pub(crate) fn write_beside(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.part"));
    let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
    // On a full disk half a file would take the room of a whole one.
    written.inspect_err(|_| drop(std::fs::remove_file(&beside)))
}
