//! What is drawn on: a bitmap of three times the size, averaged down at the end, so that lines and dots are smooth.

use plotters::backend::BitMapBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, RGBColor, ShapeStyle, TextStyle, register_font};

/// What can go wrong in drawing.
pub(super) type Trouble = Box<dyn std::error::Error>;

/// Pixels drawn per pixel of the picture, in each direction.
const FINE: i32 = 3;
const FONT: &str = "sans-serif";

/// Which side of a text its position is.
#[derive(Clone, Copy)]
pub(super) enum Align {
    /// The position is its left end.
    Left,
    /// The position is its right end.
    Right,
    /// The position is its middle.
    Centre,
}

/// A bitmap in units of pixels of the picture, the origin at the top left.
pub(super) struct Canvas {
    width: i32,
    height: i32,
    pixels: Vec<u8>,
}

impl Canvas {
    /// A white one.
    pub(super) fn new(width: i32, height: i32) -> Result<Self, Trouble> {
        // The fonts come with the program: a machine without any draws the same picture.
        for (style, font) in [(FontStyle::Normal, dejavu::sans::regular()), (FontStyle::Bold, dejavu::sans::bold())] {
            register_font(FONT, style, font).map_err(|_| "the font cannot be read")?;
        }
        let pixels = vec![255; (width * height * FINE * FINE * 3) as usize];
        Ok(Canvas { width, height, pixels })
    }

    /// A text; the position is its upper edge.
    pub(super) fn text(
        &mut self,
        text: &str,
        (x, y): (i32, i32),
        size: i32,
        ink: RGBColor,
        align: Align,
    ) -> Result<(), Trouble> {
        let side = match align {
            Align::Left => HPos::Left,
            Align::Right => HPos::Right,
            Align::Centre => HPos::Center,
        };
        self.styled(text, (x, y), (size, FontStyle::Normal), ink, side)
    }

    /// A text in bold letters.
    pub(super) fn bold(&mut self, text: &str, at: (i32, i32), size: i32, ink: RGBColor) -> Result<(), Trouble> {
        self.styled(text, at, (size, FontStyle::Bold), ink, HPos::Left)
    }

    fn styled(
        &mut self,
        text: &str,
        (x, y): (i32, i32),
        (size, weight): (i32, FontStyle),
        ink: RGBColor,
        side: HPos,
    ) -> Result<(), Trouble> {
        let font = (FONT, size * FINE, weight).into_font();
        let style = TextStyle::from(font).color(&ink).pos(Pos::new(side, VPos::Top));
        self.on(|area| Ok(area.draw_text(text, &style, (x * FINE, y * FINE))?))
    }

    /// A line through points.
    pub(super) fn line(
        &mut self,
        points: &[(f64, f64)],
        width: f64,
        ink: RGBColor,
        opacity: f64,
    ) -> Result<(), Trouble> {
        let fine: Vec<_> = points.iter().map(|&at| finely(at)).collect();
        let width = (width * f64::from(FINE)).round() as u32;
        let style = ShapeStyle { color: ink.mix(opacity), filled: false, stroke_width: width };
        self.on(|area| Ok(area.draw(&PathElement::new(fine, style))?))
    }

    /// A dot.
    pub(super) fn dot(&mut self, at: (f64, f64), radius: f64, ink: RGBColor, opacity: f64) -> Result<(), Trouble> {
        let radius = (radius * f64::from(FINE)).round() as i32;
        self.on(|area| Ok(area.draw(&Circle::new(finely(at), radius, ink.mix(opacity).filled()))?))
    }

    /// An image in a square: its pixels by how far down and across they are, 0 to 1.
    pub(super) fn image(&mut self, (left, top): (i32, i32), side: i32, pixel: impl Fn(f64, f64) -> [u8; 3]) {
        let whole = self.width * FINE;
        for y in 0..side * FINE {
            for x in 0..side * FINE {
                let share = |at: i32| (f64::from(at) + 0.5) / f64::from(side * FINE);
                let (down, across) = (top * FINE + y, left * FINE + x);
                let at = ((down * whole + across) * 3) as usize;
                if let Some(place) = self.pixels.get_mut(at..at + 3).filter(|_| across < whole) {
                    place.copy_from_slice(&pixel(share(y), share(x)));
                }
            }
        }
    }

    fn on(
        &mut self,
        paint: impl FnOnce(&DrawingArea<BitMapBackend<'_>, Shift>) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let size = ((self.width * FINE) as u32, (self.height * FINE) as u32);
        paint(&BitMapBackend::with_buffer(&mut self.pixels, size).into_drawing_area())
    }

    /// The picture as the bytes of a PNG file.
    pub(super) fn png(&self) -> Result<Vec<u8>, Trouble> {
        let (width, height, fine) = (self.width as usize, self.height as usize, FINE as usize);
        let mut averaged = Vec::with_capacity(width * height * 3);
        for y in 0..height {
            for x in 0..width {
                for channel in 0..3 {
                    let block = (0..fine * fine).map(|i| (y * fine + i / fine, x * fine + i % fine));
                    let sum: usize = block
                        .map(|(row, column)| usize::from(self.pixels[(row * width * fine + column) * 3 + channel]))
                        .sum();
                    averaged.push((sum / (fine * fine)) as u8);
                }
            }
        }
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::Balanced);
        encoder.write_header()?.write_image_data(&averaged)?;
        Ok(bytes)
    }
}

fn finely((x, y): (f64, f64)) -> (i32, i32) {
    let fine = |v: f64| (v * f64::from(FINE)).round() as i32;
    (fine(x), fine(y))
}
