//! Formulas as people see them.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use asivae_grammar::{latex, latex_with, parse_expr, parse_model, typeset};

const OTHER: &str = r#"
    "gan" { beta1 = 0.5, eps = 1e-8 }
    networks { critic: x -> scalar, decoder: z -> x }
    source xg2 = decoder(noise);
    critic: critic[5] maximizes (sum[s in {xg, xg2}] hinge(critic(s))) * beta1 - (1 - eps) / 2 - abs(batch_mean(w(x, p = 3)));
    decoder minimizes -critic(xg) * 2;
"#;

#[test]
fn as_introvae_in_the_terminal() {
    let model = parse_model(include_str!("as_introvae.intro")).unwrap();
    let expected = "\
as-introvae
  encoder minimizes
     E[ scale · (β_rec · rec(x) + β_kl · kl(x))
      + 1/α · mean over s∈{x_r, x_g} of exp(−α · scale · (β_rec_fake · rec(s) + β_neg · div(s))) ]
  decoder minimizes
     E[ scale · (β_rec · rec(x) + mean over s∈{x_r, x_g} of (β_kl_fake · div(s) + γ · β_rec_fake · rec(s))) ]
  where c = linear_ramp(rate = 5)
        div(s) = c · kl(s) + (1 − c) · as_distance(x_r, x_g)
  with α = 2, γ = 1, β_rec = 1, β_kl = 0.5, β_neg = 0.5, β_rec_fake = 0.5, β_kl_fake = β_neg
";
    assert_eq!(typeset(&model), expected);
}

#[test]
fn as_introvae_in_a_paper() {
    let model = parse_model(include_str!("as_introvae.intro")).unwrap();
    let symbol = |name: &str| (name == "kl").then(|| r"D_{\mathrm{KL}}".to_owned());
    let expected = r"\begin{align*}
\min_{\text{encoder}}\ & \mathbb{E}\Big[ \mathrm{scale} \, (\beta_{\mathrm{rec}} \, \operatorname{rec}(x) + \beta_{\mathrm{kl}} \, D_{\mathrm{KL}}(x)) \\
  & \qquad + \frac{1}{\alpha} \, \frac{1}{2} \sum_{s \in \{x_r, x_g\}} \exp(-\alpha \, \mathrm{scale} \, (\beta_{\mathrm{rec\,fake}} \, \operatorname{rec}(s) + \beta_{\mathrm{neg}} \, \operatorname{div}(s))) \Big] \\
\min_{\text{decoder}}\ & \mathbb{E}\Big[ \mathrm{scale} \, \left(\beta_{\mathrm{rec}} \, \operatorname{rec}(x) + \frac{1}{2} \sum_{s \in \{x_r, x_g\}} (\beta_{\mathrm{kl\,fake}} \, \operatorname{div}(s) + \gamma \, \beta_{\mathrm{rec\,fake}} \, \operatorname{rec}(s))\right) \Big] \\
c &= \operatorname{linear\_ramp}(\text{rate} = 5) \\
\operatorname{div}(s) &= c \, D_{\mathrm{KL}}(s) + (1 - c) \, \operatorname{as\_distance}(x_r, x_g)
\end{align*}
";
    assert_eq!(latex_with(&model, symbol), expected);
}

#[test]
fn another_game() {
    let model = parse_model(OTHER).unwrap();
    let expected = "\
gan
  critic: critic, 5 times, maximizes
     E[ (Σ over s∈{x_g, x_g2} of [critic(s)]₊) · β₁
      − (1 − eps) / 2
      − |E[w(x, p = 3)]| ]
  decoder minimizes
     E[ −critic(x_g) · 2 ]
  where x_g2 = decoder(noise)
  networks critic: x → scalar
           decoder: z → x
  with β₁ = 0.5, eps = 1e-8
";
    assert_eq!(typeset(&model), expected);
    let expected = r"\begin{align*}
\text{critic: }5 \times \max_{\text{critic}}\ & \mathbb{E}\Big[ \left(\sum_{s \in \{x_g, x_{\mathrm{g2}}\}} \left[\operatorname{critic}(s)\right]_+\right) \, \beta_1 \\
  & \qquad - \frac{1 - \mathrm{eps}}{2} \\
  & \qquad - \left|\mathbb{E}\left[\operatorname{w}(x, \text{p} = 3)\right]\right| \Big] \\
\min_{\text{decoder}}\ & \mathbb{E}\Big[ -\operatorname{critic}(x_g) \cdot 2 \Big] \\
x_{\mathrm{g2}} &= \operatorname{decoder}(\mathrm{noise})
\end{align*}
";
    assert_eq!(latex(&model), expected);
}

#[test]
fn numbers_and_names_print_short() {
    let printed = |text: &str| parse_expr(text).unwrap().to_string();
    assert_eq!(printed("2.0+1e-8 * 0.50-100000.0/1e20"), "2 + 1e-8 * 0.5 - 100000 / 1e20");
    assert_eq!(printed("((a))-((b-c)) - (d*(e*f))"), "a - (b - c) - d * (e * f)");
    assert_eq!(
        printed("(mean[s in {x,}] (kl(s))) * 2 + 2 * (sum[s in {x}] (a * b))"),
        "(mean[s in {x}] kl(s)) * 2 + 2 * sum[s in {x}] a * b"
    );
}
