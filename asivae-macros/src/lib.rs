//! The attributes and the model macro of `asivae`.
