//! Pictures of images: reconstructions, ways between them, and what each dimension of the latent does.

use super::html::{escape, note, picture, thousands};
use crate::picture::{is_image, tiles};
use crate::train::{Between, Interpolation, Traversal};
use crate::{Error, Run};

/// Images in a row.
const COLUMNS: usize = 16;
/// Rows of pairs.
const ROWS: usize = 3;
/// Ways, and images on each.
const WAYS: [usize; 2] = [4, 12];
/// Dimensions, and images along each.
const WALK: [usize; 2] = [8, 12];

/// Makes a picture, and the words below it.
type Make = fn(&Run) -> Result<(Vec<u8>, String), Error>;

/// Whether there are pictures of a run's samples.
pub(super) fn has_images(run: &Run) -> bool {
    is_image(run.data().shape())
}

/// All of them, one below the other, each with its heading.
pub(super) fn sections(run: &Run) -> String {
    let parts: [(&str, &str, Make); 4] = [
        ("reconstructions", "Reconstructions", reconstructions),
        ("interpolations", "Ways between real images", |run| ways(run, false)),
        ("spherical", "Ways between samples, on the sphere", |run| ways(run, true)),
        ("traversals", "Dimensions of the latent", traversals),
    ];
    let part = |(id, title, make): (&str, &str, Make)| {
        let body = match make(run) {
            Ok((png, text)) => {
                let picture = picture(&png, "image/png", title);
                format!(
                    "<figure class=\"picture tiles\">{picture}<figcaption>{}</figcaption></figure>\n",
                    escape(&text)
                )
            }
            Err(error) => note(&format!("There are none: {error}.")),
        };
        format!("<h3 id=\"{id}\">{title}</h3>\n{body}")
    };
    parts.map(part).concat()
}

fn reconstructions(run: &Run) -> Result<(Vec<u8>, String), Error> {
    let pairs = run.reconstruct(COLUMNS * ROWS, run.config().seed)?;
    let row = |pairs: &[(Vec<f32>, Vec<f32>)]| -> [Vec<Vec<f32>>; 2] {
        let (real, made) = pairs.iter().cloned().unzip();
        [real, made]
    };
    let rows: Vec<Vec<Vec<f32>>> = pairs.chunks(COLUMNS).flat_map(row).collect();
    let rows: Vec<Vec<&[f32]>> = rows.iter().map(|row| row.iter().map(Vec::as_slice).collect()).collect();
    let shape = run.data().shape();
    let error: f64 =
        pairs.iter().flat_map(|(real, made)| real.iter().zip(made)).map(|(a, b)| f64::from(a - b).powi(2)).sum();
    let pixels = shape.iter().product::<usize>() * pairs.len();
    let text = format!(
        "{} real images, each above what the decoder makes of its latent without noise; squared error {:.4} per pixel in the mean",
        thousands(pairs.len()),
        error / pixels as f64
    );
    Ok((tiles(&rows, 2, shape)?, text))
}

fn ways(run: &Run, samples: bool) -> Result<(Vec<u8>, String), Error> {
    let [pairs, steps] = WAYS;
    let between = if samples { Between::Latents } else { Between::Data };
    let made = run.interpolate(Interpolation { between, pairs, steps, spherical: samples }, run.config().seed)?;
    let text = match samples {
        true => "From one latent of the sampler to another, by equal angles",
        false => "From the latent of one real image to that of another, straight, in equal steps",
    };
    Ok((in_rows(run, &made, steps)?, text.to_owned()))
}

fn traversals(run: &Run) -> Result<(Vec<u8>, String), Error> {
    let [dimensions, steps] = WALK;
    let reach = 3.0;
    let walk = run.traverse(Traversal { dimensions, steps, reach }, run.config().seed)?;
    let named: Vec<String> = walk.dimensions.iter().map(|(d, variance)| format!("{d} ({variance:.2})")).collect();
    let text = format!(
        "The latent of a real image with one dimension set from −{reach} to {reach}; the rows are dimensions {} (variance of the posterior's mean over data)",
        named.join(", ")
    );
    Ok((in_rows(run, &walk.samples, steps)?, text))
}

fn in_rows(run: &Run, samples: &[f32], columns: usize) -> Result<Vec<u8>, Error> {
    let shape = run.data().shape();
    let images: Vec<&[f32]> = samples.chunks_exact(shape.iter().product()).collect();
    let rows: Vec<Vec<&[f32]>> = images.chunks(columns).map(<[_]>::to_vec).collect();
    tiles(&rows, rows.len(), shape)
}
