import { join } from 'node:path';
import { commandTests, loadKeys } from './command-tests';
import { compareConnections } from './connections';
import { measureDurability } from './durability';
import { compareMemberMemory } from './member-memory';
import { compare, conditionsOf, type Comparison, type Test } from './measure';
import { compareMemory, timeGrowth } from './memory';
import { isFull, parseOptions } from './options';
import { profileTest } from './profile';
import * as report from './report';
import { Server, withServers } from './servers';
import { timeStalls } from './stalls';
import { structureTests } from './structure-tests';

const options = parseOptions(process.argv);
const measured = [...commandTests, ...structureTests].map(({ name }) => name);
const known = [...measured, 'memory', 'members', 'connections', 'growth', 'stalls', 'durability'];
const isChosen = (name: string) => options.tests?.includes(name) ?? true;
const chosen = (tests: readonly Test[]) => tests.filter(({ name }) => isChosen(name));

function structuresOf(tests: readonly Test[]): string[] {
  return [...new Set(tests.flatMap(({ structure }) => structure ?? []))];
}

async function main(): Promise<void> {
  const asked = [
    ...(options.tests ?? []),
    ...options.errorBar,
    ...(options.profile ? [options.profile] : []),
  ];
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`no test ${unknown.join(', ')}; there are ${known.join(', ')}`);
  await (options.profile ? profile(options.profile) : bench());
}

async function bench(): Promise<void> {
  const commands = chosen(commandTests);
  const structures = chosen(structureTests);
  if (commands.length > 0)
    publish('commands', await benchCommands(commands), commands.length === commandTests.length);
  if (structures.length > 0) {
    publish('structures', await benchStructures(structures), structures.length === structureTests.length);
  }
  if (isChosen('memory')) publish('memory', report.memoryTable(await compareMemory(options)));
  if (isChosen('members')) publish('members', report.memberTable(await compareMemberMemory(options)));
  if (isChosen('connections'))
    publish('connections', report.connectionTable(await compareConnections(options)));
  if (isChosen('growth'))
    publish('growth', report.growthTable(options.growthKeys, await timeGrowth(options)));
  if (isChosen('durability')) {
    publish('durability', report.durabilityTable(await measureDurability(options)));
  }
  if (isChosen('stalls')) publish('stalls', report.stallTable(options.members, await timeStalls(options)));
}

/** Redis' own commands on Redis and Memo, and some on two Redis servers: what equal servers differ by. */
function benchCommands(tests: readonly Test[]): Promise<string> {
  const starting = [Server.redis(), Server.memo({ script: options.server }), Server.redis()] as const;
  return withServers(starting, async (redis, memo, otherRedis) => {
    for (const server of [redis, memo, otherRedis]) await loadKeys(server, options);
    const equals = commandTests.filter(({ name }) => options.errorBar.includes(name));
    const bars = await comparisons(equals, [redis, otherRedis]);
    await otherRedis.stop();
    const rows = await comparisons(tests, [redis, memo]);
    return report.commandTable(rows, bars, await compareFloor(redis));
  });
}

/** What answers PING, whatever it is asked, beside Redis: at pipeline 1, since it doesn't know where a request ends. */
function compareFloor(redis: Server): Promise<Comparison[]> {
  if (!options.pipelines.includes(1)) return Promise.resolve([]);
  const ping = commandTests.filter(({ name }) => name === 'ping_mbulk');
  const alone = ping.map((test) => ({ ...test, pipelines: [1] }));
  return withServers([Server.memo({ script: join(__dirname, 'floor.js') })], (floor) =>
    comparisons(alone, [redis, floor!]),
  );
}

/** Structures on Memo, and the same jobs as Lua on Redis. */
function benchStructures(tests: readonly Test[]): Promise<string> {
  const starting = [
    Server.redis(),
    Server.memo({ script: options.server, structures: structuresOf(tests) }),
  ] as const;
  return withServers(starting, async (redis, memo) =>
    report.structureTable(await comparisons(tests, [redis, memo])),
  );
}

async function comparisons(
  tests: readonly Test[],
  servers: readonly [Server, Server],
): Promise<Comparison[]> {
  const rows: Comparison[] = [];
  for (const test of tests) {
    for (const pipeline of test.pipelines ?? options.pipelines) {
      const conditions = conditionsOf(test, options, pipeline);
      for (const server of servers) await test.setUp?.(server, conditions);
      const row = await compare(test, servers, conditions, options);
      process.stderr.write(`${report.summary(row, servers)}\n`);
      rows.push(row);
    }
  }
  return rows;
}

/** Prints the section, and puts it on the page when it was measured in full. */
function publish(section: report.Section, body: string, complete = true): void {
  process.stdout.write(`\n${report.circumstances(section, options)}\n\n${body}\n`);
  if (options.write || (complete && isFull(options))) report.writeSection(section, body, options);
  else process.stderr.write(`\nA shortened run: docs/performance.md keeps what it says about ${section}.\n`);
}

/** Prints where Memo's time goes under one test, at each depth. */
async function profile(name: string): Promise<void> {
  const test = [...commandTests, ...structureTests].find((other) => other.name === name);
  if (!test) throw new Error(`${name} can't be profiled`);
  for (const pipeline of test.pipelines ?? options.pipelines) {
    const conditions = conditionsOf(test, options, pipeline);
    const starting = [
      Server.memo({ script: options.server, structures: structuresOf([test]), inside: 'profiler' }),
    ] as const;
    const found = await withServers(starting, async (memo) => {
      if (commandTests.includes(test)) await loadKeys(memo, options);
      await test.setUp?.(memo, conditions);
      return profileTest(test, memo, conditions, options.seconds);
    });
    process.stdout.write(`\n${test.title}, pipeline ${pipeline}\n\n${found}\n`);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
