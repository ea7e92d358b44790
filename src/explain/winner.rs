//! Games that one player has won, so that the others learn nothing.

use super::fakes::{divergences, of_fakes};
use super::finding::{Fault, Finding};
use super::play::{Play, Term};
use super::reading::Reading;
use super::series::Series;
use super::words::{percent, setting, shown};
use crate::game::Role;

/// A scorer that is sure of everything has lost this part of what it began with: with logistic losses 2 ln 2, with hinges 2.
const SURE: f64 = 0.05;
/// For how much of the game, to be called too early; at the end of a game that is over it may be sure.
const FOR: f64 = 0.25;
/// Fakes that are so many times as strange as data are told apart without effort.
const STRANGER: f64 = 3.0;
/// And by at least so many nats.
const NATS: f64 = 2.0;

/// Scorers that are sure of all, and encoders that find every fake strange.
pub(super) fn won(reading: &Reading<'_>) -> Vec<Finding> {
    let of_move =
        |play: &Play| if play.is_all(Role::Posterior) { encoder(reading, play) } else { scorer(reading, play) };
    reading.plays.iter().filter_map(of_move).collect()
}

/// A scorer whose losses have a floor, and which stands on it.
fn scorer(reading: &Reading<'_>, play: &Play) -> Option<Finding> {
    if !play.roles.contains(&Role::Scorer) || play.encodes() || play.roles.contains(&Role::Generator) {
        return None;
    }
    // Only losses that have a floor can be won for good; that of a Wasserstein critic has none.
    let floored = |term: &&Term| {
        ["softplus", "hinge"].contains(&term.callee()) && term.shares.iter().any(|(root, _)| root.is_empty())
    };
    let losses: Vec<&Term> = play.terms.iter().filter(floored).collect();
    let series: Vec<Series> = losses.iter().map(|term| reading.series(&term.column)).collect();
    let total = series.into_iter().reduce(|a, b| a.with(&b, |a, b| a + b))?;
    let first = total.first().filter(|first| *first > 0.0)?;
    let smooth = total.smoothed(40);
    let (share, (from, to)) = smooth.where_it(|loss| loss < SURE * first)?;
    if share < FOR {
        return None;
    }
    let (_, least) = total.map(|loss| -loss).largest()?;
    let names: Vec<String> = losses.iter().map(|term| format!("`{}`", term.name)).collect();
    let mut evidence = vec![
        format!(
            "{} are {} together at the first step of the game, and {} at the least.",
            names.join(" and "),
            shown(first),
            shown(-least)
        ),
        format!("They are below {} of that at {} of the game's steps, {from} to {to}.", percent(SURE), percent(share)),
    ];
    evidence.extend(opponents(reading, play));
    let title = &play.title;
    let others: Vec<&Play> = reading.plays.iter().filter(|other| other.roles.contains(&Role::Generator)).collect();
    let mut remedies: Vec<String> =
        play.player(Role::Scorer).map(|player| slower(reading, player)).into_iter().collect();
    remedies.extend(others.first().map(|other| reading.train(&format!("--set 'moves.{}.repeat=2'", other.title))));
    remedies.extend(
        play.player(Role::Scorer)
            .map(|player| reading.train(&format!("--set 'networks.{player}=sn_mlp(hidden = 128)'"))),
    );
    Some(Finding {
        fault: Fault::OnePlayerWon,
        title: format!("`{title}` has won too early: it is sure of every sample"),
        evidence,
        cause: format!(
            "`{title}` learns faster than those who play against it: where it is sure it is flat, or says only that all of it is wrong."
        ),
        remedies,
        steps: Some((from, to)),
    })
}

/// The command that lets a player learn more slowly.
fn slower(reading: &Reading<'_>, player: &str) -> String {
    let rate = reading.run.config.learning_rate(player, 0);
    reading.train(&format!("--set optim.{player}.lr={}", setting(rate / 4.0)))
}

/// What the other players' gradients have become.
fn opponents(reading: &Reading<'_>, winner: &Play) -> Option<String> {
    let others =
        reading.plays.iter().filter(|play| play.title != winner.title && play.roles.contains(&Role::Generator));
    others
        .filter_map(|play| {
            let gradient = reading.series(&format!("{}/gradient", play.title));
            let (first, late) = (gradient.first()?, gradient.late().mean()?);
            Some(format!(
                "The gradient of `{}` is {} late, against {} at first.",
                play.title,
                shown(late),
                shown(first)
            ))
        })
        .next()
}

/// An encoder that finds every fake far stranger than data.
fn encoder(reading: &Reading<'_>, play: &Play) -> Option<Finding> {
    let (real, fakes) = divergences(play)?;
    let of_real = reading.series(&real.column);
    let of_fakes = of_fakes(reading, &fakes);
    let stranger =
        of_fakes.with(&of_real, |fake, real| if fake - real > NATS { fake / real.max(1e-9) } else { 0.0 }).smoothed(40);
    let (share, (from, to)) = stranger.where_it(|times| times > STRANGER)?;
    let (real_late, fake_late) = (of_real.late().mean()?, of_fakes.late().mean()?);
    if share < FOR || fake_late < STRANGER * real_late {
        return None;
    }
    let names: Vec<String> = fakes.iter().map(|term| format!("`{}`", term.name)).collect();
    let evidence = vec![
        format!(
            "Over the last quarter {} are {} nats on the mean, `{}` is {} nats.",
            names.join(" and "),
            shown(fake_late),
            real.name,
            shown(real_late)
        ),
        format!(
            "Fakes are more than {STRANGER} times as strange as data at {} of the game's steps, {from} to {to}.",
            percent(share)
        ),
    ];
    let generators = reading.plays.iter().find(|other| other.is_all(Role::Generator));
    let mut remedies: Vec<String> = reading.scaled("beta_neg", 0.1).into_iter().collect();
    remedies.extend(reading.scaled("m", 0.3));
    remedies.extend(generators.map(|other| reading.train(&format!("--set moves.{}.repeat=2", other.title))));
    let title = &play.title;
    remedies.extend(play.player(Role::Posterior).map(|player| slower(reading, player)));
    Some(Finding {
        fault: Fault::OnePlayerWon,
        title: format!("`{title}` has won too early: it tells every fake from data, and the decoder does not catch up"),
        evidence,
        cause: "The encoder pushes the divergence of fakes up faster than the decoder can pull it down: what is left to the decoder is to follow a number that has \
                little to do with how its samples look."
            .to_owned(),
        remedies,
        steps: Some((from, to)),
    })
}
