/** The peer of bench:editor (bash-language-server, which parses with tree-sitter too) with texts of its own language. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { peer } from '../editor/servers';
import { ofLines } from './texts';

export interface LoadPeer {
  readonly name: string;
  readonly command: readonly string[];
  readonly file: (lines: number) => string;
}

/** Null where it cannot be installed. */
export function loadPeer(root: string): LoadPeer | null {
  const found = peer(root);
  if (found === null) return null;
  const script = readFileSync(path.join(root, '.ci/run'), 'utf8');
  return { name: found.name, command: found.command, file: (lines) => ofLines(() => script, lines) };
}
