#![allow(unused)]

use asivae::prelude::*;

struct NoNetwork;

#[intro_network]
fn no_network(io: &Io, device: &Device) -> NoNetwork {
    NoNetwork
}

#[intro_network]
fn inputs(io: Io, hidden: usize) -> NoNetwork {
    NoNetwork
}

fn main() {}
