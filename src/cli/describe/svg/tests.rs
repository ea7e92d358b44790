//! Pictures of all models, read by a parser of XML that knows nothing of ours.

use std::collections::HashMap;

use xml::reader::{EventReader, XmlEvent};

use super::canvas::Area;
use super::flow::{Node, flow};
use super::lettering::Lettering;
use super::palette::Ink;
use super::{Model, MoveReport, Roles, picture};
use crate::Trainer;
use crate::cli::describe::model::{Described, tree};
use crate::plugin::{self, ModelPlugin};

/// What a picture is made of.
#[derive(Default)]
struct Read {
    size: (f64, f64),
    texts: Vec<(String, Area)>,
    boxes: Vec<Area>,
    /// What is told where one points at a cropped text.
    titles: Vec<String>,
}

fn read(svg: &str) -> Read {
    let mut read = Read::default();
    let mut path: Vec<String> = Vec::new();
    let mut text: Option<(f64, f64, Lettering)> = None;
    let (mut shown, mut width, mut bold) = (String::new(), 0.0, false);
    for event in EventReader::new(svg.as_bytes()) {
        match event.unwrap_or_else(|error| panic!("{error}\n{svg}")) {
            XmlEvent::StartElement { name, attributes, .. } => {
                let attributes: HashMap<String, String> =
                    attributes.into_iter().map(|one| (one.name.local_name, one.value)).collect();
                let number = |name: &str| attributes.get(name).and_then(|value| value.parse().ok()).unwrap_or(0.0);
                match name.local_name.as_str() {
                    "svg" => read.size = (number("width"), number("height")),
                    "rect" => {
                        read.boxes.push(Area::new(number("x"), number("y"), number("width"), number("height")));
                    }
                    "text" => {
                        let lettering = match attributes["class"].as_str() {
                            "mono" => Lettering::mono(number("font-size"), Ink::Text),
                            _ => Lettering::sans(number("font-size"), Ink::Text),
                        };
                        (text, shown, width) = (Some((number("x"), number("y"), lettering)), String::new(), 0.0);
                    }
                    "tspan" => bold = attributes.contains_key("font-weight"),
                    _ => {}
                }
                path.push(name.local_name);
            }
            XmlEvent::Characters(inner) | XmlEvent::Whitespace(inner) => {
                match (path.last().map(String::as_str), text) {
                    (Some("tspan"), Some((_, _, lettering))) => {
                        width += Lettering { bold, ..lettering }.width(&inner);
                        shown.push_str(&inner);
                    }
                    (Some("title"), Some(_)) => read.titles.push(inner),
                    _ => {}
                }
            }
            XmlEvent::EndElement { name } => {
                path.pop();
                if let ("text", Some((x, y, lettering))) = (name.local_name.as_str(), text) {
                    let area = Area::new(x, y - 0.78 * lettering.size, width, lettering.size);
                    read.texts.push((std::mem::take(&mut shown), area));
                }
            }
            _ => {}
        }
    }
    read
}

/// By how much two spans reach into one another.
fn common((a, b): (f64, f64), (c, d): (f64, f64)) -> f64 {
    b.min(d) - a.max(c)
}

fn overlap(one: &Area, other: &Area) -> (f64, f64) {
    let sides = |area: &Area| ((area.left, area.right()), (area.top, area.top + area.height));
    let ((a, b), (c, d)) = (sides(one), sides(other));
    (common(a, c), common(b, d))
}

/// Up to the digits that a file has.
fn within(inner: &Area, outer: &Area) -> bool {
    let (x, y) = overlap(inner, outer);
    x >= inner.width - 0.2 && y >= inner.height - 0.2
}

/// Texts beside one another and within the page; each within a box or outside of it, and boxes likewise.
#[track_caller]
fn sound(svg: &str) -> Read {
    let read = read(svg);
    let page = Area::new(0.0, 0.0, read.size.0, read.size.1);
    for (place, (text, area)) in read.texts.iter().enumerate() {
        assert!(within(area, &page), "`{text}` leaves the page: {area:?}");
        for (other, beside) in &read.texts[place + 1..] {
            let (x, y) = overlap(area, beside);
            assert!(x <= 0.0 || y <= 0.0, "`{text}` is on `{other}`: {area:?} {beside:?}");
        }
        for edge in &read.boxes {
            let (x, y) = overlap(area, edge);
            let outside = x <= 0.0 || y <= 0.0;
            assert!(within(area, edge) || outside, "`{text}` is on the border of a box: {area:?} {edge:?}");
        }
    }
    for (place, area) in read.boxes.iter().enumerate() {
        for other in &read.boxes[place + 1..] {
            let (x, y) = overlap(area, other);
            let apart = x <= 0.0 || y <= 0.0;
            assert!(apart || within(area, other) || within(other, area), "two boxes overlap: {area:?} {other:?}");
        }
    }
    read
}

/// Networks, terms and moves are all there, whole or told where one points at them.
#[track_caller]
fn complete(read: &Read, model: &Model, moves: &[MoveReport]) {
    let texts: String =
        read.texts.iter().map(|(text, _)| text).chain(&read.titles).map(|text| format!("{text} ")).collect();
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let texts = bare(&texts);
    let networks = Roles::of(model).networks.into_iter().map(|network| network.name);
    let terms = moves.iter().flat_map(|play| &play.terms).map(|term| term.name.clone());
    let senses = model.moves.iter().map(|play| play.sense.to_string());
    for wanted in networks.chain(terms).chain(senses).chain([model.name.text.clone()]) {
        assert!(texts.contains(&bare(&wanted)), "no `{wanted}` in {texts}");
    }
}

#[test]
fn every_registered_model_is_drawn() {
    let models = plugin::all::<ModelPlugin>();
    assert!(models.len() > 6, "the plugins are not linked in");
    for found in models {
        let name = found.info.qualified_name();
        let described = Described::of(tree(&name).expect("a tree"), |data| Trainer::named(&name, data));
        let moves = described.moves.unwrap_or_else(|error| panic!("{name}: {error}"));
        let read = sound(&picture(&described.model, &moves));
        complete(&read, &described.model, &moves);
    }
}

/// Long names, many networks, several posteriors, sources, networks that others lead, everything XML has a word for.
const HARD: &str = r#"
    /// A hard one: <everything> & "all" of it, in a summary that goes on and on until it has to be broken, between words and not within one, which
    /// takes some more of them, and so it goes on and on.
    ///
    /// Someone & Else, *A <paper>* (ICLR 2031), eq. (3). Nothing more.
    "hard" { tau = 0.5 in 0..1, beta_a_rather_long_name_of_a_weight = 2, gamma_another_rather_long_name_of_a_weight = 2 }
    networks {
        encoder: x, y -> mu, logvar, lower: x, mu -> loc, log_b, decoder: z, y -> x,
        a_critic_with_a_name_that_is_far_too_long_for_any_box_whatever: x, z -> scalar,
        duelist: x -> scalar, prior: noise -> z, slow: z, y -> x, late: x, y -> mu, logvar,
    }
    source xn = decoder(prior(noise));
    source xs = slow(z(xn));
    let both(s) = rec(s) * exp(-tau * (kl(s) + beta_a_rather_long_name_of_a_weight * rec(s, decoder = slow)));
    a_critic_with_a_name_that_is_far_too_long_for_any_box_whatever[5] minimizes
        softplus(-a_critic_with_a_name_that_is_far_too_long_for_any_box_whatever(x))
        + softplus(a_critic_with_a_name_that_is_far_too_long_for_any_box_whatever(xn, z(xn))) - sg(duelist(xs));
    encoder + lower + decoder minimizes
        a_critic_with_a_name_that_is_far_too_long_for_any_box_whatever(x, z = loc(x)) + mean[s in {xr, xg, xn}] both(s)
        + beta_a_rather_long_name_of_a_weight * gamma_another_rather_long_name_of_a_weight
        / (tau + beta_a_rather_long_name_of_a_weight * gamma_another_rather_long_name_of_a_weight)
        * hinge(5 - batch_mean(kl(x, encoder = late)));
    last: prior + duelist maximizes duelist(xn) + 0 * duelist(xg);
    slow follows decoder 0.999;
    late copies encoder every 5 epochs;
    duelist obeys clip(limit = 0.01);
"#;

#[test]
fn a_hard_model_is_drawn() {
    let path = std::env::temp_dir().join(format!("asivae-hard-{}.intro", std::process::id()));
    std::fs::write(&path, HARD).expect("a file");
    let model = asivae_grammar::parse_model(HARD).expect("a model");
    let described = Described::of(model, |data| Trainer::read(&path, data));
    let _ = std::fs::remove_file(&path);
    let moves = described.moves.unwrap_or_else(|error| panic!("{error}"));
    let svg = picture(&described.model, &moves);
    let read = sound(&svg);
    complete(&read, &described.model, &moves);
    let texts: Vec<&str> = read.texts.iter().map(|(text, _)| text.as_str()).collect();
    for wanted in
        ["follows decoder 0.999", "copies encoder every 5 epochs", "obeys clip(limit = 0.01)", "z_p", "x_hat of slow"]
    {
        assert!(texts.contains(&wanted), "no `{wanted}` in {texts:?}");
    }
}

#[test]
fn an_arrow_leads_to_whom_a_gradient_moves() {
    let described = Described::of(tree("avb").expect("a tree"), |data| Trainer::named("avb", data));
    let svg = picture(&described.model, &described.moves.expect("moves"));
    // `critic` by its own two terms; then `encoder` by both terms, `decoder` by the reconstruction alone.
    let heads = |network: usize| svg.matches(&format!(r#"class="f-network-{network}" fill="#)).count();
    let curves = |network: usize| svg.matches(&format!(r#"fill="none" class="s-network-{network}""#)).count();
    assert_eq!([0, 1, 2].map(curves), [2, 1, 2]);
    assert!([0, 1, 2].map(heads).iter().all(|heads| *heads > 0), "{svg}");
}

/// What leads to what: `x > encoder`.
fn edges(name: &str) -> Vec<String> {
    let described = Described::of(tree(name).expect("a tree"), |data| Trainer::named(name, data));
    let roles = Roles::of(&described.model);
    let flow = flow(&described.model, &roles, &described.moves.expect("moves"));
    let name = |node: usize| match &flow.nodes[node] {
        Node::Value(name) => name.clone(),
        Node::Network(place) => roles.networks[*place].name.clone(),
    };
    let mut edges: Vec<String> =
        flow.edges.iter().map(|(from, to)| format!("{} > {}", name(*from), name(*to))).collect();
    edges.sort_unstable();
    edges
}

#[test]
fn what_flows_is_what_the_terms_ask_for() {
    let chain = ["encoder > mu, logvar", "mu, logvar > z", "x > encoder", "z > decoder"];
    let with = |more: &[&str]| {
        let mut all: Vec<String> = chain.iter().chain(more).map(|edge| (*edge).to_owned()).collect();
        all.sort_unstable();
        all
    };
    assert_eq!(edges("vae"), with(&["decoder > x_hat"]));
    let fakes = ["decoder > xg", "decoder > xr", "z_p > decoder"];
    assert_eq!(edges("introvae"), with(&[&fakes[..], &["xg > encoder", "xr > encoder"]].concat()));
    // The critic reads what another network makes of data; a loss gives that network the data and the reconstruction.
    let seen = ["f > critic", "features > f", "x > features", "xg > features", "xr > features"];
    assert_eq!(edges("vae-gan"), with(&[&fakes[..], &seen].concat()));
    // Sources are made as always, whoever decodes again in a call.
    let again = ["slow > x_hat of slow", "xg > encoder", "xr > encoder", "z > slow"];
    assert_eq!(edges("bootstrap-s-introvae"), with(&[&fakes[..], &again].concat()));
}
