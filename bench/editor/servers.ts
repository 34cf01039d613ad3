/** The language servers that are compared, and the text each gets to see: about as long, and of its own language. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Compared {
  readonly name: string;
  readonly command: readonly string[];
  readonly languageId: string;
  readonly file: string;
  readonly text: string;
  /** A line that is typed again and again, without its end. */
  readonly typed: string;
  /** What says that the file has been looked at: diagnostics of the server's own, or the answer to this request. */
  readonly firstResult: 'diagnostics' | 'textDocument/documentSymbol';
}

/** The peer: it parses with tree-sitter too (as WebAssembly), and keeps a tree per file that it updates. */
const PEER = 'bash-language-server@5.6.0';
const SIZE = 40_000;

export function ourselves(root: string): Compared {
  const seeds = path.join(root, 'fixtures/seeds');
  const programs = readdirSync(seeds).filter((name) => name.endsWith('.py'));
  const text = repeated(programs.map((name) => readFileSync(path.join(seeds, name), 'utf8')).join('\n\n'));
  const command = [process.execPath, path.join(root, 'dist/server.js'), '--stdio'];
  return {
    name: 'JIT Lens',
    command,
    languageId: 'python',
    file: '/tmp/bench.py',
    text,
    typed: 'total = total + 1',
    firstResult: 'diagnostics',
  };
}

/** Installs the peer into a temporary folder, once. Null where npm cannot get it. */
export function peer(root: string): Compared | null {
  const folder = path.join(tmpdir(), 'jitlens-bench-peer');
  const entry = path.join(folder, 'node_modules/bash-language-server/out/cli.js');
  try {
    if (!existsSync(entry)) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
      execFileSync('npm', ['install', '--no-audit', '--no-fund', PEER], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    }
  } catch {
    return null;
  }
  const text = repeated(readFileSync(path.join(root, '.ci/run'), 'utf8'));
  const command = [process.execPath, entry, 'start'];
  return {
    name: PEER,
    command,
    languageId: 'shellscript',
    file: '/tmp/bench.sh',
    text,
    typed: 'total=$((total + 1))',
    firstResult: 'textDocument/documentSymbol',
  };
}

function repeated(text: string): string {
  return `${text}\n`
    .repeat(Math.ceil(SIZE / text.length))
    .slice(0, SIZE)
    .replace(/\n[^\n]*$/, '\n');
}
