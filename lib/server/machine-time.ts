// Taken once: 'process' is a getter of the global object.
const { hrtime } = process;

/** Milliseconds from whenever, with a fraction; of Node's clocks the one that is read fastest. */
export function machineTime(): number {
  const time = hrtime();
  return time[0] * 1000 + time[1] / 1e6;
}
