//! A model whose author has other names for things: records call them by their registered ones.

use asivae::Trainer;
use asivae::losses::{kl as rec, rec as kl};
use asivae::prelude::*;
use asivae::schedules as timing;

intro_model! {
    /// A VAE.
    pub Renamed("renamed") {}
    let c = timing::cosine();
    encoder + decoder minimizes kl(x) + c * rec(x);
}

#[test]
fn a_record_has_the_registered_names() {
    let game = Trainer::new(Renamed::default(), asivae::datasets::rings()).game();
    let text = game.map(|game| game.model().to_string()).unwrap_or_else(|error| panic!("{error}"));
    assert!(text.contains("let c = cosine();") && text.contains("minimizes rec(x) + c * kl(x);"), "{text}");
}
