//! The command line with the plugins of this crate in it.

use stranger as _;
ivae::fast_allocator!();
fn main() {
    ivae::cli::main()
}
