//! Colours.

use plotters::style::RGBColor;

/// Text and frames.
pub(super) const INK: RGBColor = RGBColor(33, 37, 41);
/// Tick labels and notes.
pub(super) const FAINT: RGBColor = RGBColor(108, 117, 125);
/// Lines of the grid.
pub(super) const GRID: RGBColor = RGBColor(233, 236, 239);
/// Data.
pub(super) const DATA: RGBColor = RGBColor(150, 156, 163);
/// Samples.
pub(super) const SAMPLES: RGBColor = RGBColor(0, 109, 176);

/// Told apart by people who do not see all colours: Okabe & Ito (2008), and darker ones of the same hues.
const CURVES: [RGBColor; 12] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(120, 94, 240),
    RGBColor(60, 60, 60),
    RGBColor(136, 34, 85),
    RGBColor(153, 153, 51),
    RGBColor(0, 68, 136),
    RGBColor(100, 143, 15),
];

/// The n-th colour of a curve.
pub(super) fn colour(n: usize) -> RGBColor {
    CURVES[n % CURVES.len()]
}
