//! The command `asivae`.

asivae::fast_allocator!();

fn main() {
    asivae::cli::main()
}
