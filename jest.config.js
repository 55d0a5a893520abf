/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/spec/**/*.spec.ts'],
  testEnvironment: 'node',
  testTimeout: 30_000,
  transform: { '\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.json', diagnostics: false }] },
  moduleNameMapper: {
    '^memo$': '<rootDir>/lib/index.ts',
    '^memo/structures$': '<rootDir>/structures/index.ts',
    '^memo/client$': '<rootDir>/lib/client/index.ts',
  },
};
