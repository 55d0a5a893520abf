import type { About, CommandError } from '../../../lib/index';
import type { Command } from '../../../lib/command/command';
import { LateCommand } from '../../../lib/keyspace/late-command';

const NEVER = new Promise<never>(() => undefined);

describe('A command whose reply comes later', () => {
  const timeouts: string[] = [];
  const faults: string[] = [];
  const late = (about: About = {}) =>
    new LateCommand(
      { name: 'ASK', about } as Command,
      7,
      {
        timedOut: ({ message }: CommandError) => timeouts.push(message),
        listenerFailed: (_, error) => faults.push((error as Error).message),
      },
      Date,
    );
  /** Why a promise is rejected; the test fails when it is not. */
  const reasonOf = (promise: Promise<unknown>) =>
    promise.then(
      () => Promise.reject(new Error('it is fulfilled')),
      (error: unknown) => (error as Error).message,
    );

  beforeEach(() => {
    timeouts.length = 0;
    faults.length = 0;
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'Date', 'performance', 'setImmediate'] });
  });
  afterEach(() => jest.useRealTimers());

  it('brings what its work brings', async () => {
    const command = late();
    command.begin(0, 0);
    expect(command.isRunning).toBe(true);
    expect(await command.until(Promise.resolve(3))).toBe(3);
    expect(await reasonOf(command.until(Promise.reject(new Error('down'))))).toBe('down');
    command.finish();
    expect(command.isRunning).toBe(false);
    expect(command.signal.aborted).toBe(false);
    expect(() => command.check()).toThrow('server was used after its command');
  });

  it('is ended for a reason, once, whatever its work does', async () => {
    const command = late();
    command.begin(0, 0);
    const work = command.until(NEVER);
    command.endBecause('its client has gone');
    command.endBecause('the server stops');
    const reason = 'ERR ASK was ended: its client has gone';
    expect(await reasonOf(work)).toBe(reason);
    expect(await reasonOf(command.until(Promise.resolve(1)))).toBe(reason);
    expect(command.signal.aborted).toBe(true);
    expect(command.signal.reason).toEqual(new Error(reason));
    expect(() => command.check()).toThrow(`server was used after its command: ${reason}`);
  });

  it('does not begin when it was ended before', () => {
    const command = late();
    command.endBecause('the server stops');
    expect(() => command.begin(0, 0)).toThrow('ERR ASK was ended: the server stops');
    expect(command.isRunning).toBe(false);
  });

  it('is not ended any more when it has come to its end', () => {
    const command = late();
    command.begin(0, 10);
    command.finish();
    command.endBecause('the server stops');
    jest.advanceTimersByTime(10);
    expect(command.signal.aborted).toBe(false);
    expect(timeouts).toEqual([]);
  });

  it('lets no listener of its signal run beneath a timer', async () => {
    const command = late();
    command.begin(0, 10);
    let heard = 0;
    command.signal.addEventListener('abort', () => heard++);
    jest.advanceTimersByTime(10);
    expect(heard).toBe(0);
    await Promise.resolve();
    expect(heard).toBe(1);
  });

  it('tells what a listener of its signal throws, and has the others hear', async () => {
    const command = late();
    command.begin(0, 0);
    const heard: string[] = [];
    const listener = () => {
      heard.push('removed');
    };
    command.signal.addEventListener('abort', () => {
      throw new Error('it fell');
    });
    command.signal.addEventListener('abort', listener);
    command.signal.removeEventListener('abort', listener);
    command.signal.addEventListener('abort', { handleEvent: ({ type }) => heard.push(type) });
    command.signal.onabort = () => {
      throw new Error('so did this');
    };
    command.endBecause('the server stops');
    await new Promise(setImmediate);
    expect(heard).toEqual(['abort']);
    expect(faults).toEqual(['it fell', 'so did this']);
  });

  describe('may take', () => {
    const outlasts = (command: LateCommand, milliseconds: number) => {
      jest.advanceTimersByTime(milliseconds);
      return command.isRunning;
    };

    it('as long as all, if its declaration says nothing else', () => {
      const command = late();
      command.begin(0, 30);
      expect([outlasts(command, 29), outlasts(command, 1)]).toEqual([true, false]);
      expect(timeouts).toEqual([
        'TIMEOUT ASK was ended: it took longer than 30 milliseconds (async-timeout)',
      ]);
    });

    it('as long as its declaration says, for ever if that is 0', () => {
      const brief = late({ timeout: 20 });
      const patient = late({ timeout: 0 });
      for (const command of [brief, patient]) command.begin(0, 30);
      expect([outlasts(brief, 19), outlasts(brief, 1), outlasts(patient, 1000)]).toEqual([true, false, true]);
      expect(timeouts).toEqual(['TIMEOUT ASK was ended: it took longer than 20 milliseconds']);
    });

    it('another time from its beginning on, when that is changed', () => {
      const command = late();
      command.begin(0, 0);
      expect(outlasts(command, 50)).toBe(true);
      command.limit(50, 60);
      expect([outlasts(command, 9), outlasts(command, 1)]).toEqual([true, false]);
      const overdue = late();
      overdue.begin(0, 0);
      overdue.limit(50, 40);
      expect(outlasts(overdue, 0)).toBe(false);
    });

    it('no time before it has begun', () => {
      const command = late();
      command.limit(0, 10);
      jest.advanceTimersByTime(10);
      command.begin(10, 0);
      expect(command.isRunning).toBe(true);
    });
  });

  describe('that another one plays', () => {
    it('is ended with that', async () => {
      const outer = late();
      const inner = outer.play({ name: 'PART' } as Command);
      for (const each of [outer, inner]) each.begin(0, 0);
      outer.endBecause('its client has gone');
      expect(await reasonOf(inner.until(NEVER))).toBe('ERR ASK was ended: its client has gone');
    });

    it('may take as long as that, or as its own declaration says: then the other one goes on', async () => {
      const outer = late({ timeout: 100 });
      const inner = outer.play({ name: 'PART' } as Command);
      const brief = outer.play({ name: 'BRIEF', about: { timeout: 10 } } as Command);
      for (const each of [outer, inner, brief]) each.begin(0, 30);
      jest.advanceTimersByTime(99);
      expect([outer, inner, brief].map(({ isRunning }) => isRunning)).toEqual([true, true, false]);
      expect(await reasonOf(brief.until(NEVER))).toBe(
        'TIMEOUT BRIEF was ended: it took longer than 10 milliseconds',
      );
      jest.advanceTimersByTime(1);
      expect(inner.isRunning).toBe(false);
    });
  });

  describe('whose client has gone', () => {
    it('is ended', () => {
      const command = late();
      command.begin(0, 0);
      expect(command.abandon()).toBe(true);
      expect(command.isRunning).toBe(false);
    });

    it('goes on if its declaration says so, and it has begun', () => {
      const command = late({ outlivesClient: true });
      command.begin(0, 0);
      expect(command.abandon()).toBe(false);
      expect(command.isRunning).toBe(true);
      const waiting = late({ outlivesClient: true });
      expect(waiting.abandon()).toBe(true);
    });
  });
});
