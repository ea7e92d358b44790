//! Matrices in slices, for passes by hand.

/// Up to this many rows or inner columns a product is faster as a sum of rows: points and their latents have two.
const NARROW: usize = 4;

/// A matrix that lies in a slice, row after row or column after column.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    values: &'a [f32],
    rows: usize,
    columns: usize,
    by_columns: bool,
}

/// What a product is written onto.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Onto {
    /// Onto whatever stood there.
    Nothing,
    /// Added to what stands there.
    Sum,
}

impl<'a> Matrix<'a> {
    /// Row after row.
    pub fn of(values: &'a [f32], columns: usize) -> Matrix<'a> {
        Matrix { values, rows: values.len() / columns.max(1), columns, by_columns: false }
    }

    /// Number of rows.
    pub fn rows(self) -> usize {
        self.rows
    }

    /// The same numbers, read as the transposed matrix.
    pub fn transposed(self) -> Matrix<'a> {
        Matrix { rows: self.columns, columns: self.rows, by_columns: !self.by_columns, ..self }
    }

    /// From one row to the next, and from one column to the next.
    fn strides(&self) -> (isize, isize) {
        if self.by_columns { (1, self.rows as isize) } else { (self.columns as isize, 1) }
    }

    /// The matrix product, onto `[self.rows, other.columns]` row after row.
    ///
    /// # Panics
    ///
    /// Where sizes do not fit.
    #[allow(unsafe_code, reason = "the kernels of `gemm` take pointers")]
    pub fn times(self, other: Matrix<'_>, onto: Onto, product: &mut [f32]) {
        let (m, k, n) = (self.rows, self.columns, other.columns);
        for matrix in [&self, &other] {
            assert_eq!(matrix.values.len(), matrix.rows * matrix.columns, "numbers of a matrix");
        }
        assert_eq!((other.rows, product.len()), (k, m * n), "[{m}, {k}] times [{}, {n}]", other.rows);
        let ((a_row, a_column), (b_row, b_column)) = (self.strides(), other.strides());
        if m.min(k) <= NARROW && !other.by_columns {
            if onto == Onto::Nothing {
                product.fill(0.0);
            }
            for (i, row) in product.chunks_exact_mut(n).enumerate() {
                for (p, other) in other.values.chunks_exact(n).enumerate() {
                    let factor = self.values[i * a_row as usize + p * a_column as usize];
                    row.iter_mut().zip(other).for_each(|(sum, value)| *sum += factor * value);
                }
            }
            return;
        }
        // SAFETY: the sizes were checked above against the slices, and strides are those of dense matrices of these sizes.
        unsafe {
            gemm::gemm(
                m,
                n,
                k,
                product.as_mut_ptr(),
                1,
                n as isize,
                onto == Onto::Sum,
                self.values.as_ptr(),
                a_column,
                a_row,
                other.values.as_ptr(),
                b_column,
                b_row,
                1.0,
                1.0,
                false,
                false,
                false,
                gemm::Parallelism::None,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_of_all_layouts() {
        // [2, 3] and [3, 5]; the narrow path for two rows, the other for eight.
        for rows in [2, 8] {
            let a: Vec<f32> = (0..rows * 3).map(|i| i as f32 - 2.0).collect();
            let b: Vec<f32> = (0..15).map(|i| 1.0 - i as f32).collect();
            let expected = |i: usize, j: usize| (0..3).map(|p| a[i * 3 + p] * b[p * 5 + j]).sum::<f32>();
            let (left, right) = (Matrix::of(&a, 3), Matrix::of(&b, 5));
            let mut product = vec![1.0; rows * 5];
            left.times(right, Onto::Sum, &mut product);
            let mut turned = vec![7.0; rows * 5];
            right.transposed().times(left.transposed(), Onto::Nothing, &mut turned);
            for (i, j) in (0..rows).flat_map(|i| (0..5).map(move |j| (i, j))) {
                assert_eq!(product[i * 5 + j], 1.0 + expected(i, j));
                assert_eq!(turned[j * rows + i], expected(i, j));
            }
        }
    }
}
