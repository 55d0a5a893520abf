import type { Server } from './servers';

/** What all runs of a row have in common. */
export interface Conditions {
  readonly pipeline: number;
  readonly clients: number;
  readonly dataSize: number;
  readonly keys: number;
}

/** Sends so many requests to the server; answers commands per second. */
export type Load = (server: Server, requests: number, conditions: Conditions) => Promise<number>;

export interface Test {
  readonly name: string;
  readonly title: string;
  readonly load: Load;
  /** The file of the structure, for Memo to load. */
  readonly structure?: string;
  /** Depths that it is measured at; all that are asked for when absent. */
  readonly pipelines?: readonly number[];
  /** Connections; those of the options when absent. */
  readonly clients?: number;
  /** How many requests to calibrate with first; few for what is slow. */
  readonly firstRun?: number;
  /** Once for each server, before any run. */
  readonly setUp?: (server: Server, conditions: Conditions) => Promise<void>;
  /** Before each run, not measured. */
  readonly prepare?: (server: Server, requests: number, conditions: Conditions) => Promise<void>;
  /** After each run, not measured. */
  readonly cleanUp?: (server: Server) => Promise<void>;
}

export function conditionsOf(
  test: Test,
  { dataSize, keys, ...options }: Omit<Conditions, 'pipeline'>,
  pipeline: number,
): Conditions {
  return { pipeline, dataSize, keys, clients: test.clients ?? options.clients };
}

/** Throughput in commands per second, CPU in seconds of the server per command. */
export interface Sample {
  readonly throughput: number;
  readonly cpu: number;
}

/** Ratios of one server to the other over the pairs of runs, in ascending order. */
export class Ratios {
  private readonly sorted: readonly number[];

  constructor(ratios: readonly number[]) {
    this.sorted = ratios.toSorted((a, b) => a - b);
  }

  get median(): number {
    return this.quantile(0.5);
  }

  get min(): number {
    return this.quantile(0);
  }

  get max(): number {
    return this.quantile(1);
  }

  /** How far the middle half of the ratios reaches from 1: what two equal servers differ by. */
  get reach(): number {
    return Math.max(Math.abs(1 - this.quantile(0.25)), Math.abs(this.quantile(0.75) - 1));
  }

  private quantile(part: number): number {
    const position = part * (this.sorted.length - 1);
    const below = this.sorted[Math.floor(position)] ?? NaN;
    const above = this.sorted[Math.ceil(position)] ?? NaN;
    return below + (above - below) * (position % 1);
  }
}

export interface Comparison {
  readonly test: Test;
  readonly pipeline: number;
  readonly throughput: Ratios;
  readonly cpu: Ratios;
  /** The middle run of each server, for the log. */
  readonly reference: Sample;
  readonly candidate: Sample;
}

/** Runs the test on both servers in turn, and in turn first, after a warm-up that also finds how many requests a run takes. */
export async function compare(
  test: Test,
  [reference, candidate]: readonly [Server, Server],
  conditions: Conditions,
  { pairs, seconds }: { readonly pairs: number; readonly seconds: number },
): Promise<Comparison> {
  const requests = new Map<Server, number>();
  for (const server of [reference, candidate]) {
    requests.set(server, await calibrate(test, server, conditions, seconds));
  }
  const samples = new Map<Server, Sample[]>([
    [reference, []],
    [candidate, []],
  ]);
  for (let pair = 0; pair < pairs; pair++) {
    for (const server of pair % 2 ? [candidate, reference] : [reference, candidate]) {
      samples.get(server)?.push(await sample(test, server, requests.get(server) ?? 0, conditions));
    }
  }
  return comparison(test, conditions.pipeline, samples.get(reference) ?? [], samples.get(candidate) ?? []);
}

function comparison(
  test: Test,
  pipeline: number,
  references: readonly Sample[],
  candidates: readonly Sample[],
): Comparison {
  const ratios = (figure: keyof Sample) =>
    new Ratios(candidates.map((candidate, pair) => candidate[figure] / (references[pair]?.[figure] ?? NaN)));
  const middle = (samples: readonly Sample[]): Sample => ({
    throughput: new Ratios(samples.map(({ throughput }) => throughput)).median,
    cpu: new Ratios(samples.map(({ cpu }) => cpu)).median,
  });
  return {
    ...{ test, pipeline, throughput: ratios('throughput'), cpu: ratios('cpu') },
    ...{ reference: middle(references), candidate: middle(candidates) },
  };
}

/** Warms the server up, and answers how many requests a run of so many seconds takes. */
export async function calibrate(
  test: Test,
  server: Server,
  conditions: Conditions,
  seconds: number,
): Promise<number> {
  let requests = test.firstRun ?? 10_000;
  for (;;) {
    const { throughput } = await sample(test, server, requests, conditions);
    if (requests / throughput >= seconds / 3) return Math.ceil(throughput * seconds * 1.1);
    requests = Math.ceil(Math.min(throughput * seconds * 0.6, requests * 20));
  }
}

/** One run. */
export async function sample(
  test: Test,
  server: Server,
  requests: number,
  conditions: Conditions,
): Promise<Sample> {
  await test.prepare?.(server, requests, conditions);
  const before = server.cpuSeconds();
  const throughput = await test.load(server, requests, conditions);
  const cpu = (server.cpuSeconds() - before) / requests;
  await test.cleanUp?.(server);
  return { throughput, cpu };
}
