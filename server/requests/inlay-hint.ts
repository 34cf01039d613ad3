/** `textDocument/inlayHint`: at the end of each line whose guards failed, how often and what grew from them. Off unless `jitlens.inlayHints.enable` is set. */
import type { InlayHint } from 'vscode-languageserver/node';
import type { LineJson } from '../services/profile';
import { documentUri, range } from '../decode';
import type { RequestDefinition } from '../dispatch';
import { counted } from '../present/evidence-text';

export const inlayHintRequest: RequestDefinition = {
  method: 'textDocument/inlayHint',
  handle(session, params): InlayHint[] {
    const document = session.documents.get(documentUri(params));
    if (document === undefined || !session.settingsFor(document.path).inlayHints.enable) return [];
    const { start, end } = range(params.get('range'), 'range');
    const hints: InlayHint[] = [];
    for (const { span, counts } of session.runs.linesIn(document)) {
      const label = labelOf(counts);
      const { line } = document.rangeOf(span).start;
      if (label === '' || line < start.line || line > end.line) continue;
      const character = document.lineText(line).length;
      hints.push({
        position: { line, character },
        label,
        paddingLeft: true,
        tooltip: 'JIT Lens: what the last run counted at the guards of this line.',
      });
    }
    return hints.sort((a, b) => a.position.line - b.position.line);
  },
};

/** A guard that failed once, and nothing grew from it, is the end of a loop: nobody wants to be told. */
function labelOf({ guardFailures, bridges }: LineJson): string {
  if (bridges === 0 && guardFailures <= 1) return '';
  const parts = bridges > 0 ? [counted(bridges, 'bridge')] : [];
  if (guardFailures > 0) parts.push(counted(guardFailures, 'guard failure'));
  return parts.join(' · ');
}
