/** Names of figures and what they are; what is undefined is not told. */
export type Fields = Readonly<Record<string, string | number | undefined>>;

/** Bytes as people read them. */
function human(bytes: number): string {
  const units = ['B', 'K', 'M', 'G', 'T'];
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return power === 0 ? `${bytes}B` : `${(bytes / 1024 ** power).toFixed(2)}${units[power]!}`;
}

/** A figure in bytes, and once more for people. */
export const withHuman = (name: string, bytes: number): Fields => ({
  [name]: bytes,
  [`${name}_human`]: human(bytes),
});

export const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** As the lines of a section: `# Name`, then `field:value`. */
export function sectionText(name: string, fields: Fields): string {
  const told = Object.entries(fields).filter(([, value]) => value !== undefined);
  return `# ${name}\r\n${told.map(([field, value]) => `${field}:${value}\r\n`).join('')}`;
}
