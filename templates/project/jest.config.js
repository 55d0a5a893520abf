/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/spec/**/*.spec.ts'],
  // `npm test` has tsc check the types before.
  transform: { '\\.ts$': ['ts-jest', { diagnostics: false }] },
};
