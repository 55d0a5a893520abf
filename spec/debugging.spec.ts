import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Conversation } from './support/conversation';
import { Debugger } from './support/debugger';
import { eventually } from './support/eventually';
import { type MemoProcess, startMemoServer } from './support/memo-server';

/** Types and comments take lines that the JavaScript has not. */
const SOURCE = `import { CommandError, Structure, structure, t, writes } from 'memo';

interface Guest {
  name: string;
  seats: number;
}

/**
 * The seats of a room.
 */
@structure()
export class Room extends Structure {
  private readonly guests: Guest[] = [];

  @writes('Reserve seats.', t.text('name'), t.int('seats'))
  RESERVE(name: string, seats: number): number {
    const guest: Guest = { name, seats };
    this.guests.push(guest); // the breakpoint
    return this.guests.length;
  }

  @writes('Fails.', t.text('why'))
  BREAK(why: string): never {
    throw new TypeError(\`broken: \${why}\`); // the fault
  }

  isEmpty(): boolean {
    return this.guests.length === 0;
  }
}
`;
const lineOf = (comment: string) => SOURCE.split('\n').findIndex((line) => line.includes(comment)) + 1;

interface Script {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL: string;
}

interface Place {
  readonly lineNumber: number;
  readonly columnNumber: number;
}

interface Paused {
  readonly callFrames: readonly {
    readonly callFrameId: string;
    readonly functionName: string;
    readonly location: Place;
  }[];
}

describe('a structure in TypeScript', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memo-debugging-'));
  const file = join(folder, 'room.ts');
  let server: MemoProcess;
  let client: Conversation;

  beforeAll(async () => {
    writeFileSync(file, SOURCE);
    server = await startMemoServer(['--structures', file, '--handler-timeout', '0'], folder, {
      NODE_OPTIONS: '--inspect=127.0.0.1:0',
    });
    client = await Conversation.open(server.port);
  });
  afterAll(async () => {
    client.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('stops at a breakpoint in its own lines, with its own names', async () => {
    const url = /Debugger listening on (ws:\S+)/.exec(server.output())![1]!;
    const tool = await Debugger.attach(url);
    await tool.call('Debugger.enable');
    const script = await tool.event<Script>('Debugger.scriptParsed', (each) => each.url.endsWith('/room.ts'));
    const map = mapOf(script);
    const { scriptSource } = await tool.call<{ scriptSource: string }>('Debugger.getScriptSource', script);
    const line = lineOf('// the breakpoint');
    await tool.call('Debugger.setBreakpointByUrl', { url: script.url, ...placeOf(map, scriptSource, line) });

    client.send('RESERVE blue Ada 2\r\n');
    const { callFrames } = await tool.event<Paused>('Debugger.paused');
    const { functionName, location, callFrameId } = callFrames[0]!;
    expect(functionName).toBe('RESERVE');
    expect(entryAt(map, location)).toEqual({ line, source: expect.stringMatching(/room\.ts$/) as string });
    const expression = 'JSON.stringify(guest)';
    const { result } = await tool.call<{ result: { value: string } }>('Debugger.evaluateOnCallFrame', {
      callFrameId,
      expression,
    });
    expect(result.value).toBe('{"name":"Ada","seats":2}');
    await tool.call('Debugger.resume');
    expect(String(await client.reply())).toBe(':1\r\n');
    tool.close();
  });

  it('is told of with its file', async () => {
    expect(String(await client.say('MEMO', 'STRUCTURES'))).toContain(file);
  });

  it('names its own lines where it has failed', async () => {
    const reply = String(await client.say('BREAK', 'blue', 'glass'));
    expect(reply).toBe('-ERR internal error in Room.BREAK: broken: glass\r\n');
    const place = `room.ts:${lineOf('// the fault')}:`;
    await eventually(() => expect(server.output()).toContain(place));
  });
});

const mapOf = ({ sourceMapURL }: Script) =>
  new SourceMap(
    JSON.parse(
      Buffer.from(sourceMapURL.slice(sourceMapURL.indexOf(',') + 1), 'base64').toString(),
    ) as SourceMapPayload,
  );

/** Where in the JavaScript a line of the source begins, both counted as the inspector does. */
function placeOf(map: SourceMap, script: string, line: number): Place {
  const lines = script.split('\n');
  for (let lineNumber = 0; lineNumber < lines.length; lineNumber++)
    for (let columnNumber = 0; columnNumber < lines[lineNumber]!.length; columnNumber++)
      if (entryAt(map, { lineNumber, columnNumber }).line === line) return { lineNumber, columnNumber };
  throw new Error(`nothing was made of line ${line}`);
}

function entryAt(map: SourceMap, { lineNumber, columnNumber }: Place) {
  const entry = map.findEntry(lineNumber, columnNumber);
  if (!('originalLine' in entry)) return { line: 0, source: '' };
  return { line: entry.originalLine + 1, source: entry.originalSource };
}
