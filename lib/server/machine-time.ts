/** Milliseconds from whenever, with a fraction; of Node's clocks the one that is read fastest. */
export function machineTime(): number {
  const time = process.hrtime();
  return time[0] * 1000 + time[1] / 1e6;
}
