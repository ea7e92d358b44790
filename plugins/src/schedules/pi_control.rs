//! A controller that holds a term at a set point.

use asivae::prelude::*;

/// What the controller remembers.
#[derive(Clone, Copy, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct PiState {
    integral: f64,
    /// At which bound the last value was cut off: 1 at the upper one, −1 at the lower one, else 0.
    side: i8,
}

/// A weight that holds the mean of `measured`, the KL term, at `target`: it grows while the term is above.
///
/// `β = clamp(kp / (1 + exp e) + I, min, max)` with `e = target − measured` and `I ← I − ki · e`; where β was cut off at a
/// bound, the integral moves back alone, not further out. Before the first measurement it is `min`.
///
/// Shao et al., *ControlVAE* (ICML 2020), algorithm 1; `kp` and `ki` are those of their language models.
#[intro_schedule]
pub fn pi_control(
    state: &mut PiState,
    measured: Measured,
    #[param] target: f64,
    #[param(default = 0.01, min = 0.0)] kp: f64,
    #[param(default = 0.0001, min = 0.0)] ki: f64,
    #[param(default = 0.0, min = 0.0)] min: f64,
    #[param(default = 1.0, min = 0.0)] max: f64,
) -> f64 {
    let Some(mean) = measured.mean() else { return min };
    let error = target - mean;
    let step = -ki * error;
    if f64::from(state.side) * step <= 0.0 {
        state.integral += step;
    }
    let value = kp / (1.0 + error.exp()) + state.integral;
    state.side = i8::from(value > max) - i8::from(value < min);
    value.max(min).min(max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_while_the_term_is_above_its_target() {
        let mut state = PiState::default();
        let mut next = |mean| pi_control(&mut state, Measured::from(mean), 2.0, 0.0, 0.1, 0.0, 1.0);
        assert_eq!(next(None), 0.0);
        assert_eq!([next(Some(3.0)), next(Some(4.0))].map(|v| (v * 1e9).round() / 1e9), [0.1, 0.3]);
        assert!(next(Some(1.0)) < 0.3);
    }

    #[test]
    fn the_integral_does_not_wind_up_at_a_bound() {
        let mut state = PiState::default();
        let mut next = |mean| pi_control(&mut state, Measured::new(mean), 0.0, 0.0, 1.0, 0.0, 1.0);
        assert_eq!([next(5.0), next(5.0), next(5.0)], [1.0, 1.0, 1.0]);
        assert_eq!(next(-4.5), 0.5, "it comes back at once");
        assert_eq!(state.integral, 0.5, "cut off once, it stood still");
    }

    #[test]
    fn the_proportional_part_is_half_of_its_gain_on_target() {
        assert_eq!(pi_control(&mut PiState::default(), Measured::new(2.0), 2.0, 0.5, 0.0, 0.0, 1.0), 0.25);
    }
}
