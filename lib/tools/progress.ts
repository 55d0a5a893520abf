import { Presets, SingleBar } from 'cli-progress';

const LINE_PAUSE_MS = 2000;

/** Shows how far something has come: a bar on a terminal, else a line now and then. */
export class Progress {
  private readonly bar: SingleBar | undefined;
  private saidAt = Date.now();

  constructor(
    private readonly title: string,
    private readonly total: number,
  ) {
    if (!process.stderr.isTTY) return;
    const format = `${title} {bar} {percentage}%, {eta_formatted} left`;
    this.bar = new SingleBar({ format, hideCursor: true }, Presets.shades_classic);
    this.bar.start(total, 0);
  }

  update(value: number): void {
    this.bar?.update(value);
    if (this.bar || Date.now() < this.saidAt + LINE_PAUSE_MS) return;
    this.saidAt = Date.now();
    process.stderr.write(`${this.title}: ${Math.floor((100 * value) / this.total)}%\n`);
  }

  stop(): void {
    this.bar?.stop();
  }
}

/** Does all steps; shows meanwhile how far they are. Answers what they answer. */
export function showing<S, T>(
  title: string,
  steps: Iterator<S, T>,
  total: number,
  come: (step: S) => number,
): T {
  const progress = new Progress(title, total);
  try {
    for (;;) {
      const step = steps.next();
      if (step.done) return (progress.update(total), step.value);
      progress.update(come(step.value));
    }
  } finally {
    progress.stop();
  }
}
