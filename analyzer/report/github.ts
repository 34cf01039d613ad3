/** GitHub's workflow commands: one `::warning` or `::notice` line per finding, `::error` for what could not be checked. */
import type { Severity } from '../rules/finding';
import type { CheckedFile } from './checked';

const COMMANDS: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

export function renderGithub(files: readonly CheckedFile[]): string {
  const lines: string[] = [];
  for (const file of files) {
    for (const error of file.errors) {
      const at = error.region === null ? '' : `,line=${error.region.line},col=${error.region.column}`;
      lines.push(`::error file=${property(file.path)}${at},title=jitlens::${data(error.message)}`);
    }
    for (const { finding, region } of file.findings) {
      // GitHub shows columns only for annotations on a single line.
      const columns = region.line === region.endLine ? `,col=${region.column},endColumn=${region.endColumn}` : '';
      const at = `file=${property(file.path)},line=${region.line},endLine=${region.endLine}${columns}`;
      lines.push(
        `::${COMMANDS[finding.severity]} ${at},title=${property(finding.code)}::${data(`${finding.message}\nhelp: ${finding.help}\nnote: ${finding.note}`)}`,
      );
    }
  }
  return lines.map((line) => `${line}\n`).join('');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
