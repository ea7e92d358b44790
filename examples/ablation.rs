//! Run with `cargo run --release --example ablation`.
//!
//! An ablation in a few lines: three schedules in the place of AS-IntroVAE's, and none at all, two seeds each. The eight runs are processes of
//! their own, as many at once as there are cores; the same command goes on where it was, and `--set c=cosine,geco` or `--seeds 0..5` add to it.

use asivae::Study;

asivae::fast_allocator!();

fn main() -> asivae::Result<()> {
    Study::new("as-introvae", "8-gaussians")
        .title("Schedules for the weight between distance and KL")
        .vary("c", ["linear_ramp(rate = 10, start = 0.5)", "linear_ramp(rate = 5)", "cosine()", "constant(value = 1)"])?
        .set("networks.*", "mlp(hidden = 64, layers = 3)")
        .set("train.batch", 128)
        .seeds(0..2)
        .steps(3_000)
        .out("runs/ablation")
        .main();
    Ok(())
}
