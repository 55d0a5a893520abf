import { serving } from '../../support/serving';

const ALLOWED = { 'enable-debug-command': 'yes' } as const;

describe('DEBUG', () => {
  let now = 1_700_000_000_000;
  const server = serving({ configuration: ALLOWED, clock: { now: () => now } });

  it('HELP tells what there is', async () => {
    const lines = (await server.say('DEBUG', 'HELP')) as string[];
    expect(lines[0]).toBe('DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:');
    expect(lines.slice(-2)).toEqual(['HELP', '    Shows these lines.']);
  });

  it('SLEEP answers after so many seconds, not before', async () => {
    const started = process.hrtime.bigint();
    expect(await server.say('DEBUG', 'SLEEP', '0.05')).toBe('OK');
    expect(process.hrtime.bigint() - started).toBeGreaterThanOrEqual(50_000_000n);
  });

  it('SET-ACTIVE-EXPIRE 0 lets expired keys stay until somebody asks for them', async () => {
    const { memo } = server;
    await server.say('DEBUG', 'SET-ACTIVE-EXPIRE', '0');
    await server.say('SET', 'short', 'a', 'PX', 10);
    now += 11;
    memo.maintenance.expiry.frequency = 500;
    const steps = memo.metrics.expireMilliseconds;
    while (memo.metrics.expireMilliseconds === steps) await new Promise(setImmediate);
    expect(await server.say('DBSIZE')).toBe(1);
    await server.say('DEBUG', 'SET-ACTIVE-EXPIRE', '1');
    while ((await server.say('DBSIZE')) !== 0);
  });

  it('PAUSE-CRON 1 stops what is done between commands', async () => {
    await server.say('DEBUG', 'PAUSE-CRON', '1');
    expect(server.memo.maintenance.paused).toBe(true);
    await server.say('DEBUG', 'PAUSE-CRON', '0');
    expect(server.memo.maintenance.paused).toBe(false);
  });
});

describe.each([
  ['no', false],
  ['local', true],
  ['yes', true],
] as const)('enable-debug-command %s', (value, isAllowed) => {
  const server = serving({ configuration: { 'enable-debug-command': value } });

  it(`${isAllowed ? 'lets' : "doesn't let"} clients of this machine use DEBUG`, async () => {
    const outcome = isAllowed ? server.say('DEBUG', 'SLEEP', '0') : server.refusal('DEBUG', 'SLEEP', '0');
    expect(await outcome).toMatch(
      isAllowed ? /^OK$/ : /^ERR DEBUG command not allowed\. If the enable-debug/,
    );
  });
});
