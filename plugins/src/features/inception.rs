//! Features of Inception-v3, those of FID.

use std::collections::BTreeMap;

use asivae::prelude::*;
use asivae::run::StateDict;
use asivae::{Error, Result};
use burn::tensor::activation::relu;
use burn::tensor::module::{adaptive_avg_pool2d, avg_pool2d, conv2d, interpolate, max_pool2d};
use burn::tensor::ops::{AvgPoolOptions, ConvOptions, InterpolateMode, InterpolateOptions, MaxPoolOptions};

/// The 2 048 features behind the last pooling of Inception-v3 as FID has it, of images resized to 299 × 299 and brought to `2 x − 1`; grey images
/// are repeated in three channels. It needs the weights: `eval.inception`, or `evaluate --inception FILE`.
///
/// Szegedy et al., *Rethinking the Inception Architecture for Computer Vision* (CVPR 2016), with the weights that Heusel et al. (NeurIPS 2017) took, as
/// pytorch-fid has both: `pt_inception-2015-12-05-6726825d.pth`, or the same names in safetensors. Averages in the blocks leave padding out, and the last
/// block takes a maximum. Resizing is bilinear, `align_corners=False`, without a filter before it. A file that lacks a tensor, or has others, is refused; the
/// last layer, `fc`, is not used. Torchvision's own weights, which have `AuxLogits`, are another network and another figure.
///
/// Shapes: `[n, C, H, W]` → `[n, 2048]`.
#[intro_features]
pub fn inception(image: [usize; 3], weights: &StateDict, device: &Device) -> Result<Box<dyn Extractor>> {
    if ![1, 3].contains(&image[0]) {
        let message = format!("Inception takes images of 1 or 3 channels; found {}", image[0]);
        return Err(Error::setting("eval.inception", message));
    }
    let node = network(&Reader { weights, device });
    weights.finish(|name| name.starts_with("fc.") || name.ends_with(".num_batches_tracked"))?;
    Ok(Box::new(Inception(node)))
}

struct Inception(Node);

/// Side of the images that it was trained on.
const SIDE: usize = 299;

impl Extractor for Inception {
    fn features(&self, images: Tensor<4>) -> Tensor<2> {
        let images = if images.dims()[1] == 1 { images.repeat_dim(1, 3) } else { images };
        let bilinear = InterpolateOptions::new(InterpolateMode::Bilinear).with_align_corners(false);
        let images = interpolate(images, bilinear.with_output_size([SIDE, SIDE])) * 2.0 - 1.0;
        adaptive_avg_pool2d(self.0.forward(images), [1, 1]).flatten(1, 3)
    }

    fn protocol(&self) -> BTreeMap<String, String> {
        BTreeMap::from([("resize".to_owned(), format!("{SIDE} bilinear"))])
    }

    fn batch(&self) -> usize {
        32
    }
}

/// A part of the network.
enum Node {
    /// Convolution with its batch norm in it, and ReLU.
    Conv(Box<Conv>),
    /// Maximum over 3 × 3.
    Max { stride: usize, padding: usize },
    /// Mean over 3 × 3, of what lies within the image.
    Mean,
    /// One after the other.
    Chain(Vec<Node>),
    /// Side by side, joined in channels.
    Join(Vec<Node>),
}

struct Conv {
    kernel: Tensor<4>,
    bias: Tensor<1>,
    stride: usize,
    padding: [usize; 2],
}

impl Node {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        match self {
            Node::Conv(conv) => {
                let options = ConvOptions::new([conv.stride; 2], conv.padding, [1, 1], 1);
                relu(conv2d(x, conv.kernel.clone(), Some(conv.bias.clone()), options))
            }
            Node::Max { stride, padding } => {
                let padding = [(*padding, *padding); 2];
                max_pool2d(x, MaxPoolOptions { padding, ..MaxPoolOptions::new([3, 3]).with_stride([*stride; 2]) })
            }
            Node::Mean => {
                let options = AvgPoolOptions::new([3, 3]).with_stride([1, 1]);
                avg_pool2d(x, AvgPoolOptions { padding: [(1, 1); 2], count_include_pad: false, ..options })
            }
            Node::Chain(parts) => parts.iter().fold(x, |x, part| part.forward(x)),
            Node::Join(parts) => Tensor::cat(parts.iter().map(|part| part.forward(x.clone())).collect(), 1),
        }
    }
}

/// Where weights come from.
struct Reader<'a> {
    weights: &'a StateDict,
    device: &'a Device,
}

impl Reader<'_> {
    /// A convolution whose output is as large as its input.
    fn same(&self, name: &str, channels: [usize; 2], [h, w]: [usize; 2]) -> Node {
        self.conv(name, channels, [h, w], 1, [h / 2, w / 2])
    }

    /// One of 3 × 3 that stays within its input.
    fn valid(&self, name: &str, channels: [usize; 2], stride: usize) -> Node {
        self.conv(name, channels, [3, 3], stride, [0, 0])
    }

    fn conv(
        &self,
        name: &str,
        [inputs, outputs]: [usize; 2],
        [h, w]: [usize; 2],
        stride: usize,
        padding: [usize; 2],
    ) -> Node {
        /// Of all its batch norms.
        const EPSILON: f64 = 0.001;
        let kernel: Tensor<4> = self.weights.take(&format!("{name}.conv.weight"), [outputs, inputs, h, w], self.device);
        let norm =
            |part: &str| -> Tensor<1> { self.weights.take(&format!("{name}.bn.{part}"), [outputs], self.device) };
        let scale = norm("weight") / (norm("running_var") + EPSILON).sqrt();
        let bias = norm("bias") - norm("running_mean") * scale.clone();
        Node::Conv(Box::new(Conv { kernel: kernel * scale.reshape([outputs, 1, 1, 1]), bias, stride, padding }))
    }
}

fn network(read: &Reader<'_>) -> Node {
    Node::Chain(vec![
        read.valid("Conv2d_1a_3x3", [3, 32], 2),
        read.valid("Conv2d_2a_3x3", [32, 32], 1),
        read.same("Conv2d_2b_3x3", [32, 64], [3, 3]),
        Node::Max { stride: 2, padding: 0 },
        read.same("Conv2d_3b_1x1", [64, 80], [1, 1]),
        read.valid("Conv2d_4a_3x3", [80, 192], 1),
        Node::Max { stride: 2, padding: 0 },
        block_a(read, "Mixed_5b", 192, 32),
        block_a(read, "Mixed_5c", 256, 64),
        block_a(read, "Mixed_5d", 288, 64),
        block_b(read, "Mixed_6a", 288),
        block_c(read, "Mixed_6b", 128),
        block_c(read, "Mixed_6c", 160),
        block_c(read, "Mixed_6d", 160),
        block_c(read, "Mixed_6e", 192),
        block_d(read, "Mixed_7a"),
        block_e(read, "Mixed_7b", 1280, Node::Mean),
        block_e(read, "Mixed_7c", 2048, Node::Max { stride: 1, padding: 1 }),
    ])
}

fn block_a(read: &Reader<'_>, name: &str, inputs: usize, pooled: usize) -> Node {
    let conv = |part: &str, channels, side| read.same(&format!("{name}.{part}"), channels, [side; 2]);
    Node::Join(vec![
        conv("branch1x1", [inputs, 64], 1),
        Node::Chain(vec![conv("branch5x5_1", [inputs, 48], 1), conv("branch5x5_2", [48, 64], 5)]),
        Node::Chain(vec![
            conv("branch3x3dbl_1", [inputs, 64], 1),
            conv("branch3x3dbl_2", [64, 96], 3),
            conv("branch3x3dbl_3", [96, 96], 3),
        ]),
        Node::Chain(vec![Node::Mean, conv("branch_pool", [inputs, pooled], 1)]),
    ])
}

fn block_b(read: &Reader<'_>, name: &str, inputs: usize) -> Node {
    let part = |part: &str| format!("{name}.{part}");
    Node::Join(vec![
        read.valid(&part("branch3x3"), [inputs, 384], 2),
        Node::Chain(vec![
            read.same(&part("branch3x3dbl_1"), [inputs, 64], [1, 1]),
            read.same(&part("branch3x3dbl_2"), [64, 96], [3, 3]),
            read.valid(&part("branch3x3dbl_3"), [96, 96], 2),
        ]),
        Node::Max { stride: 2, padding: 0 },
    ])
}

fn block_c(read: &Reader<'_>, name: &str, inner: usize) -> Node {
    let conv = |part: &str, channels, kernel| read.same(&format!("{name}.{part}"), channels, kernel);
    let (wide, high) = ([1, 7], [7, 1]);
    Node::Join(vec![
        conv("branch1x1", [768, 192], [1, 1]),
        Node::Chain(vec![
            conv("branch7x7_1", [768, inner], [1, 1]),
            conv("branch7x7_2", [inner, inner], wide),
            conv("branch7x7_3", [inner, 192], high),
        ]),
        Node::Chain(vec![
            conv("branch7x7dbl_1", [768, inner], [1, 1]),
            conv("branch7x7dbl_2", [inner, inner], high),
            conv("branch7x7dbl_3", [inner, inner], wide),
            conv("branch7x7dbl_4", [inner, inner], high),
            conv("branch7x7dbl_5", [inner, 192], wide),
        ]),
        Node::Chain(vec![Node::Mean, conv("branch_pool", [768, 192], [1, 1])]),
    ])
}

fn block_d(read: &Reader<'_>, name: &str) -> Node {
    let part = |part: &str| format!("{name}.{part}");
    Node::Join(vec![
        Node::Chain(vec![
            read.same(&part("branch3x3_1"), [768, 192], [1, 1]),
            read.valid(&part("branch3x3_2"), [192, 320], 2),
        ]),
        Node::Chain(vec![
            read.same(&part("branch7x7x3_1"), [768, 192], [1, 1]),
            read.same(&part("branch7x7x3_2"), [192, 192], [1, 7]),
            read.same(&part("branch7x7x3_3"), [192, 192], [7, 1]),
            read.valid(&part("branch7x7x3_4"), [192, 192], 2),
        ]),
        Node::Max { stride: 2, padding: 0 },
    ])
}

fn block_e(read: &Reader<'_>, name: &str, inputs: usize, pool: Node) -> Node {
    let conv = |part: &str, channels, kernel| read.same(&format!("{name}.{part}"), channels, kernel);
    let both = |part: &str| {
        Node::Join(vec![conv(&format!("{part}a"), [384, 384], [1, 3]), conv(&format!("{part}b"), [384, 384], [3, 1])])
    };
    Node::Join(vec![
        conv("branch1x1", [inputs, 320], [1, 1]),
        Node::Chain(vec![conv("branch3x3_1", [inputs, 384], [1, 1]), both("branch3x3_2")]),
        Node::Chain(vec![
            conv("branch3x3dbl_1", [inputs, 448], [1, 1]),
            conv("branch3x3dbl_2", [448, 384], [3, 3]),
            both("branch3x3dbl_3"),
        ]),
        Node::Chain(vec![pool, conv("branch_pool", [inputs, 192], [1, 1])]),
    ])
}
