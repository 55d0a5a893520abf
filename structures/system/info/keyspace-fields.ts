import type { Server } from 'memo';
import type { Fields } from './fields';

/** Databases that have keys. */
export function keyspaceFields(server: Server): Fields {
  const databases = Array.from({ length: server.memo.databases }, (_, index) => server.database(index));
  const used = databases.filter(({ size }) => size > 0);
  return Object.fromEntries(
    used.map(({ index, size, expires, averageTimeToLive }) => [
      `db${index}`,
      `keys=${size},expires=${expires},avg_ttl=${averageTimeToLive}`,
    ]),
  );
}
