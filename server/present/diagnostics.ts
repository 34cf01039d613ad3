/** Findings and what runs showed about them, as LSP diagnostics. */
import { DiagnosticSeverity } from 'vscode-languageserver/node';
import type { Diagnostic, DiagnosticRelatedInformation, Position } from 'vscode-languageserver/node';
import type { Finding, Severity, Span } from '../../analyzer/rules/finding';
import type { LineIndex } from '../../analyzer/syntax';
import type { Matched, Standing } from '../../analyzer/workspace/evidence';
import type { Verdict } from '../services/profile';
import type { Pages } from '../services/services';
import type { ClientAbilities } from '../session/client-abilities';
import type { OpenDocument } from '../session/open-document';
import { standingLine } from './evidence-text';

export const SOURCE = 'jitlens';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Who the diagnostics are for. */
export interface Audience {
  readonly abilities: ClientAbilities;
  /** Related places are shown in the hover, above the card: no more than one line of them. */
  readonly brief: boolean;
  readonly pages: Pages;
  /** Names of the targets that the file is checked for. */
  readonly targets: readonly string[];
}

/** In the order of the text. A finding that a run refuted has no diagnostic, as long as nothing it rests on is edited. */
export function diagnosticsOf(document: OpenDocument, matched: Matched<Finding, Verdict>, audience: Audience): Diagnostic[] {
  const shown: Diagnostic[] = [];
  for (const finding of document.findings) {
    const standing = matched.standing.get(finding);
    if (!isShown(finding, standing, audience.targets)) continue;
    const message = messageOf(finding.message, standing, finding.targets, audience.targets);
    const diagnostic = base(document, finding, severityOf(finding, standing), message, audience);
    if (audience.abilities.relatedInformation && finding.related.length > 0)
      diagnostic.relatedInformation = relatedOf(document, finding, audience.brief);
    shown.push(diagnostic);
  }
  for (const { code, span, payload } of matched.alone) {
    const message = messageOf(payload.message, { payload, holds: true }, payload.targets, audience.targets);
    shown.push(base(document, { code, span }, knownSeverity(payload.severity) ?? 'information', message, audience));
  }
  return shown.sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character);
}

/** The severity a run gave while what it saw still holds, else the static one. */
export function severityOf(finding: Finding, standing: Standing<Verdict> | undefined): Severity {
  if (standing?.holds !== true || standing.payload.status !== 'confirmed') return finding.severity;
  return knownSeverity(standing.payload.severity) ?? 'warning';
}

/** Each related place; more than two in brief are one: "branch 1, and 8 more in lines 28, 30, 32". */
function relatedOf(document: OpenDocument, { related }: Finding, brief: boolean): DiagnosticRelatedInformation[] {
  const all = related.map((one) => ({ location: document.locationOf(one), message: one.message }));
  const [first, ...others] = all;
  if (!brief || first === undefined || all.length <= 2) return all;
  const lines = [...new Set(others.map(({ location }) => location.range.start.line + 1))];
  return [
    { ...first, message: `${first.message}, and ${others.length} more in ${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}` },
  ];
}

/** A finding that a run refuted has a diagnostic only for the sake of targets that nobody ran. */
export function isShown({ targets }: Finding, standing: Standing<Verdict> | undefined, wanted: readonly string[]): boolean {
  if (standing?.holds !== true || standing.payload.status !== 'refuted') return true;
  return targets.some((target) => wanted.includes(target) && !standing.payload.targets.includes(target));
}

function messageOf(message: string, standing: Standing<Verdict> | undefined, held: readonly string[], wanted: readonly string[]): string {
  const line = standingLine(standing, held, wanted);
  return line === '' ? message : `${message} — ${line}`;
}

/** Findings of a file that is not open, where no run can have said anything. */
export function staticDiagnostics(
  { abilities, services }: { readonly abilities: ClientAbilities; readonly services: { readonly pages: Pages } },
  uri: string,
  lines: LineIndex | null,
  findings: readonly Finding[],
): Diagnostic[] {
  if (lines === null) return [];
  const at = (offset: number): Position => {
    const line = lines.lineAt(offset);
    return { line, character: offset - lines.starts[line]! };
  };
  const place = { uri, rangeOf: ({ start, end }: Span) => ({ start: at(start), end: at(end) }) };
  const audience = { abilities, brief: false, pages: services.pages, targets: [] };
  return findings.map((finding) => base(place, finding, finding.severity, finding.message, audience));
}

/** Where a file's spans are, in LSP's positions. */
type Place = Pick<OpenDocument, 'uri' | 'rangeOf'>;

function base(
  document: Place,
  { code, span }: { readonly code: string; readonly span: Span },
  severity: Severity,
  message: string,
  { abilities, pages }: Audience,
): Diagnostic {
  const diagnostic: Diagnostic = { range: document.rangeOf(span), severity: SEVERITIES[severity], source: SOURCE, code, message };
  const page = abilities.codeDescription ? pages.uri(code) : null;
  if (page !== null) diagnostic.codeDescription = { href: page };
  return diagnostic;
}

function knownSeverity(name: string): Severity | null {
  return Object.hasOwn(SEVERITIES, name) ? (name as Severity) : null;
}
