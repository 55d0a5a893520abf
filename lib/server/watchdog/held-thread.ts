import { type Debugger, Session } from 'node:inspector';
import type { Frame, Location } from './frames';

/** Newer than what Node's types know. */
type CallFrame = Debugger.CallFrame & { readonly canBeRestarted?: boolean };

/** A thread that has answered so often, at a distance, has gone on in the meantime. */
const TRIPS = 5;

/** An expression that takes 20 milliseconds. */
const WAITING = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)';

/** Where the thread is held up. */
export interface Halt {
  /** The innermost first. */
  readonly frames: readonly Frame[];
  /** Whether that is at a statement; else anywhere, as within an empty loop or a regular expression. */
  readonly isAtStatement: boolean;
}

/** The main thread, held up and let go from another one through the inspector. */
export class HeldThread {
  /** Where it is held up; undefined while it runs. */
  halt: Halt | undefined = undefined;
  /** Whether it was told to halt wherever it is. */
  private isAsked = false;
  private readonly session = new Session();
  /** Of the scripts that are loaded, by their ids. */
  private readonly urls = new Map<string, string>();

  constructor() {
    this.session.connectToMainThread();
    this.session.on('Debugger.scriptParsed', ({ params }) => this.urls.set(params.scriptId, params.url));
    this.session.on('Debugger.paused', ({ params }) => {
      this.halt = { frames: params.callFrames.map(this.frameOf), isAtStatement: !this.isAsked };
      this.isAsked = false;
    });
  }

  async open(): Promise<void> {
    await this.post('Debugger.enable');
  }

  /** From now on it is held up only in code of other addresses than match the patterns. */
  async passOver(patterns: readonly string[]): Promise<void> {
    await this.post('Debugger.setBlackboxPatterns', { patterns });
  }

  /** Lets it go for good. */
  async close(): Promise<void> {
    await this.post('Debugger.disable').catch(() => undefined);
    this.session.disconnect();
  }

  /** Holds it up, unless it is in code that is passed over just then. */
  async pause(): Promise<Halt | undefined> {
    if (!this.halt) await this.askToHalt();
    for (let trip = 0; !this.halt && trip < TRIPS; trip++) await this.roundTrip();
    this.isAsked = false;
    return this.halt;
  }

  /** Lets it run: where it comes to a statement at which it halts. */
  async run(): Promise<Halt | undefined> {
    await this.resume();
    for (let trip = 0; !this.halt && trip < TRIPS; trip++) await this.roundTrip();
    return this.halt;
  }

  /** Lets it go on. */
  async resume(): Promise<void> {
    if (this.halt) await this.untilResumed('Debugger.resume');
  }

  /** The value of an expression in a frame. Rejects when it throws. */
  async evaluate(frame: Frame, expression: string): Promise<unknown> {
    const { callFrameId } = frame;
    const request = { callFrameId, expression, returnByValue: true, silent: true };
    const { result, exceptionDetails } = await this.post<Evaluated>('Debugger.evaluateOnCallFrame', request);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** From now on the function of the frame halts at each of its statements. */
  async haltAt({ functionLocation }: Frame): Promise<void> {
    const request = { start: functionLocation, restrictToFunction: true };
    const { locations } = await this.post<{ locations: Location[] }>(
      'Debugger.getPossibleBreakpoints',
      request,
    );
    const breakpoints = locations.map((location) => this.post('Debugger.setBreakpoint', { location }));
    await Promise.allSettled(breakpoints);
    await this.post('Debugger.setBreakpointsActive', { active: true });
  }

  /** It halts at no statement any more, until it is told of another function. */
  async haltNowhere(): Promise<void> {
    await this.post('Debugger.setBreakpointsActive', { active: false });
  }

  /** Ends all frames above one, which begins anew. Held up at no statement, it may go on instead: then try again. */
  async restart(frame: Frame): Promise<void> {
    const { callFrameId } = frame;
    // To begin a frame anew takes an exception that can't be caught; at a statement, V8 throws it of itself. It must be asked
    // for before the thread has gone on, so both requests come while it waits.
    const comesToStatement = this.halt?.isAtStatement ?? false;
    if (!comesToStatement) void this.evaluate(frame, WAITING).catch(() => undefined);
    const resumed = this.untilResumed('Debugger.restartFrame', { callFrameId, mode: 'StepInto' });
    if (!comesToStatement)
      void this.post('Debugger.resume', { terminateOnResume: true }).catch(() => undefined);
    await resumed;
    await this.roundTrip();
  }

  /** What has held it up before it was told to is a statement. */
  private askToHalt(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.session.post('Debugger.pause', (error) => {
        this.isAsked = !error && !this.halt;
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** Before it has gone on, it would take no notice of what it is told next. */
  private async untilResumed(method: string, parameters = {}): Promise<void> {
    const resumed = new Promise((resolve) => this.session.once('Debugger.resumed', resolve));
    this.halt = undefined;
    await this.post(method, parameters);
    await resumed;
  }

  /** It is asked for something, and answers when it is held up or looks for interruptions. */
  private async roundTrip(): Promise<void> {
    await this.post('Debugger.setAsyncCallStackDepth', { maxDepth: 0 });
    await new Promise((resolve) => setTimeout(resolve, 1));
  }

  /** Of frames themselves the inspector tells no address. */
  private readonly frameOf = (frame: CallFrame): Frame => ({
    callFrameId: frame.callFrameId,
    functionName: frame.functionName,
    functionLocation: frame.functionLocation ?? frame.location,
    url: this.urls.get(frame.location.scriptId) ?? '',
    line: frame.location.lineNumber + 1,
    canBeRestarted: frame.canBeRestarted ?? false,
  });

  private post<T>(method: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      this.session.post(method, parameters, (error, result) => {
        if (error) reject(error);
        else resolve(result as T);
      });
    });
  }
}

interface Evaluated {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: {
    readonly text: string;
    readonly exception?: { readonly description?: string };
  };
}
