"""Reference values for games with other players, float64, written from the papers' equations.

    python tests/golden/players.py > tests/golden/players.json

Every number is drawn from `wave`, which the test computes again: `amp * sin(freq * (k + 1) + phase)`, k = 0, 1, …, row-major.
Networks have one hidden layer of softplus units. What is compared is the objective of each move, the norm of its gradient in the weights of
each player, and the sum of that gradient with a `wave`, which has a sign and an order. Nothing is moved between the moves of a step, so that all of them see the same weights.
"""

import json
import math
import sys

import torch
from torch.nn.functional import softplus

torch.set_default_dtype(torch.float64)

BATCH, LATENT, HIDDEN, FEATURES, ROWS = 6, 2, 5, 64, 4
SCALE = 0.5


def wave(shape: tuple[int, ...], amp: float, freq: float, phase: float) -> torch.Tensor:
    count = math.prod(shape)
    values = [amp * math.sin(freq * (k + 1) + phase) for k in range(count)]
    return torch.tensor(values).reshape(shape)


class Net:
    """`output(softplus(hidden(input)))`; weights are `[in, out]`."""

    def __init__(self, inputs: int, outputs: int, amp: float, phase: float) -> None:
        shapes = [(inputs, HIDDEN), (HIDDEN,), (HIDDEN, outputs), (outputs,)]
        self.weights = [wave(shape, amp, 0.7 + 0.1 * i, phase + i).requires_grad_() for i, shape in enumerate(shapes)]

    def __call__(self, *inputs: torch.Tensor) -> torch.Tensor:
        w1, b1, w2, b2 = self.effective()
        return softplus(torch.cat(inputs, 1) @ w1 + b1) @ w2 + b2

    def effective(self) -> list[torch.Tensor]:
        return self.weights

    def gradient(self, loss: torch.Tensor) -> torch.Tensor:
        gradients = torch.autograd.grad(loss, self.weights, retain_graph=True, allow_unused=True)
        flat = [torch.zeros_like(w) if g is None else g for w, g in zip(self.weights, gradients)]
        return torch.cat([g.flatten() for g in flat])


class Spectral(Net):
    """The same, each matrix divided by its largest singular value, which is found exactly; its vectors are constants for the gradient."""

    def effective(self) -> list[torch.Tensor]:
        def normal(w: torch.Tensor) -> torch.Tensor:
            u, _, vh = torch.linalg.svd(w.detach())
            return w / (u[:, 0] @ w @ vh[0])

        w1, b1, w2, b2 = self.weights
        return [normal(w1), b1, normal(w2), b2]


class Table(Net):
    """Rows of weights."""

    def __init__(self, outputs: int, amp: float, phase: float) -> None:
        self.weights = [wave((ROWS, outputs), amp, 0.7, phase).requires_grad_()]

    def __call__(self) -> torch.Tensor:
        return self.weights[0]


class Game:
    """One step of a model: its networks, the draws that it made, and what came of its moves."""

    def __init__(self, model: str, **settings: float) -> None:
        self.model, self.settings = model, settings
        self.networks: dict[str, Net] = {}
        self.declared: dict[str, dict] = {}
        self.draws: dict[str, dict] = {}
        self.values: dict[str, float] = {}
        self.directions: dict[str, dict] = {}
        self.x = wave((BATCH, 2), 1.3, 0.9, 0.1)

    def net(self, name: str, inputs: int, outputs: int, kind: type = Net, amp: float | None = None) -> Net:
        phase = 0.3 + 0.8 * len(self.networks)
        amp = 0.8 if amp is None else amp
        net = Table(outputs, amp, phase) if inputs == 0 else kind(inputs, outputs, amp, phase)
        self.networks[name] = net
        self.declared[name] = {"amp": amp, "phase": phase}
        return net

    def draw(self, name: str, width: int = LATENT, uniform: bool = False) -> torch.Tensor:
        if name not in self.draws:
            draw = {"amp": 0.5 if uniform else 1.1, "freq": 1.7 + 0.13 * len(self.draws), "phase": 0.4}
            draw["offset"] = 0.5 if uniform else 0.0
            self.draws[name] = draw
        draw = self.draws[name]
        return wave((BATCH, width), draw["amp"], draw["freq"], draw["phase"]) + draw["offset"]

    def move(self, title: str, players: str, objective: torch.Tensor, maximizes: bool = False) -> None:
        self.values[f"{title}/objective"] = float(objective.detach())
        names = players.split()
        directions = self.directions.setdefault(title, {})
        for name in names:
            column = f"{title}/gradient" if len(names) == 1 else f"{title}/gradient/{name}"
            # Of what is minimised: the weights move against it.
            gradient = self.networks[name].gradient(-objective if maximizes else objective)
            self.values[column] = float(gradient.norm())
            directions[name] = float(gradient @ wave(gradient.shape, 1.0, 0.37, 0.9))

    def case(self) -> dict:
        return {
            "settings": self.settings,
            "networks": self.declared,
            "draws": self.draws,
            "values": self.values,
            "directions": self.directions,
        }


class Gaussian:
    """A diagonal Gaussian posterior and a sample of it."""

    def __init__(self, statistics: torch.Tensor, eps: torch.Tensor) -> None:
        self.mu, self.logvar = statistics.chunk(2, 1)
        self.z = self.mu + (0.5 * self.logvar).exp() * eps

    def kl(self) -> torch.Tensor:
        return self.kl_per_dimension().sum(1)

    def kl_per_dimension(self) -> torch.Tensor:
        return 0.5 * (self.mu**2 + self.logvar.exp() - self.logvar - 1)

    def log_prob(self, z: torch.Tensor) -> torch.Tensor:
        return torch.distributions.Normal(self.mu, (0.5 * self.logvar).exp()).log_prob(z).sum(1)


def rec(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return (a - b).square().sum(1)


def vae(model: str, **settings: float) -> tuple[Game, Gaussian, torch.Tensor, Net]:
    game = Game(model, **settings)
    encoder, decoder = game.net("encoder", 2, 2 * LATENT), game.net("decoder", LATENT, 2)
    q = Gaussian(encoder(game.x), game.draw("eps(x)"))
    return game, q, decoder(q.z), decoder


BOTH = ("encoder + decoder", "encoder decoder")


def mmd(a: torch.Tensor, b: torch.Tensor, bandwidth: float) -> torch.Tensor:
    """Gretton et al. (2012), eq. (3)."""
    kernel = lambda p, q: (-(p[:, None] - q[None]).square().sum(2) / (2 * bandwidth**2)).exp()
    off = 1 - torch.eye(BATCH)
    within = lambda p: (kernel(p, p) * off).sum() / (BATCH * (BATCH - 1))
    return within(a) + within(b) - 2 * kernel(a, b).mean()


def wae_mmd() -> Game:
    """Tolstikhin et al. (2018), algorithm 2."""
    game, q, x_hat, _ = vae("wae-mmd", bandwidth=1.5)
    z_p = game.draw("noise(xg)")
    game.move(*BOTH, rec(game.x, x_hat).mean() + 10 * mmd(q.z, z_p, 1.5))
    return game


def info_vae() -> Game:
    """Zhao et al. (2019), eq. (6)."""
    alpha, weight, beta = 0.3, 4.0, 2.0
    game, q, x_hat, _ = vae("info-vae", **{"alpha": alpha, "lambda": weight, "beta_rec": beta, "bandwidth": 1.5})
    divergence = mmd(q.z, game.draw("noise(xg)"), 1.5)
    game.move(*BOTH, beta * rec(game.x, x_hat).mean() + (1 - alpha) * q.kl().mean() + (alpha + weight - 1) * divergence)
    return game


def capacity_vae() -> Game:
    """Burgess et al. (2018), eq. (8), at a step at which the capacity is known."""
    game, q, x_hat, _ = vae("capacity-vae", beta=3.0, capacity=0.7)
    game.move(*BOTH, rec(game.x, x_hat).mean() + 3 * (q.kl().mean() - 0.7).abs())
    return game


def free_bits_vae() -> Game:
    """Kingma et al. (2016), eq. (15)."""
    game, q, x_hat, _ = vae("free-bits-vae", free=0.35, beta_kl=2.0)
    bits = q.kl_per_dimension().mean(0).clamp_min(0.35).sum()
    game.move(*BOTH, rec(game.x, x_hat).mean() + 2 * bits)
    return game


def conditional_vae() -> Game:
    """Sohn et al. (2015), eq. (4)."""
    game = Game("conditional-vae", beta_rec=1.5, beta_kl=0.7)
    classes = 8
    label = torch.eye(classes)[torch.arange(BATCH) % classes]
    encoder, decoder = game.net("encoder", 2 + classes, 2 * LATENT), game.net("decoder", LATENT + classes, 2)
    q = Gaussian(encoder(game.x, label), game.draw("eps(x)"))
    x_hat = decoder(q.z, label)
    game.move(*BOTH, SCALE * (1.5 * rec(game.x, x_hat) + 0.7 * q.kl()).mean())
    return game


def beta_tc_vae() -> Game:
    """Chen et al. (2018), eq. (4), (5): the three parts by minibatch-weighted sampling would estimate the KL divergence; it is known here."""
    game, q, x_hat, _ = vae("beta-tc-vae", beta=4.0, beta_rec=2.0)
    pairs = torch.distributions.Normal(q.mu[None], (0.5 * q.logvar[None]).exp()).log_prob(q.z[:, None])
    log_q = pairs.sum(2).logsumexp(1) - math.log(BATCH)
    log_product = (pairs.logsumexp(1) - math.log(BATCH)).sum(1)
    game.move(*BOTH, (2 * rec(game.x, x_hat) + q.kl() + 3 * (log_q - log_product)).mean())
    return game


def mixture_prior_vae() -> Game:
    """Tomczak & Welling (2018), eq. (3), with a mixture of Gaussians."""
    game, q, x_hat, _ = vae("mixture-prior-vae", beta_rec=2.0, beta_kl=0.6)
    mean, logvar, weight = game.net("prior", 0, 2 * LATENT + 1)().split([LATENT, LATENT, 1], 1)
    mixture = torch.distributions.MixtureSameFamily(
        torch.distributions.Categorical(logits=weight[:, 0]),
        torch.distributions.Independent(torch.distributions.Normal(mean, (0.5 * logvar).exp()), 1),
    )
    objective = 2 * rec(game.x, x_hat) + 0.6 * (q.log_prob(q.z) - mixture.log_prob(q.z))
    game.move("encoder + decoder + prior", "encoder decoder prior", objective.mean())
    return game


def vamp_vae() -> Game:
    """Tomczak & Welling (2018), eq. (3), (9)."""
    game, q, x_hat, _ = vae("vamp-vae", beta_rec=2.0, beta_kl=0.6)
    pseudo = game.net("pseudo", 0, 2)()
    mu, logvar = game.networks["encoder"](pseudo).chunk(2, 1)
    pairs = torch.distributions.Normal(mu[None], (0.5 * logvar[None]).exp()).log_prob(q.z[:, None]).sum(2)
    log_p = pairs.logsumexp(1) - math.log(ROWS)
    objective = 2 * rec(game.x, x_hat) + 0.6 * (q.log_prob(q.z) - log_p)
    game.move("encoder + decoder + pseudo", "encoder decoder pseudo", objective.mean())
    return game


def logistic(score: torch.Tensor, is_real: bool) -> torch.Tensor:
    """`−ln σ(score)` of what is to be called real, `−ln(1 − σ(score))` of the rest."""
    target = torch.full_like(score, float(is_real))
    return torch.nn.functional.binary_cross_entropy_with_logits(score, target, reduction="none")


def adversarial_ae() -> Game:
    """Makhzani et al. (2015), section 2."""
    game, q, x_hat, _ = vae("adversarial-ae", beta_rec=1.5)
    critic, z_p = game.net("critic", LATENT, 1), game.draw("noise(xg)")
    game.move(*BOTH, 1.5 * rec(game.x, x_hat).mean())
    game.move("critic", "critic", (logistic(critic(z_p), True) + logistic(critic(q.z.detach()), False)).mean())
    game.move("regularize", "encoder", logistic(critic(q.z), True).mean())
    return game


def ali() -> Game:
    """Dumoulin et al. (2017), algorithm 1."""
    game, q, _, decoder = vae("ali")
    critic, z_p = game.net("critic", 2 + LATENT, 1), game.draw("noise(xg)")
    xg = decoder(z_p)
    real, fake = critic(game.x, q.z.detach()), critic(xg.detach(), z_p)
    game.move("critic", "critic", (logistic(real, True) + logistic(fake, False)).mean())
    game.move(*BOTH, (logistic(critic(game.x, q.z), False) + logistic(critic(xg, z_p), True)).mean())
    return game


def avb() -> Game:
    """Mescheder et al. (2017), algorithm 1."""
    game = Game("avb", beta_rec=1.5)
    encoder, decoder = game.net("encoder", 2 + LATENT, LATENT), game.net("decoder", LATENT, 2)
    critic, z_p = game.net("critic", 2 + LATENT, 1), game.draw("noise(xg)")
    z = encoder(game.x, game.draw("eps(x)/noise of encoder"))
    scores = logistic(critic(game.x, z.detach()), True) + logistic(critic(game.x, z_p), False)
    game.move("critic", "critic", scores.mean())
    game.move(*BOTH, (1.5 * rec(game.x, decoder(z)) + critic(game.x, z)[:, 0]).mean())
    return game


def as_vae() -> Game:
    """Pu et al. (2017), eq. (6), (7), (9)."""
    game, q, x_hat, decoder = vae("as-vae", beta_rec=1.5)
    critic_q, critic_p = game.net("critic_q", 2 + LATENT, 1), game.net("critic_p", 2 + LATENT, 1)
    z_p, other = game.draw("noise(xg)"), game.draw("critic_q/noise(critic_q(xg, noise))")
    order = game.draw("critic_p/shuffle(z(x))", 1, uniform=True)[:, 0].argsort()
    xg, z = decoder(z_p), q.z
    joint, apart = critic_q(game.x, z.detach()), critic_q(xg.detach(), other)
    game.move("critic_q", "critic_q", (logistic(joint, True) + logistic(apart, False)).mean())
    joint, apart = critic_p(xg.detach(), z_p), critic_p(game.x, z.detach()[order])
    game.move("critic_p", "critic_p", (logistic(joint, True) + logistic(apart, False)).mean())
    back = Gaussian(game.networks["encoder"](xg), torch.zeros(BATCH, LATENT))
    forwards = -1.5 * rec(game.x, x_hat) - critic_q(game.x, z)[:, 0]
    game.move(*BOTH, (forwards + back.log_prob(z_p) - critic_p(xg, z_p)[:, 0]).mean(), maximizes=True)
    return game


def vae_gan() -> Game:
    """Larsen et al. (2016), algorithm 1, with losses that do not saturate."""
    game, q, xr, decoder = vae("vae-gan", beta_kl=0.4, gamma=0.3)
    features, critic = game.net("features", 2, FEATURES), game.net("critic", FEATURES, 1)
    xg, score = decoder(game.draw("noise(xg)")), lambda x: critic(features(x))
    told = logistic(score(game.x), True) + logistic(score(xr.detach()), False) + logistic(score(xg.detach()), False)
    game.move("features + critic", "features critic", told.mean())
    alike = 0.5 * rec(features(game.x), features(xr))
    game.move("encoder", "encoder", (0.4 * q.kl() + alike).mean())
    xr = decoder(q.z.detach())
    alike = 0.5 * rec(features(game.x), features(xr))
    fooled = logistic(score(xr), True) + logistic(score(xg), True)
    game.move("decoder", "decoder", (0.3 * alike + fooled[:, 0]).mean())
    return game


def wgan() -> Game:
    """Arjovsky et al. (2017), algorithm 1, before the weights are clipped."""
    game = Game("wgan", limit=10.0)
    decoder, critic = game.net("decoder", LATENT, 2), game.net("critic", 2, 1)
    xg = decoder(game.draw("noise(xg)"))
    game.move("critic", "critic", (critic(game.x) - critic(xg.detach())).mean(), maximizes=True)
    game.move("decoder", "decoder", critic(xg).mean(), maximizes=True)
    return game


def kl_autoencoder() -> Game:
    """Rombach et al. (2022), app. G, without perceptual loss; the hinge losses of its critic."""
    game, q, xr, _ = vae("kl-autoencoder", beta_kl=0.1, beta_adv=0.3)
    critic = game.net("critic", 2, 1)
    game.move(*BOTH, ((game.x - xr).abs().sum(1) + 0.1 * q.kl() - 0.3 * critic(xr)[:, 0]).mean())
    told = torch.relu(1 - critic(game.x)) + torch.relu(1 + critic(xr.detach()))
    game.move("critic", "critic", told.mean() / 2)
    return game


def sn_gan() -> Game:
    """Miyato et al. (2018), eq. (8), (16), (17)."""
    game = Game("sn-gan")
    decoder, critic = game.net("decoder", LATENT, 2), game.net("critic", 2, 1, Spectral)
    xg = decoder(game.draw("noise(xg)"))
    hinge = torch.relu(1 - critic(game.x)) + torch.relu(1 + critic(xg.detach()))
    game.move("critic", "critic", hinge.mean())
    game.move("decoder", "decoder", critic(xg).mean(), maximizes=True)
    return game


def slow_target(model: str) -> Game:
    """Daniel & Tamar (2021), eq. (4), decoded again by a target, as the bootstrapped version of the released code has it."""
    beta_rec, beta_kl, beta_neg, gamma = 1.2, 0.6, 0.9, 0.8
    game, q, x_hat, decoder = vae(model, beta_rec=beta_rec, beta_kl=beta_kl, beta_neg=beta_neg, gamma=gamma)
    encoder = game.networks["encoder"]
    # The target begins as the decoder.
    slow = game.net("slow", LATENT, 2)
    slow.weights = [weight.detach().clone() for weight in decoder.weights]
    z_p = game.draw("noise(xg)")

    def fake(title: str, name: str, s: torch.Tensor) -> tuple[Gaussian, torch.Tensor]:
        posterior = Gaussian(encoder(s), game.draw(f"{title}/eps({name})"))
        return posterior, slow(posterior.z)

    terms = []
    for name, s in [("xr", x_hat), ("xg", decoder(z_p).detach())]:
        posterior, again = fake("encoder", name, s.detach())
        # The reconstruction is compared with what it was decoded from, which is no constant.
        bound = SCALE * (beta_rec * rec(s, again) + beta_neg * posterior.kl())
        terms.append((-2 * bound).exp())
    real = SCALE * (beta_rec * rec(game.x, x_hat) + beta_kl * q.kl())
    game.move("encoder", "encoder", (real + 0.5 * (terms[0] + terms[1]) / 2).mean())

    terms = []
    xr = decoder(q.z.detach())
    for name, s in [("xr", xr), ("xg", decoder(z_p))]:
        posterior, again = fake("decoder", name, s)
        terms.append(beta_kl * posterior.kl() + gamma * beta_rec * rec(s, again))
    game.move("decoder", "decoder", SCALE * (beta_rec * rec(game.x, xr) + (terms[0] + terms[1]) / 2).mean())
    return game


def wgan_gp(amp: float, weight: float) -> dict:
    """Gulrajani et al. (2017), eq. (3), with the second derivative that PyTorch has."""
    game = Game("wgan-gp", **{"lambda": weight})
    decoder, critic = game.net("decoder", LATENT, 2), game.net("critic", 2, 1, amp=amp)
    xg, u = decoder(game.draw("noise(xg)")), game.draw("critic/u(x)", 1, uniform=True)
    between = (u * game.x + (1 - u) * xg).detach().requires_grad_()
    (slope,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
    penalty = (slope.square().sum(1).sqrt() - 1).square().mean()
    game.move("critic", "critic", critic(xg.detach()).mean() - critic(game.x).mean() + weight * penalty)
    game.move("decoder", "decoder", critic(xg).mean(), maximizes=True)
    game.values["critic/gradient_penalty(x, xg, critic)"] = float(penalty.detach())
    return game


GAMES = [
    wae_mmd(),
    info_vae(),
    capacity_vae(),
    free_bits_vae(),
    conditional_vae(),
    beta_tc_vae(),
    mixture_prior_vae(),
    vamp_vae(),
    adversarial_ae(),
    ali(),
    avb(),
    as_vae(),
    vae_gan(),
    wgan(),
    sn_gan(),
    kl_autoencoder(),
    slow_target("bootstrap-s-introvae"),
    slow_target("ema-s-introvae"),
]

cases = {
    "torch": torch.__version__,
    "sizes": {"batch": BATCH, "hidden": HIDDEN, "rows": ROWS},
    "exact": {game.model: game.case() for game in GAMES},
    "wgan-gp": [wgan_gp(amp, weight).case() for amp in (0.4, 1.0, 2.5) for weight in (0.1, 10.0)],
}
json.dump(cases, sys.stdout, indent=1)
print()
