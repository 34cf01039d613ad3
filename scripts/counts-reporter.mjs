/**
 * A vitest reporter that closes the run with one line, `N passed, N failed, N skipped`, for people and scripts that read only the end.
 * A test file that could not be loaded and an error outside any test count as failures.
 */
export default class CountsReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors */
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const state = test.result().state;
        counts[state === 'pending' ? 'failed' : state]++;
      }
    }
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
}
