import { Session } from 'node:inspector/promises';

/** What `node --cpu-prof` records, but from 'start' to 'stop' instead of over the whole life of the process. */
const session = new Session();
session.connect();

process.on('message', (question) => void answer(String(question)));
process.channel?.unref();

async function answer(question: string): Promise<void> {
  if (question === 'start') {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 200 });
    await session.post('Profiler.start');
    process.send?.('started');
  } else {
    const { profile } = await session.post('Profiler.stop');
    process.send?.(profile);
  }
}
