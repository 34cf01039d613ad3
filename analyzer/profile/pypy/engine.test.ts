/**
 * Verdicts against the truth: the seed programs on a real PyPy. Skipped where none is installed.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../scripts/install.mjs';
import { analyzeText, DEFAULT_CONFIGURATION, loadSyntax } from '../../workspace';
import { profileFile, RequestError, type FindingsOf, type ProfileJson } from '../index';

const findings: FindingsOf = async (file, text, target) => {
  await loadSyntax();
  return { findings: analyzeText(file, text, { ...DEFAULT_CONFIGURATION, targets: [target] }).findings, errors: [] };
};

const hasPyPy = spawnSync('pypy3', ['--version']).status === 0;
const seed = (name: string): Promise<ProfileJson> =>
  profileFile(path.join(root, 'fixtures', 'seeds', name), { engine: 'pypy', findings, shownPath: name, timeLimit: 60 });
const statuses = (profile: ProfileJson): string[] =>
  profile.findings.map((finding) => `${finding.code} ${finding.line} ${finding.status} ${finding.severity}`);

describe.skipIf(!hasPyPy)('on a real PyPy', () => {
  it('confirms the explosion of data-driven branches', async () => {
    const profile = await seed('data_driven.py');
    expect(statuses(profile)).toEqual(['JIT201 25 confirmed warning']);
    expect(profile.summary.bridges).toBeGreaterThan(600);
    expect(profile.findings[0]!.evidence.bridges).toBeGreaterThan(0.9 * profile.summary.bridges);
    expect(profile.findings[0]!.evidence.predictedCost).toBeGreaterThan(0.9);
  });

  it('confirms the format that the trace does not know, and nothing of it where it does', async () => {
    expect(statuses(await seed('triangles_local_format.py'))).toContain('JIT102 30 confirmed warning');
    expect(statuses(await seed('triangles_literal_format.py')).filter((status) => status.startsWith('JIT102'))).toEqual([]);
  });

  it('confirms the generator in the loop', async () => {
    expect(statuses(await seed('triples_generator.py'))).toContain('JIT301 18 confirmed warning');
  });

  it('confirms the long tail', async () => {
    expect(statuses(await seed('job_server.py')).join('\n')).toMatch(/JIT501 \d+ confirmed warning/);
  });
});

it('says what is missing when there is no PyPy', async () => {
  const run = profileFile(path.join(root, 'fixtures', 'seeds', 'pi_clean.py'), { engine: 'pypy', pypy: 'no-such-pypy' });
  await expect(run).rejects.toThrow(RequestError);
  await expect(run).rejects.toThrow('no-such-pypy is not installed');
});
