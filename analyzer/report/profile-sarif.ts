/** A profile's findings as SARIF: what a run confirmed or saw, with the reason behind the message. Refuted ones are left out. */
import type { FindingJson, ProfileJson } from '../profile/contract';
import type { CheckedFile } from './checked';
import { renderSarif } from './sarif';

export function renderProfileSarif(profile: ProfileJson, version: string): string {
  const findings = profile.findings.filter(({ status }) => status !== 'refuted');
  const file: CheckedFile = {
    path: profile.path,
    lines: null,
    findings: findings.map((finding) => ({ finding: described(finding), region: finding, related: finding.related })),
    errors: profile.errors.map((error) => ({
      message: error.message,
      region: { line: error.line, column: error.column, endLine: error.line, endColumn: error.column },
    })),
  };
  return renderSarif([file], version);
}

function described(finding: FindingJson): CheckedFile['findings'][number]['finding'] {
  const { status, evidence } = finding;
  const message = evidence.reason === '' ? finding.message : `${finding.message} (${status}: ${evidence.reason})`;
  return { ...finding, message, scope: '', hotness: '', certainty: status === 'confirmed' || status === 'observed' ? 'certain' : 'likely' };
}
