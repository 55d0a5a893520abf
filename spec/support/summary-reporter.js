/** A jest reporter whose last word is one line of figures: `12 passed, 0 failed, 1 skipped`. */
module.exports = class SummaryReporter {
  onRunComplete(contexts, results) {
    // A suite that could not run counts as one failure: none of its tests was counted.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
    // jest's own summary goes to stderr after the other reporters.
    process.once('exit', () => console.log(line));
  }
};
