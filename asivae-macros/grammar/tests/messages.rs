//! Every message, word for word.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use asivae_grammar::{Mistakes, check, parse_expr, parse_let_head, parse_model};

/// Place and message of all mistakes: the marked text in front of the message.
fn shown(source: &str, mistakes: &Mistakes) -> Vec<String> {
    let text = |start: u32, end: u32| &source[start as usize..end as usize];
    mistakes.iter().map(|mistake| format!("{} | {mistake}", text(mistake.span.start, mistake.span.end))).collect()
}

#[track_caller]
fn syntax(source: &str, expected: &[&str]) {
    let mistakes = parse_model(source).expect_err("a mistake");
    assert_eq!(shown(source, &mistakes), expected, "\n{}", mistakes.render(source));
}

/// Mistakes of a model with these scalars and statements; both networks are updated.
#[track_caller]
fn checked(scalars: &str, statements: &str, expected: &[&str]) {
    let source = format!("\"m\" {{ {scalars} }} {statements} all: encoder + decoder minimizes kl(x);");
    whole(&source, expected);
}

#[track_caller]
fn whole(source: &str, expected: &[&str]) {
    let model = parse_model(source).unwrap_or_else(|mistakes| panic!("{}", mistakes.render(source)));
    let mistakes = check(&model);
    assert_eq!(shown(source, &mistakes), expected, "\n{}", mistakes.render(source));
}

#[test]
fn the_paper_has_no_mistake() {
    whole(include_str!("as_introvae.intro"), &[]);
}

#[test]
fn what_is_legal_stays_legal() {
    checked(
        "a = 1 in 0..1, b = 2 * a / scale in -1.., w = exp(max(a, b))",
        "source xg2 = decoder(noise); source s3 = squash(xg2);
         let c = pi_control(kl(x), target = 20, mode = slow_word, init = a * 2) * progress;
         let d = c * 2 in ..1;
         let div(s, x) = c * kl(squash(s)) + rec(x, target = sg(s), decoder = slow, z = shuffle(z)) + losses::f(sg(xr), encoder);
         l: encoder minimizes mean[s in {xr, sg(xg), xg2}] sum[x in {s, squash(s3)}] hinge(sg(div(s, x)) - batch_mean(w)) + sg(b);",
        &[],
    );
}

#[test]
fn heads() {
    let wanted = "expected a model, `TypeName(\"model-name\")` or `\"model-name\"`";
    syntax("encoder minimizes kl(x);", &[&format!("encoder | {wanted}, found `encoder`")]);
    syntax("", &[&format!(" | {wanted}, found the end")]);
    syntax("pub Vae { a = 1 }", &["Vae | the model's name is missing: write `Vae(\"model-name\")`"]);
    syntax("pub(crate) Vae(\"v\") {}", &["( | a model is `pub` or has no visibility"]);
    syntax("pub Vae(v) {}", &["v | expected the model's name in quotes, found `v`"]);
    syntax(
        "\"m\" { a = 1; let b = 2;",
        &["{ | `{` is not closed: `}` is missing", "; | expected `,` or `}`, found `;`"],
    );
    whole("\"\" {} encoder + decoder minimizes kl(x);", &["\"\" | the model's name is empty"]);
    let odd = "\"my model\" | model name \"my model\" is made of other things than letters, digits, `-` and `_`";
    whole("\"my model\" {} encoder + decoder minimizes kl(x);", &[odd]);
}

#[test]
fn scalars() {
    syntax(
        "\"m\" { a, b = , in = 2, c = 1 in .., d = 1 in 0..=1, e = 1 in x..2, f = 1 in -, g = f(1, 2 }",
        &[
            ", | expected `=` and a default after `a`, found `,`",
            ", | expected an expression, found `,`",
            "in | `in` is a word of the grammar and cannot be a scalar's name",
            ".. | bounds need a side: write `0..`, `..1` or `0..1`",
            "= | bounds are always inclusive: write `..` instead of `..=`",
            "x | expected a number for the bound, found `x`",
            ", | expected a number after `-`, found `,`",
            "} | expected `,` or `)`, found `}`",
        ],
    );
    checked(
        "a = 2 in ..1, b = -1 in 0.., c = a * 2 in 0..3, d = 0 in 2..1, e = 1 / 0",
        "",
        &[
            "2 | the default 2 of `a` is above its bound 1",
            "-1 | the default -1 of `b` is below its bound 0",
            "a * 2 | the default 4 of `c` is above its bound 3",
            "d | no value of `d` is in 2..1",
            "1 / 0 | the default of `e` is inf, not a finite number",
        ],
    );
    checked(
        "a = b, b = b, c = alhpa, alpha = c, d = kl(x), e = mean[s in {x}] 2, f = n + progress, g = exp(1, 2)",
        "let n = 2;",
        &[
            "b | the default of `a` uses `b`, which is declared later; a default uses earlier scalars",
            "b | the default of `b` uses `b` itself",
            "alhpa | unknown scalar `alhpa`; known are a, b, scale",
            "kl | a default cannot call `kl`; a `let` can",
            "mean[s in {x}] 2 | a default cannot run over sources; a `let` can",
            "n | `n` is a `let`; a default uses earlier scalars and `scale` only",
            "progress | `progress` is a built-in number; a default uses earlier scalars and `scale` only",
            "exp | `exp` is called `exp(a)`",
        ],
    );
}

#[test]
fn several_statements_are_wrong_at_once() {
    syntax(
        "\"m\" { a = ? }
         let b = (1 + ;
         let c 2;
         source = x;
         networks { critic x -> scalar }
         let d = 1
         let e = f(k = 1, 2);
         encoder = rec(x);
         ) nonsense;
         let g = 2 3;
         decoder minimizes kl(x)",
        &[
            "? | unknown character `?`",
            "; | expected an expression, found `;`",
            "2 | expected `=` after `let c`, found `2`",
            "= | expected a source's name, found `=`",
            "x | expected `:` and a signature, such as `x -> scalar`, after `critic`, found `x`",
            "1 | `;` is missing after this",
            "2 | positional arguments stand before the named ones",
            "= | `encoder = …` is no statement; write `encoder minimizes …`, `encoder maximizes …` or `let encoder = …`",
            ") | expected `let`, `source`, `networks` or a move, found `)`",
            "3 | expected an operator or `;`, found `3`",
            ") | `;` is missing after this",
        ],
    );
}

#[test]
fn moves() {
    syntax(
        "\"m\" encoder rec(x); encoder minimise rec(x); encoder flies decoder; encoder;
         critic[0] minimizes 1; critic[2.5] minimizes 1; critic[n] minimizes 1; critic[2] + encoder minimizes 1; let: encoder minimizes 1;",
        &[
            "rec | `minimizes` or `maximizes` is missing after `encoder`",
            "minimise | unknown move `minimise`; did you mean `minimizes`?",
            "flies | unknown move `flies`; known are minimizes, maximizes, follows, copies, obeys",
            "; | `minimizes` or `maximizes` is missing after `encoder`",
            "0 | a move is repeated a whole number of times, 1 to 1000000",
            "2.5 | a move is repeated a whole number of times, 1 to 1000000",
            "n | expected how often, a whole number, found `n`",
            "+ | how often a move is repeated stands behind its last network",
            ": | expected a name, found `:`",
        ],
    );
    whole("\"m\" {}", &["\"m\" | the model has no moves: add `encoder minimizes …`"]);
    whole(
        "\"m\" {} encoder minimizes kl(x);",
        &["\"m\" | network `decoder` is never updated: add `decoder minimizes …`"],
    );
    whole(
        "\"m\" networks { critic: x -> scalar, f1: x -> z, g: z -> x }
         critc + g minimizes kl(x); encoder + g + g minimizes kl(x); foo: g minimizes kl(x); foo: g minimizes kl(x);",
        &[
            "f1 | network `f1` is never updated: add `f1 minimizes …`",
            "critc | unknown network `critc`; did you mean `critic`?",
            "encoder | unknown network `encoder`; known are critic, f1, g (a model that declares networks declares all of them)",
            "g | `g` plays twice in one move",
            "foo | two moves are called `foo`",
        ],
    );
    checked(
        "a = 1",
        "encoder + decoder minimizes kl(x); decoder + encoder minimizes kl(x); a: encoder minimizes kl(x);
         encoder: decoder minimizes 1; encoder minimizes 1;",
        &[
            "decoder | two moves are called `decoder + encoder`; give one a label: `again: decoder + encoder minimizes …`",
            "a | `a` is a scalar and cannot be a label",
            "encoder | two moves are called `encoder`; give one a label: `again: encoder minimizes …`",
        ],
    );
}

#[test]
fn networks_that_others_lead() {
    syntax(
        "\"m\" slow follows decoder; slow copies decoder; slow copies decoder each 5; slow copies decoder every half epoch;
         slow copies decoder every 0 steps; slow copies decoder every 5; slow follow decoder 0.9; encoder minimizes 1;",
        &[
            "decoder | the decay of the average is missing: `slow follows decoder 0.999`",
            "decoder | how often is missing: `slow copies decoder every 5 epochs`, `… every 200 steps`",
            "each | how often is missing: `slow copies decoder every 5 epochs`, `… every 200 steps`",
            "half | expected how often, a whole number, found `half`",
            "0 | a network is copied after a whole number of steps or epochs, 1 to 1000000",
            "; | expected `steps` or `epochs`, found `;`",
            "follow | unknown move `follow`; did you mean `follows`?",
        ],
    );
    whole(
        "\"m\" networks { encoder: x -> mu, logvar, decoder: z -> x, slow: z -> x, late: z -> x }
         encoder + decoder minimizes kl(x); slow follows decodr 0.9; late follows late 1.5; slow copies encoder every 2 epochs;
         decoder follows slow 1 - kl; lost copies decoder every 3 steps;",
        &[
            "decodr | unknown network `decodr`; did you mean `decoder`?",
            "late | `late` cannot lead itself",
            "1.5 | a decay is a number from 0 to 1, such as 0.999; found 1.5",
            "encoder | `encoder: x -> mu, logvar` cannot lead `slow: z -> x`: their signatures differ",
            "decoder | `decoder` follows `slow`, and is updated by something else too",
            "kl | unknown name `kl`; known are progress, step, epoch, scale",
            "lost | unknown network `lost`; known are encoder, decoder, slow, late; a network that another one leads is declared like it, `lost: z -> x`",
        ],
    );
}

#[test]
fn signatures_posteriors_and_constraints() {
    syntax(
        "\"m\" networks { e: x -> loc as, d: z -> x } e obeys ; e minimizes kl(x);",
        &[", | expected an expression, found `,`", "obeys | the constraint is missing: `e obeys clip(limit = 0.01)`"],
    );
    whole(
        "\"m\" { loc2 = 1 }
         networks { e: x, noise, x -> loc, loc as laplace(kl(x)), d: z, lok -> x, c: x, z -> scalar, y as 2, f: loc -> loc2 }
         e + d + c + f minimizes kl(x) + loc; d obeys clip(0.1); g obeys clip(limit = 0.1, limit = 2); d obeys 3 + kl;",
        &[
            "x | `x` goes into `e` twice",
            "loc | `loc` comes out of `e` twice",
            "kl(x) | a posterior is written `laplace(scale = 2)`; found `laplace(kl(x))`",
            "lok | unknown input `lok`; did you mean `loc`?",
            "y | `y` is a view; a network gives x, z, mu, logvar, scalar, or a view of the model's own",
            "2 | a posterior is written `laplace(scale = 2)`; found `2`",
            "loc2 | `loc2` is already a scalar and cannot be a view too",
            "loc | `loc` is a view, not a number",
            "0.1 | a constraint is written `clip(limit = 0.01)`; found `clip(0.1)`",
            "g | unknown network `g`; known are e, d, c, f",
            "limit | argument `limit` is given twice",
            "3 + kl | a constraint is written `clip(limit = 0.01)`; found `3 + kl`",
        ],
    );
}

#[test]
fn sizes_and_networks_that_read_nothing() {
    syntax(
        "\"m\" networks { d: z[3] -> x } d minimizes kl(x);",
        &["[ | a size stands where `z` comes out of a network, not where it goes into one"],
    );
    syntax(
        "\"m\" networks { d: z -> f[3, 4] } d minimizes kl(x);",
        &["[ | a size is one number, `f[64]`, or channels, height and width, `f[16, 4, 4]`"],
    );
    syntax(
        "\"m\" networks { d: z -> f[1000000, 1000000, 10] } d minimizes kl(x);",
        &["[ | `f` has at most 1048576 numbers"],
    );
    syntax("\"m\" networks { d: z -> f[0] } d minimizes kl(x);", &["0 | a size is a whole number, 1 to 1048576"]);
    whole(
        "\"m\" networks { e: x -> f[8], z[2], d: z -> x[4], c: f -> scalar[2], g: x -> f[9], h: -> scalar } e + d + c + g + h minimizes c(x) + c(g(x));",
        &[
            "z | `z` is as large as the latent, a setting of the run; found `z[2]`",
            "x | `x` is as large as the data; found `x[4]`",
            "scalar | `scalar` is one number; found `scalar[2]`",
            "f | `f` has the size [8] elsewhere; found [9]",
            "h | `h` reads nothing, and what it gives is no score: give it a name",
        ],
    );
}

#[test]
fn declarations() {
    checked(
        "a = 1, a = 2, exp = 3, mu = 4, decoder = 5",
        "source b = squash(x); source b = squash(x); source xr = squash(x); let c = 1; let c = 2; let b = 3; let scale = 4; let sum = 5;",
        &[
            "a | scalar `a` is declared twice",
            "exp | `exp` is a built-in function and cannot be the name of a scalar",
            "mu | `mu` is a view and cannot be the name of a scalar",
            "decoder | `decoder` is already a network and cannot be a scalar too",
            "b | source `b` is declared twice",
            "xr | `xr` is a built-in source and cannot be the name of a source",
            "c | `let` `c` is declared twice",
            "b | `b` is already a source and cannot be a `let` too",
            "scale | `scale` is a built-in number and cannot be the name of a `let`",
            "sum | `sum` is a built-in fold and cannot be the name of a `let`",
        ],
    );
    whole(
        "\"m\" networks { e: x -> mu, logvar, e: z -> x } e minimizes kl(x);",
        &["e | network `e` is declared twice"],
    );
    checked("", "let d(s, s) = kl(s);", &["s | `d` has two sources called `s`"]);
    checked(
        "",
        "let a = b; let b = f(c, k = 2) + a; let c = d(x) * c; let d(s) = d(s); let e = a + c + d(x) + e2; let e2 = 1;",
        &[
            "a | `a` is defined by itself: a -> b -> a",
            "c | `c` is defined by itself: c -> c",
            "d | `d` is defined by itself: d -> d",
        ],
    );
    checked(
        "",
        "source a = warp(b); source b = decoder(nose); source c = warp(c);",
        &[
            "b | source `b` is declared later; a source is made of earlier ones",
            "nose | unknown source `nose`; did you mean `noise`?",
            "c | source `c` is declared later; a source is made of earlier ones",
        ],
    );
}

#[test]
fn names() {
    checked(
        "gamma = 1",
        "let c = gama * kl(x); let d(s) = s + c; let e = foo * exp + mean + mu + encoder + xr + d;",
        &[
            "gama | unknown name `gama`; did you mean `gamma`?",
            "s | `s` is a source, not a number; a term of it is one, such as `kl(s)`",
            "foo | unknown name `foo`; known are gamma, c, d, e, progress, step, epoch, scale",
            "exp | `exp` is a function: write `exp(a)`",
            "mean | `mean` runs over sources: write `mean[s in {xr, xg}] …`",
            "mu | `mu` is a view, not a number",
            "encoder | `encoder` is a network, not a number",
            "xr | `xr` is a source, not a number; a term of it is one, such as `kl(xr)`",
            "d | `d` takes 1 source: write `d(s)`",
        ],
    );
    checked(
        "a = 1",
        "let b = kl(a) + kl(xh, k = a + foo) + linear_ramp(5) + ramp(-0.5) + kl(progress);",
        &[
            "xh | unknown name `xh`; did you mean `xr`?",
            "foo | unknown name `foo`; known are a, b, progress, step, epoch, scale",
        ],
    );
}

#[test]
fn calls() {
    checked(
        "a = 1",
        "let c = 1; let d(s, t) = kl(s) + kl(t);
         let e = exp(1, 2) + max(1) + exp(k = 2) + c() + d(x) + d(x, k = 2) + d(x, a) + d(x, c) + a(x) + xr(x) + mean(kl(x)) + shuffle(z) + z(x);
         let f = kl(x, k = 1, k = 2);",
        &[
            "exp | `exp` takes 1 argument, `exp(a)`, not 2",
            "max | `max` takes 2 arguments, `max(a, b)`, not 1",
            "k | `exp` takes no named arguments: write `exp(a)`",
            "c | `c` takes no sources: write `c`",
            "d | `d` takes 2 sources, not 1",
            "k | `d` is a `let` and takes no named arguments",
            "a | `a` is a scalar, not a source; sources are x, xr, xg",
            "c | `c` is a `let`, not a source; sources are x, xr, xg",
            "a | `a` is a scalar and cannot be called",
            "xr | `xr` is a source and cannot be called",
            "mean | `mean` runs over sources: write `mean[s in {xr, xg}] …`",
            "shuffle(z) | `shuffle(z)` is a view, not a number",
            "z(x) | `z(x)` is a view, not a number",
            "k | argument `k` is given twice",
        ],
    );
}

#[test]
fn folds() {
    checked(
        "a = 1",
        "let b = mean[s in {a, xr, exp(2), 3, xz, 1 + 2}] kl(s); let c = sum[t in {x}] kl(t) + kl(t);",
        &[
            "a | `a` is a scalar, not a source; sources are x, xr, xg",
            "exp(2) | this is a number, not a source; sources are x, xr, xg",
            "3 | this is a number, not a source; sources are x, xr, xg",
            "xz | unknown source `xz`; did you mean `xr`?",
            "1 + 2 | this is a number, not a source; sources are x, xr, xg",
            "t | unknown name `t`; known are x, xr, xg, encoder, decoder, b, c",
        ],
    );
    let message = |text: &str| parse_expr(text).unwrap_err().to_string();
    assert_eq!(message("mean[s in {}] kl(s)"), "the fold runs over no source");
    assert_eq!(message("mean[s of {x}] kl(s)"), "expected `in` after `s`, found `of`");
    assert_eq!(message("mean[s in x] kl(s)"), "expected `{` around the sources, found `x`");
    assert_eq!(message("sum[s in {x}"), "expected `]` after the sources, found the end");
    assert_eq!(message("a /// doc"), "expected the end, found a doc comment; a plain one begins with `//`");
    assert_eq!(message("a::"), "expected a name after `a::`, found the end");
}

#[test]
fn left_sides() {
    let (name, params) = parse_let_head("div(s, t)").unwrap();
    assert_eq!((name.text.as_str(), params.len()), ("div", 2));
    assert!(parse_let_head("c").unwrap().1.is_empty());
    assert_eq!(
        parse_let_head("div(s").unwrap_err().to_string(),
        "expected `)` after the sources of `div`, found the end"
    );
    assert_eq!(parse_let_head("c.rate").unwrap_err().to_string(), "unknown character `.`");
}
