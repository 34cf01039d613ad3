/** `jitlens.lines [uri]`: what the last run counted on each line that still stands as it ran. */
import { text } from '../../decode';
import type { LineCounts } from '../../protocol';
import type { CommandHandler } from '../execute-command';

export const lines: CommandHandler = (session, args): readonly LineCounts[] => {
  const document = session.documents.get(text(args[0], 'arguments[0]'));
  if (document === undefined) return [];
  return session.runs.linesIn(document).map(({ span, counts }) => {
    const { loops, bridges, guardFailures, allocations, cost } = counts;
    return { line: document.rangeOf(span).start.line, loops, bridges, guardFailures, allocations, cost };
  });
};
