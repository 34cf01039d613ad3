/** Whether code can be moved to another indentation without changing what it says. */
import type { Stmt } from '../../syntax/ast';
import { descendants } from '../../syntax/walk';
import type { Program } from '../rewrite';

/** No literal goes over several lines: the white space in it would move as well. */
export function canBeIndented({ text }: Program, base: number, statements: readonly Stmt[]): boolean {
  for (const statement of statements)
    for (const node of descendants(statement))
      if (
        (node.kind === 'Constant' || node.kind === 'JoinedStr' || node.kind === 'TemplateStr') &&
        text.slice(base + node.start, base + node.end).includes('\n')
      )
        return false;
  return true;
}
