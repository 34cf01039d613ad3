/** SARIF 2.1.0 (OASIS, 2020): one run, one result per finding, errors as notifications of the invocation. */
import { RULES } from '../rules/registry';
import type { Severity } from '../rules/finding';
import type { CheckedFile, Region } from './checked';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

export function renderSarif(files: readonly CheckedFile[], version: string): string {
  const rules = RULES.map((rule) => ({
    id: rule.code,
    name: rule.name,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.page.meaning },
    help: { text: rule.page.why, markdown: rule.page.why },
    properties: { family: rule.family },
  }));
  const results = files.flatMap((file) =>
    file.findings.map(({ finding, region, related }) => ({
      ruleId: finding.code,
      ruleIndex: RULES.findIndex((rule) => rule.code === finding.code),
      level: LEVELS[finding.severity],
      message: { text: `${finding.message}\nhelp: ${finding.help}\nnote: ${finding.note}` },
      locations: [{ physicalLocation: physical(file.path, region), logicalLocations: [{ fullyQualifiedName: finding.scope }] }],
      relatedLocations: related.map((location, index) => ({
        id: index,
        physicalLocation: physical(file.path, location),
        message: { text: location.message },
      })),
      // Lines move; what is found and in which function does not.
      partialFingerprints: { 'jitlens/v1': `${finding.code}:${finding.scope}:${finding.message}` },
      properties: { targets: finding.targets, certainty: finding.certainty },
    })),
  );
  const notifications = files.flatMap((file) =>
    file.errors.map((error) => ({
      level: 'error',
      message: { text: error.message },
      locations: [
        { physicalLocation: error.region === null ? { artifactLocation: { uri: uriOf(file.path) } } : physical(file.path, error.region) },
      ],
    })),
  );
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'jitlens', version, rules } },
        columnKind: 'unicodeCodePoints',
        invocations: [{ executionSuccessful: notifications.length === 0, toolExecutionNotifications: notifications }],
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function physical(path: string, region: Region): object {
  return {
    artifactLocation: { uri: uriOf(path) },
    region: { startLine: region.line, startColumn: region.column, endLine: region.endLine, endColumn: region.endColumn },
  };
}

function uriOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
