/** `textDocument/codeLens`: above each function and loop, what the last run counted in it. Off unless `jitlens.codeLens.enable` is set. */
import type { CodeLens } from 'vscode-languageserver/node';
import type { Span } from '../../analyzer/rules/finding';
import type { Module } from '../../analyzer/syntax';
import { descendants } from '../../analyzer/syntax';
import { documentUri } from '../decode';
import type { RequestDefinition } from '../dispatch';
import { counted, percent } from '../present/evidence-text';
import { COMMANDS } from '../protocol';
import type { LineJson } from '../services/profile';
import type { OpenDocument } from '../session/open-document';
import type { FunctionCounts, Runs } from '../session/runs';

export const codeLensRequest: RequestDefinition = {
  method: 'textDocument/codeLens',
  handle(session, params): CodeLens[] {
    const document = session.documents.get(documentUri(params));
    if (
      document === undefined ||
      !session.settingsFor(document.path).codeLens.enable ||
      session.runs.get(document.programUri) === undefined
    )
      return [];
    const { enable: hinted } = session.settingsFor(document.path).inlayHints;
    const lens = (span: Span, title: string): CodeLens => ({
      range: document.rangeOf(span),
      command: { title, command: COMMANDS.report, arguments: [document.uri] },
    });
    return [
      ...functionsOf(session.runs, document).map(({ name, counts }) => lens(name, functionTitle(counts))),
      ...loopsOf(session.runs, document).map(({ span, counts }) => lens(span, loopTitle(counts, hinted))),
    ].sort((a, b) => a.range.start.line - b.range.start.line);
  },
};

function functionsOf(runs: Runs, document: OpenDocument): { readonly name: Span; readonly counts: FunctionCounts }[] {
  const functions = runs.get(document.programUri)?.functions;
  return document.print.scopes.flatMap(({ key, hash, name, kind }) => {
    const counts = functions?.get(key);
    // An edited function has no counts: they were another function's. The module has no line of its own.
    return kind === 'module' || !document.holds(name) || counts === undefined || counts.hash !== hash || counts.loops + counts.bridges === 0
      ? []
      : [{ name, counts }];
  });
}

/** The loops that were compiled, with what was counted on their first line. */
function loopsOf(runs: Runs, document: OpenDocument): { readonly span: Span; readonly counts: LineJson }[] {
  const byLine = new Map(runs.linesIn(document).map(({ span, counts }) => [document.rangeOf(span).start.line, counts]));
  return loopHeads(document.module)
    .filter((span) => document.holds(span))
    .flatMap((span) => {
      const counts = byLine.get(document.rangeOf(span).start.line);
      return counts === undefined || counts.loops === 0 ? [] : [{ span, counts }];
    });
}

const LOOPS: ReadonlySet<string> = new Set(['For', 'AsyncFor', 'While']);

function loopHeads({ body }: Module): Span[] {
  return body.flatMap(({ base, stmt }) =>
    [...descendants(stmt)].flatMap(({ kind, start }) => (LOOPS.has(kind) ? [{ start: base + start, end: base + start }] : [])),
  );
}

function functionTitle(counts: FunctionCounts): string {
  const parts = counts.loops > 0 ? [counted(counts.loops, 'loop')] : [];
  if (counts.bridges > 0) parts.push(counted(counts.bridges, 'bridge'));
  if (counts.cost > 0) parts.push(`${percent(counts.cost)} of the run (predicted)`);
  return parts.join(' · ');
}

/** `hinted`: the inlay hint of the line says what its guards did. */
function loopTitle({ loops, bridges, guardFailures }: LineJson, hinted: boolean): string {
  const parts = [loops === 1 ? 'compiled' : `compiled ${loops} times`];
  if (hinted) return parts.join('');
  if (bridges > 0) parts.push(`${counted(bridges, 'bridge')} at its head`);
  if (guardFailures > 0) parts.push(counted(guardFailures, 'guard failure'));
  return parts.join(' · ');
}
