/** `textDocument/codeLens`: above each function, what the last run counted in it. Off unless `jitlens.codeLens.enable` is set. */
import type { CodeLens } from 'vscode-languageserver/node';
import { documentUri } from '../decode';
import type { RequestDefinition } from '../dispatch';
import { counted, percent } from '../present/evidence-text';
import { COMMANDS } from '../protocol';
import type { FunctionCounts } from '../session/runs';

export const codeLensRequest: RequestDefinition = {
  method: 'textDocument/codeLens',
  handle(session, params): CodeLens[] {
    const document = session.documents.get(documentUri(params));
    if (document === undefined || !session.settings.codeLens.enable) return [];
    const run = session.runs.get(document.uri);
    if (run === undefined) return [];
    const lenses: CodeLens[] = [];
    for (const scope of document.print.scopes) {
      const counts = run.functions.get(scope.key);
      // An edited function has no counts: they were another function's.
      if (counts === undefined || counts.hash !== scope.hash || counts.loops + counts.bridges === 0) continue;
      lenses.push({
        range: document.rangeOf(scope.name),
        command: { title: titleOf(counts), command: COMMANDS.report, arguments: [document.uri] },
      });
    }
    return lenses;
  },
};

function titleOf(counts: FunctionCounts): string {
  const parts = counts.loops > 0 ? [counted(counts.loops, 'loop')] : [];
  if (counts.bridges > 0) parts.push(counted(counts.bridges, 'bridge'));
  if (counts.cost > 0) parts.push(`${percent(counts.cost)} of the run (predicted)`);
  return parts.join(' · ');
}
