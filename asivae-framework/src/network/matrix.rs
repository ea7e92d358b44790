//! Matrices in slices, for passes by hand.

/// Up to this many rows or inner columns a product is faster as a sum of rows: points and their latents have two.
const NARROW: usize = 4;

/// Rows and columns of the squares in which a matrix is turned: they fit registers.
const TILE: usize = 8;

/// A matrix that lies in a slice, row after row or column after column.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    values: &'a [f32],
    rows: usize,
    columns: usize,
    by_columns: bool,
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

    /// Its numbers row after row.
    pub fn to_vec(self) -> Vec<f32> {
        if !self.by_columns {
            return self.values.to_vec();
        }
        let (height, width) = (self.rows, self.columns);
        let mut rows = vec![0.0; self.values.len()];
        let (whole_height, whole_width) = (height - height % TILE, width - width % TILE);
        for i in (0..whole_height).step_by(TILE) {
            for j in (0..whole_width).step_by(TILE) {
                let mut tile = [[0.0; TILE]; TILE];
                for (p, column) in tile.iter_mut().enumerate() {
                    column.copy_from_slice(&self.values[(j + p) * height + i..][..TILE]);
                }
                for q in 0..TILE {
                    let row = &mut rows[(i + q) * width + j..][..TILE];
                    row.iter_mut().zip(&tile).for_each(|(value, column)| *value = column[q]);
                }
            }
        }
        for i in 0..height {
            let first = if i < whole_height { whole_width } else { 0 };
            (first..width).for_each(|j| rows[i * width + j] = self.values[j * height + i]);
        }
        rows
    }

    /// From one row to the next, and from one column to the next.
    fn strides(&self) -> (isize, isize) {
        if self.by_columns { (1, self.rows as isize) } else { (self.columns as isize, 1) }
    }

    /// The matrix product, `[self.rows, other.columns]` row after row.
    ///
    /// # Panics
    ///
    /// Where sizes do not fit.
    pub fn times(self, other: Matrix<'_>) -> Vec<f32> {
        if self.is_narrow(other) {
            let mut product = vec![0.0; self.rows * other.columns];
            self.sum_rows(other, &mut product);
            return product;
        }
        self.fresh(other)
    }

    /// The matrix product with `bias` added to each row, and each row then given to `then`.
    ///
    /// # Panics
    ///
    /// Where sizes do not fit.
    pub fn affine(self, other: Matrix<'_>, bias: &[f32], then: impl Fn(&mut [f32])) -> Vec<f32> {
        assert_eq!(bias.len(), other.columns, "numbers of a bias");
        if self.is_narrow(other) {
            let mut product = Vec::with_capacity(self.rows * other.columns);
            for i in 0..self.rows {
                let start = product.len();
                product.extend_from_slice(bias);
                let row = &mut product[start..];
                self.sum_row(i, other, row);
                then(row);
            }
            return product;
        }
        let mut product = self.fresh(other);
        for row in product.chunks_exact_mut(bias.len()) {
            row.iter_mut().zip(bias).for_each(|(sum, value)| *sum += value);
            then(row);
        }
        product
    }

    /// Adds the matrix product to `sum`, `[self.rows, other.columns]` row after row.
    ///
    /// # Panics
    ///
    /// Where sizes do not fit.
    pub fn add_product(self, other: Matrix<'_>, sum: &mut [f32]) {
        assert_eq!(sum.len(), self.rows * other.columns, "numbers of a product");
        if self.is_narrow(other) {
            return self.sum_rows(other, sum);
        }
        // SAFETY: the sizes fit, and there are as many numbers as the product has.
        #[allow(unsafe_code, reason = "the kernels of `gemm` take pointers")]
        unsafe {
            self.gemm(other, sum.as_mut_ptr(), true);
        }
    }

    /// Whether the product is made row by row; sizes that do not fit are found here.
    fn is_narrow(&self, other: Matrix<'_>) -> bool {
        self.check(&other);
        self.rows.min(self.columns) <= NARROW && !other.by_columns
    }

    fn sum_rows(self, other: Matrix<'_>, sum: &mut [f32]) {
        for (i, row) in sum.chunks_exact_mut(other.columns).enumerate() {
            self.sum_row(i, other, row);
        }
    }

    /// Adds row `i` of the product.
    fn sum_row(self, i: usize, other: Matrix<'_>, sum: &mut [f32]) {
        let (row_stride, column_stride) = self.strides();
        for (p, row) in other.values.chunks_exact(other.columns).enumerate() {
            let factor = self.values[i * row_stride as usize + p * column_stride as usize];
            sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += factor * value);
        }
    }

    /// A product of sizes that fit, in memory of its own, which is not written twice.
    #[allow(unsafe_code, reason = "the kernels of `gemm` take pointers")]
    fn fresh(self, other: Matrix<'_>) -> Vec<f32> {
        let count = self.rows * other.columns;
        let mut product = Vec::with_capacity(count);
        self.check(&other);
        // SAFETY: the sizes fit, there is room for the product, and it is written whole before its length is said.
        unsafe {
            self.gemm(other, product.as_mut_ptr(), false);
            product.set_len(count);
        }
        product
    }

    fn check(&self, other: &Matrix<'_>) {
        for matrix in [self, other] {
            assert_eq!(matrix.values.len(), matrix.rows * matrix.columns, "numbers of a matrix");
        }
        assert_eq!(
            other.rows, self.columns,
            "[{}, {}] times [{}, {}]",
            self.rows, self.columns, other.rows, other.columns
        );
    }

    /// Writes the product to `product`, or adds it to what stands there if `add`.
    ///
    /// # Safety
    ///
    /// The sizes fit, and `product` points to room for `self.rows * other.columns` numbers, which have been written if `add`.
    #[allow(unsafe_code, reason = "the kernels of `gemm` take pointers")]
    unsafe fn gemm(self, other: Matrix<'_>, product: *mut f32, add: bool) {
        let (m, k, n) = (self.rows, self.columns, other.columns);
        let ((a_row, a_column), (b_row, b_column)) = (self.strides(), other.strides());
        // SAFETY: the caller answers for sizes and `product`; strides are those of dense matrices.
        unsafe {
            gemm::gemm(
                m,
                n,
                k,
                product,
                1,
                n as isize,
                add,
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
            let mut sum = vec![1.0; rows * 5];
            left.add_product(right, &mut sum);
            let turned = right.transposed().times(left.transposed());
            let affine = left.affine(right, &[0.0, 1.0, 2.0, 3.0, 4.0], |row| row[0] = -1.0);
            for (i, j) in (0..rows).flat_map(|i| (0..5).map(move |j| (i, j))) {
                assert_eq!(sum[i * 5 + j], 1.0 + expected(i, j));
                assert_eq!(turned[j * rows + i], expected(i, j));
                assert_eq!(affine[i * 5 + j], if j == 0 { -1.0 } else { j as f32 + expected(i, j) });
            }
        }
    }
}
