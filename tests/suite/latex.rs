//! `describe --latex`, read by a parser of LaTeX that knows nothing of ours: what it refuses, a paper would not compile.

use std::process::Command;

use asivae::plugin::{self, LossPlugin, MapPlugin, ModelPlugin, PluginInfo, SchedulePlugin};
use asivae_grammar::{Model, check, latex, latex_with, parse_model};
use pulldown_latex::event::{Content, EnvironmentFlow, Event, Grouping};
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

/// Says what is wrong with a document; its rows where nothing is.
fn read(text: &str) -> Result<usize, String> {
    let storage = Storage::new();
    let events: Vec<Event> =
        Parser::new(text, &storage).collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    if events.first() != Some(&Event::Begin(Grouping::Align { eq_numbers: false })) {
        return Err("not in `align*`".to_owned());
    }
    let mut marks = vec![0];
    for event in &events {
        match event {
            Event::EnvironmentFlow(EnvironmentFlow::Alignment) => {
                marks[..].last_mut().into_iter().for_each(|n| *n += 1)
            }
            Event::EnvironmentFlow(EnvironmentFlow::NewLine { .. }) => marks.push(0),
            // A space, `\ `.
            Event::Content(Content::Text("&nbsp;")) => {}
            // The parser does not look into these two.
            Event::Content(Content::Text(inner) | Content::Function(inner)) => upright(inner)?,
            _ => {}
        }
    }
    if marks.iter().any(|marks| *marks != 1) {
        return Err(format!("marks of alignment by row: {marks:?}"));
    }
    if text.lines().any(|line| line.trim().is_empty()) {
        return Err("a blank line ends `align*`".to_owned());
    }
    let mut rendered = String::new();
    let parser = Parser::new(text, &storage);
    push_mathml(&mut rendered, parser, RenderConfig::default()).map_err(|error| error.to_string())?;
    if rendered.contains("<merror") { Err(rendered) } else { Ok(marks.len()) }
}

/// The inside of `\text{…}` and `\operatorname{…}`: what TeX takes for a command has a backslash.
fn upright(text: &str) -> Result<(), String> {
    match text.replace(r"\_", "").contains(|c: char| r"\_^&$%#{}~".contains(c) || !c.is_ascii()) {
        true => Err(format!("not escaped: {text}")),
        false => Ok(()),
    }
}

#[track_caller]
fn sound(text: &str) -> usize {
    read(text).unwrap_or_else(|error| panic!("{error}\n\n{text}"))
}

/// A model without mistakes, but for its plugins, which the formula does not look at.
fn model(text: &str) -> Model {
    let model = parse_model(text).unwrap_or_else(|mistakes| panic!("{}", mistakes.render(text)));
    let mistakes = check(&model);
    assert!(mistakes.is_empty(), "{}", mistakes.render(text));
    model
}

#[test]
fn every_registered_model() {
    let models = plugin::all::<ModelPlugin>();
    assert!(models.len() > 6, "the plugins are not linked in");
    for found in models {
        let name = found.info.qualified_name();
        let output = Command::new(env!("CARGO_BIN_EXE_asivae")).args(["describe", &name, "--latex"]).output();
        let output = output.expect("it runs");
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let parsed = model(found.text);
        assert!(sound(&text) >= parsed.moves.len() + parsed.lets.len(), "{name} is not there whole:\n{text}");
    }
}

#[test]
fn every_symbol() {
    let infos: Vec<&PluginInfo> = (plugin::all::<LossPlugin>().iter().map(|plugin| plugin.info))
        .chain(plugin::all::<MapPlugin>().iter().map(|plugin| plugin.info))
        .chain(plugin::all::<SchedulePlugin>().iter().map(|plugin| plugin.info))
        .collect();
    assert!(infos.iter().any(|info| info.symbol.is_some()));
    for info in infos {
        let name = info.name;
        let text = format!("\"m\" {{}} encoder + decoder minimizes {name}({name}(x), a_b = {name}()) / {name}();");
        let symbol = |leaf: &str| (leaf == name).then_some(info.symbol?.to_owned());
        sound(&latex_with(&model(&text), symbol));
    }
}

#[test]
fn harder_texts() {
    let texts = [
        // Folds in folds and quotients in quotients, with and without what must stand around them.
        r#""folds" { a = 2, b = 1 / (a + 1 / (a * 2)) }
        encoder + decoder minimizes
            mean[s in {x, xr}] sum[t in {s, xg, sg(xr)}] 1 / (a / (b + kl(s)) + distance(s, t) / 2) / a
            - (sum[s in {x}] (kl(s) - -a) * mean[t in {xr}] kl(t)) * (mean[s in {xg}] kl(s)) / (1 - sum[s in {x}] kl(s))
            - -(a - b - (a - b)) * -kl(x) * -2;"#,
        // Everything that is built in.
        r#""built-in" { a = softplus(tanh(0.5)), b = max(exp(a), log(2)), c = hinge(abs(-a)) / scale }
        let when = progress * step / epoch - max(progress, a / b);
        encoder + decoder minimizes
            sg(kl(x)) + max(kl(x), rec(x) / 2) + softplus(-kl(x) / a) + hinge(kl(xr) - sum[s in {x}] rec(s)) + abs(kl(x) / 2)
            + batch_mean(rec(x) / a) + exp(-log(c)) * tanh(when) + rec(sg(xr), target = sg(x), z = shuffle(z)) + sg(a);"#,
        // Numbers of all sizes.
        r#""numbers" { a = 1e-8 }
        let decay(s, t) = 2.5e-7 * 1e300 - 5e-324 * -1e-5 / -3e20 + 0.1 * kl(s) * 3 * 10 + 1e16 * kl(t) - 0;
        encoder + decoder minimizes decay(x, xr) * 1e-8;"#,
        // Names of several parts, letters with something below, words of Rust and of TeX.
        r#""names" {
            _q = 1, long_name_of_a_scalar = 2, x_hat_2 = 3, under__score = 4, beta1 = 5, beta_hat_rec = 6, e5 = 7, b_ = 8, T = 9,
            frac = 10, xr_2 = 11, n12 = 12, a_1 = 13,
        }
        networks { encoder_1: x -> mu, logvar, decoder_1: z -> x, critic_2_b: x -> scalar }
        source x_far_2 = decoder_1(noise); source again = squash_it(x_far_2); source xg2 = decoder_1(z_p);
        let rec_2(s_1, t_of_it) = my_losses::rec_2(s_1, k_1 = _q * b_, mode = slow_word) + my-losses::kl(t_of_it) + crate::a_b::c(xg2);
        let type = long_name_of_a_scalar * x_hat_2 / under__score * beta1 * beta_hat_rec - e5 * T * frac * xr_2 * n12 * a_1;
        encoder_1 minimizes rec_2(x_far_2, again) * type;
        first_move: decoder_1 + critic_2_b[3] maximizes critic_2_b(x_far_2) * noise_level();
        decoder_1 minimizes mean[s_1 in {x_far_2, squash_it(xr, by_2 = 1)}] critic_2_b(s_1);"#,
        // Moves with labels, together and several times, and networks that others lead.
        r#""moves" { tau = 0.5 in 0..1 }
        networks {
            encoder: x, noise -> mu, log_scale as laplace_2(scale = tau / 2), decoder: z -> x, critic: x, z -> scalar,
            slow: z -> x, slow_2: z -> x, late: z -> x, later: x, noise -> mu, log_scale, latest: x, z -> scalar,
        }
        warm_up: encoder + decoder + critic[5] minimizes rec(x) + kl(x) - rec(x, decoder = slow, encoder = later);
        encoder + decoder[2] maximizes -rec(x);
        critic minimizes softplus(-critic(x, z)) + softplus(critic(xg, z_p));
        slow follows decoder 0.999;
        slow_2 follows decoder 1 - tau / (2 - exp(-progress)) * linear_ramp(rate = 1e-3);
        late copies decoder every 1 step;
        later copies encoder every 5 epochs;
        latest copies critic every 200 steps;
        critic obeys clip_it(limit = 1e-2 * tau / (1 + tau));
        decoder obeys mine::norm();"#,
    ];
    for text in texts {
        let model = model(text);
        sound(&latex(&model));
        // A symbol that has something below and above.
        sound(&latex_with(&model, |_| Some(r"\hat{D}_\mathrm{KL}^2".to_owned())));
    }
}

#[test]
fn greek_letters() {
    let letters = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "nu", "xi",
        "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega",
    ];
    for letter in letters {
        let text = format!(
            "\"m\" {{ {letter} = 1, {letter}2 = 2, {letter}_neg = 3, {letter}_hat = 4 }}
            encoder + decoder minimizes {letter} * {letter}2 * {letter}_neg * {letter}_hat * kl(x);"
        );
        let text = latex(&model(&text));
        assert!(text.contains(&format!(r"\{letter} ")), "{text}");
        sound(&text);
    }
}

#[test]
fn what_is_broken_is_refused() {
    let rows = |inner: &str| read(&format!("\\begin{{align*}}\n{inner}\n\\end{{align*}}\n")).map_err(|_| ());
    assert_eq!(rows(r"a &= \frac{a}{b} \\ c &= \operatorname{linear\_ramp}(x_r)"), Ok(2));
    for broken in [
        r"a &= \frac{a",
        r"a &= \frac{a}",
        r"a &= \nosuchcommand",
        r"a &= \operatorname{linear_ramp}",
        r"a &= \text{\nosuchcommand}",
        r"a &= x_a_b",
        r"a &= \left(b",
        r"a &= b\right)",
        r"a &= \left(b \\ c\right) &= d",
        r"a &= b}",
        r"a &= b &= c",
        r"a = b",
        "a &= b \\\\\n\nc &= d",
        "a &= b \\\\",
    ] {
        assert_eq!(rows(broken), Err(()), "{broken}");
    }
    assert_eq!(read("a = b"), Err("not in `align*`".to_owned()));
    assert!(read(r"\begin{align*} a &= b").is_err());
    assert!(read(r"\begin{nosuchenvironment} a &= b \end{nosuchenvironment}").is_err());
}
