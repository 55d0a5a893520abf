/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/spec/**/*.spec.ts', '<rootDir>/examples/spec/*.spec.ts'],
  testEnvironment: 'node',
  testTimeout: 30_000,
  // Specs wait for servers as much as they compute.
  maxWorkers: '100%',
  // Specs of large values leave much behind, which a worker keeps until it ends.
  workerIdleMemoryLimit: '1GB',
  // In jest's context a global is looked up by calling out of it, 100 ns each time: a loop over bytes is ten times as slow.
  sandboxInjectedGlobals: ['Math', 'Number', 'Object', 'Array'],
  transform: { '\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.json', diagnostics: false }] },
  moduleNameMapper: {
    '^memo$': '<rootDir>/lib/index.ts',
    '^memo/structures$': '<rootDir>/structures/index.ts',
    '^memo/client$': '<rootDir>/lib/client/index.ts',
    '^memo/testing$': '<rootDir>/lib/testing/index.ts',
  },
};
