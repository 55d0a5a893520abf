import type { LoadingView } from '../command/memo-view';

/** How far the server has come that brings back what is on disk. */
export class Loading implements LoadingView {
  loadedBytes = 0;

  constructor(
    readonly startedAt: number,
    readonly totalBytes: number,
  ) {}

  get percent(): number {
    return this.totalBytes === 0 ? 100 : (this.loadedBytes / this.totalBytes) * 100;
  }

  secondsLeft(now: number): number {
    const seconds = Math.floor((now - this.startedAt) / 1000);
    if (seconds <= 0) return 1;
    return Math.floor((seconds * (this.totalBytes - this.loadedBytes)) / (this.loadedBytes + 1));
  }
}
