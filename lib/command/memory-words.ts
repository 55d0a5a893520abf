const UNITS: Readonly<Record<string, bigint>> = {
  '': 1n,
  b: 1n,
  k: 1000n,
  kb: 1n << 10n,
  m: 1000_000n,
  mb: 1n << 20n,
  g: 1000_000_000n,
  gb: 1n << 30n,
};

/** Bytes, in a unit if you like: `512mb`, or `500m` in powers of ten; undefined for anything else. */
export function parseMemory(text: string): bigint | undefined {
  const [, digits = '', name = ''] = /^(\d*)([a-z]*)$/i.exec(text) ?? [];
  const unit = UNITS[name.toLowerCase()];
  return digits + name === text && unit !== undefined ? BigInt(digits) * unit : undefined;
}
