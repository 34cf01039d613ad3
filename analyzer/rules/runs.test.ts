/**
 * The rules against the VM: fixtures/rules/<CODE>-runs.py holds places where a run confirms the rule's suspicion and places where it
 * refutes it, each marked `# verdict: confirmed` or `# verdict: refuted`. Where one program cannot hold both, there is a second one,
 * <CODE>-runs-refuted.py.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/install.mjs';
import { loadProfileServices } from '../cli/profile-services';
import type { ChildBundles } from '../profile/child-process';
import type { FindingsOf } from '../profile';
import { disposeSpare, profileFile } from '../profile';
import { bundleWithVm } from '../profile/testing/bundles';
import { RULES } from './registry';

let bundles: ChildBundles;
let findings: FindingsOf;

beforeAll(async () => {
  bundles = await bundleWithVm();
  ({ findings } = loadProfileServices());
});

afterAll(() => {
  disposeSpare();
  rmSync(bundles.guest);
  rmSync(bundles.watchdog);
});

const folder = join(root, 'fixtures', 'rules');
const programs = readdirSync(folder).filter((name) => /^JIT\d+-runs(-refuted)?\.py$/.test(name));

describe.each(programs)('%s', (name) => {
  it('is confirmed where it holds, and refuted where it does not', { timeout: 60_000 }, async () => {
    const code = name.slice(0, name.indexOf('-'));
    const wanted = readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        const status = /# verdict: (.+)$/.exec(line)?.[1];
        return status === undefined ? [] : [`${index + 1} ${status}`];
      });
    const profile = await profileFile(join(folder, name), { bundles, findings, keepSpare: true });
    expect(profile.outcome, profile.stderr).toBe('finished');
    expect(profile.findings.filter((finding) => finding.code === code).map(({ line, status }) => `${line} ${status}`)).toEqual(wanted);
  });
});

it.each(RULES.map(({ code }) => code).filter((code) => programs.some((name) => name.startsWith(code))))(
  '%s is both confirmed and refuted',
  (code) => {
    const all = programs
      .filter((name) => name.startsWith(code))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
    expect(all).toContain('# verdict: confirmed');
    expect(all).toContain('# verdict: refuted');
  },
);
