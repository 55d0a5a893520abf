import { randomUUID } from 'node:crypto';
import Denque from 'denque';
import { reads, Structure, structure, t, writes, type Server } from 'memo';

/** A job that was tried so often is a dead letter. */
const MOST_TRIES = 5;

interface Job {
  readonly body: string;
  tries: number;
}

const SECONDS = t.int('seconds', { min: 1, max: 365 * 24 * 3600 });

/**
 * Jobs for workers that may die: who reserves a job has so many seconds to acknowledge it, then an alarm gives it back. A
 * receipt stands for one reservation, so a worker that comes too late can't acknowledge what another one has by now.
 */
@structure()
export class WorkQueue extends Structure {
  static override readonly classes = [Denque];

  private readonly ready = new Denque<Job>();
  /** By receipt. */
  private readonly reserved = new Map<string, Job>();
  private readonly dead: string[] = [];

  isEmpty() {
    return this.ready.length + this.reserved.size + this.dead.length === 0;
  }

  @writes('Add jobs; answers how many wait.', t.rest(t.text('job')))
  ENQUEUE(...jobs: string[]) {
    for (const body of jobs) this.ready.push({ body, tries: 0 });
    return this.ready.length;
  }

  @writes(
    'Reserve the oldest job for so many seconds: a receipt, the job, and which try it is; or null.',
    SECONDS,
  )
  RESERVE(seconds: number) {
    const job = this.ready.shift();
    if (!job) return null;
    const receipt = randomUUID();
    this.reserved.set(receipt, job);
    this.alarm(seconds, 'RELEASE', receipt);
    return [receipt, job.body, ++job.tries];
  }

  @writes(
    'The same, but wait for a job so many seconds, or for ever (0).',
    { flags: ['blocking'] },
    t.key(),
    SECONDS,
    t.timeout(),
  )
  static BRESERVE(server: Server, key: string, seconds: number, timeout: number) {
    return server.find(WorkQueue, key)?.RESERVE(seconds) ?? server.wait(timeout);
  }

  @writes('The job is done; false when its time was over.', t.text('receipt'))
  ACK(receipt: string) {
    return this.take(receipt) ? true : this.server.unchanged(false);
  }

  @writes(
    'Have a job for so many seconds more, from now on; false when its time was over.',
    t.text('receipt'),
    SECONDS,
  )
  EXTEND(receipt: string, seconds: number) {
    if (!this.reserved.has(receipt)) return this.server.unchanged(false);
    this.alarm(seconds, 'RELEASE', receipt);
    return true;
  }

  @writes('Give a job back, to be tried again; false when its time was over.', t.text('receipt'))
  RELEASE(receipt: string) {
    const job = this.take(receipt);
    if (!job) return this.server.unchanged(false);
    if (job.tries < MOST_TRIES) this.ready.push(job);
    else this.dead.push(job.body);
    return true;
  }

  @reads('Jobs that were tried too often.')
  DEADLETTERS() {
    return this.dead;
  }

  @writes('Have dead letters tried again; answers how many there were.')
  REVIVE() {
    const bodies = this.dead.splice(0);
    for (const body of bodies) this.ready.push({ body, tries: 0 });
    return bodies.length;
  }

  @reads('How many jobs wait, are reserved, and are dead letters.')
  WORKLOAD() {
    return { ready: this.ready.length, reserved: this.reserved.size, dead: this.dead.length };
  }

  /** Ends a reservation. */
  private take(receipt: string): Job | undefined {
    const job = this.reserved.get(receipt);
    if (!job) return undefined;
    this.reserved.delete(receipt);
    this.cancelAlarm('RELEASE', receipt);
    return job;
  }
}
