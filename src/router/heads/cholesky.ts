/** The lower triangle L of a symmetric positive definite matrix, `L Lᵀ = matrix`; row-major, `size` by `size`. */
export function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row * size + column] ?? 0;
      for (let at = 0; at < column; at += 1)
        sum -= (lower[row * size + at] ?? 0) * (lower[column * size + at] ?? 0);
      // A tiny pivot stands for a direction in which nothing varies.
      lower[row * size + column] =
        row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (lower[column * size + column] ?? 1);
    }
  }
  return lower;
}

/** Solves `L Lᵀ x = right` in place, for the `size` numbers of `right` from `start`. */
export function solveCholesky(lower: Float64Array, size: number, right: Float64Array, start = 0): void {
  for (let row = 0; row < size; row += 1) {
    let sum = right[start + row] ?? 0;
    for (let at = 0; at < row; at += 1) sum -= (lower[row * size + at] ?? 0) * (right[start + at] ?? 0);
    right[start + row] = sum / (lower[row * size + row] ?? 1);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    const value = (right[start + row] ?? 0) / (lower[row * size + row] ?? 1);
    right[start + row] = value;
    for (let at = 0; at < row; at += 1)
      right[start + at] = (right[start + at] ?? 0) - (lower[row * size + at] ?? 0) * value;
  }
}
