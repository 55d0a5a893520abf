/** A copy with as many zeros after it. */
export function doubled(array: Int32Array) {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
