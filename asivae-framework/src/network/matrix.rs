//! Matrices in slices, for passes by hand.

/// Matrices with no more rows or columns are treated as they are, by sums of rows: points and their latents have two.
const NARROW: usize = 4;

/// Rows and columns of the squares in which a matrix is turned: they fit registers.
const TILE: usize = 8;

/// Columns of a panel: four registers of the widest kind.
const PANEL: usize = 64;

/// The largest that `gemm` takes: it copies a left operand for more than some 1 500 rows.
const SELDOM: usize = 256;

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
    ///
    /// # Panics
    ///
    /// Where the last row is not whole.
    pub fn of(values: &'a [f32], columns: usize) -> Matrix<'a> {
        let rows = values.len() / columns.max(1);
        assert_eq!(values.len(), rows * columns, "numbers of a matrix of {columns} columns");
        Matrix { values, rows, columns, by_columns: false }
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

    /// The matrix product, `[self.rows, other.columns]` row after row.
    ///
    /// # Panics
    ///
    /// Where sizes do not fit.
    #[allow(unsafe_code, reason = "the kernels of `gemm` take pointers")]
    pub fn times(self, other: &Panels) -> Vec<f32> {
        self.check(other.rows, other.columns);
        if self.columns == 0 || self.rows == 0 {
            return vec![0.0; self.rows * other.columns];
        }
        let mut product = Vec::with_capacity(self.rows * other.columns);
        for panel in other.panels() {
            // SAFETY: the sizes fit, and there is room for the product, of which each panel writes its own columns.
            unsafe {
                let product: *mut f32 = product.as_mut_ptr();
                self.gemm(panel.values, product.add(panel.start), other.columns, false);
            }
        }
        // SAFETY: the panels have written every column of every row.
        unsafe {
            product.set_len(self.rows * other.columns);
        }
        product
    }

    /// The matrix product with `bias` added to each row, and each row then given to `then`.
    ///
    /// # Panics
    ///
    /// Where sizes do not fit.
    pub fn affine(self, other: &Panels, bias: &[f32], then: impl Fn(&mut [f32])) -> Vec<f32> {
        assert_eq!(bias.len(), other.columns, "numbers of a bias");
        if self.columns <= NARROW && !other.by_columns {
            self.check(other.rows, other.columns);
            let mut product = Vec::with_capacity(self.rows * other.columns);
            for i in 0..self.rows {
                let start = product.len();
                product.extend_from_slice(bias);
                let row = &mut product[start..];
                for panel in other.panels() {
                    self.sum_row(i, panel.values, &mut row[panel.start..][..panel.values.columns]);
                }
                then(row);
            }
            return product;
        }
        let mut product = self.times(other);
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
        self.check(other.rows, other.columns);
        if self.rows.min(self.columns) <= NARROW && !other.by_columns {
            return sum.chunks_exact_mut(other.columns).enumerate().for_each(|(i, row)| self.sum_row(i, other, row));
        }
        // SAFETY: the sizes fit, and there are as many numbers as the product has.
        #[allow(unsafe_code, reason = "the kernels of `gemm` take pointers")]
        unsafe {
            self.gemm(other, sum.as_mut_ptr(), other.columns, true);
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

    /// Panics unless the product with a matrix of that size can be made.
    fn check(&self, rows: usize, columns: usize) {
        assert_eq!(rows, self.columns, "[{}, {}] times [{rows}, {columns}]", self.rows, self.columns);
    }

    /// Writes the product to `product`, whose rows are `stride` numbers apart, or adds it to what stands there if `add`.
    ///
    /// # Safety
    ///
    /// The sizes fit, and `product` points to room for `self.rows` such rows, the last of `other.columns` numbers; they have been
    /// written if `add`.
    #[allow(unsafe_code, reason = "the kernels of `gemm` take pointers")]
    unsafe fn gemm(self, other: Matrix<'_>, product: *mut f32, stride: usize, add: bool) {
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
                stride as isize,
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

/// A matrix as products want it on their right, laid out once for many of them: in panels of some columns, each row after row.
pub struct Panels {
    values: Vec<f32>,
    rows: usize,
    columns: usize,
    /// A matrix of few columns is one panel, left as it was.
    by_columns: bool,
}

struct Panel<'a> {
    /// Its first column.
    start: usize,
    values: Matrix<'a>,
}

impl Panels {
    /// A matrix in panels.
    pub fn of(matrix: Matrix<'_>) -> Panels {
        // Panels of whole width lie as the kernels read them and need not be copied into another order once more. This holds for the whole
        // process, and changes no bit of what is computed.
        gemm::set_lhs_packing_threshold_single_thread(SELDOM);
        let (rows, columns) = (matrix.rows, matrix.columns);
        if columns <= NARROW {
            return Panels { values: matrix.values.to_vec(), rows, columns, by_columns: matrix.by_columns };
        }
        let mut values = Vec::with_capacity(rows * columns);
        for start in (0..columns).step_by(PANEL) {
            let width = PANEL.min(columns - start);
            if matrix.by_columns {
                turn(&matrix.values[start * rows..][..width * rows], rows, &mut values);
            } else {
                matrix.values.chunks_exact(columns).for_each(|row| values.extend_from_slice(&row[start..][..width]));
            }
        }
        Panels { values, rows, columns, by_columns: false }
    }

    fn panels(&self) -> impl Iterator<Item = Panel<'_>> {
        self.values.chunks((self.rows * PANEL).max(1)).enumerate().map(|(i, values)| {
            let start = i * PANEL;
            let columns = PANEL.min(self.columns - start);
            Panel { start, values: Matrix { values, rows: self.rows, columns, by_columns: self.by_columns } }
        })
    }
}

/// Appends the columns of a panel, each `height` long and one after another, row after row.
fn turn(columns: &[f32], height: usize, rows: &mut Vec<f32>) {
    let width = columns.len() / height.max(1);
    for i in (0..height).step_by(TILE) {
        let count = TILE.min(height - i);
        let mut few = [[0.0; PANEL]; TILE];
        let whole = if count == TILE { width - width % TILE } else { 0 };
        for j in (0..whole).step_by(TILE) {
            let mut tile = [[0.0; TILE]; TILE];
            for (p, column) in tile.iter_mut().enumerate() {
                column.copy_from_slice(&columns[(j + p) * height + i..][..TILE]);
            }
            for (q, row) in few.iter_mut().enumerate() {
                row[j..][..TILE].iter_mut().zip(&tile).for_each(|(value, column)| *value = column[q]);
            }
        }
        for j in whole..width {
            (0..count).for_each(|q| few[q][j] = columns[j * height + i + q]);
        }
        few[..count].iter().for_each(|row| rows.extend_from_slice(&row[..width]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_of_all_layouts() {
        // The narrow path for two rows or inner columns; panels that are left as they are, of whole and of odd width.
        for (m, k, n) in [(2, 3, 5), (8, 3, 5), (9, 2, 70), (8, 70, 3), (21, 19, 150), (70, 19, 5)] {
            let a: Vec<f32> = (0..m * k).map(|i| (i % 7) as f32 - 2.0).collect();
            let b: Vec<f32> = (0..k * n).map(|i| 1.0 - (i % 11) as f32).collect();
            let bias: Vec<f32> = (0..n).map(|j| j as f32).collect();
            let expected = |i: usize, j: usize| (0..k).map(|p| a[i * k + p] * b[p * n + j]).sum::<f32>();
            let (left, right) = (Matrix::of(&a, k), Matrix::of(&b, n));
            let mut sum = vec![1.0; m * n];
            left.add_product(right, &mut sum);
            let mut sum_of_turned = vec![1.0; m * n];
            let by_columns: Vec<f32> = (0..n * k).map(|i| b[i % k * n + i / k]).collect();
            left.add_product(Matrix::of(&by_columns, k).transposed(), &mut sum_of_turned);
            let product = left.times(&Panels::of(right));
            let turned = right.transposed().times(&Panels::of(left.transposed()));
            let affine = left.affine(&Panels::of(right), &bias, |row| row[0] = -1.0);
            for (i, j) in (0..m).flat_map(|i| (0..n).map(move |j| (i, j))) {
                assert_eq!(sum[i * n + j], 1.0 + expected(i, j));
                assert_eq!(sum_of_turned[i * n + j], 1.0 + expected(i, j));
                assert_eq!(product[i * n + j], expected(i, j));
                assert_eq!(turned[j * m + i], expected(i, j));
                assert_eq!(affine[i * n + j], if j == 0 { -1.0 } else { j as f32 + expected(i, j) });
            }
        }
    }

    #[test]
    #[should_panic(expected = "[2, 3] times [2, 3]")]
    fn sizes_that_do_not_fit_are_found() {
        let values = [0.0; 6];
        Matrix::of(&values, 3).times(&Panels::of(Matrix::of(&values, 3)));
    }
}
