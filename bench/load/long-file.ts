/** One file of many lines: opened, edited all over, hovered. The peer gets a file of as many lines of its own language, and answers a request instead. */
import { LoadClient } from './client';
import { latencies, share, shown } from './figures';
import type { LoadPeer } from './peer';
import type { Texts } from './texts';

const EDITS = 60;
/** What a server answers from its tree. */
const PEER_REQUEST = 'textDocument/documentSymbol';

export async function longFileLoad(command: readonly string[], texts: Texts, lines: number, peer: LoadPeer | null): Promise<string[]> {
  const ours = await ourLoad(command, texts.file(lines));
  const theirs = peer === null ? null : await peerLoad(peer, lines);
  const beside = (own: number, other: number | undefined): string =>
    other === undefined ? '' : `; ${peer!.name}: ${shown(other)} ms, ratio ${(own / other).toFixed(2)}`;
  return [
    `${lines} lines: first diagnostics after ${shown(ours.open)} ms${beside(ours.open, theirs?.open)}`,
    `edit to its diagnostics, median / 95 % / greatest: ${latencies(ours.edits)} ms${beside(share(ours.edits, 0.5), (theirs && share(theirs.edits, 0.5)) || undefined)}`,
    `hover: ${latencies(ours.hovers)} ms`,
    `memory: ${shown(ours.memory)} MB${theirs === null ? '' : `; ${peer!.name}: ${shown(theirs.memory)} MB`}`,
  ];
}

interface Load {
  readonly open: number;
  readonly edits: readonly number[];
  readonly hovers: readonly number[];
  readonly memory: number;
}

async function ourLoad(command: readonly string[], text: string): Promise<Load> {
  const client = new LoadClient(command, 'python');
  try {
    const uri = 'file:///load/long.py';
    await client.initialize();
    const open = await client.open(uri, text);
    const edits: number[] = [];
    const hovers: number[] = [];
    for (const start of places(text)) {
      edits.push(await client.edit(uri, { range: { start, end: start }, text: 'x' }));
      hovers.push(await client.timed('textDocument/hover', { textDocument: { uri }, position: start }));
      edits.push(await client.edit(uri, { range: { start, end: { ...start, character: start.character + 1 } }, text: '' }));
    }
    return { open, edits, hovers, memory: client.memory };
  } finally {
    client.stop();
  }
}

async function peerLoad(peer: LoadPeer, lines: number): Promise<Load> {
  const client = new LoadClient(peer.command, 'shellscript');
  try {
    const uri = 'file:///load/long.sh';
    const text = peer.file(lines);
    await client.initialize();
    const open = await client.openThenAsk(uri, text, PEER_REQUEST);
    const edits: number[] = [];
    for (const start of places(text).slice(0, 5))
      edits.push(await client.editThenAsk(uri, { range: { start, end: start }, text: 'x' }, PEER_REQUEST));
    return { open, edits, hovers: [], memory: client.memory };
  } finally {
    client.stop();
  }
}

/** Ends of indented lines, all over the text. */
function places(text: string): { line: number; character: number }[] {
  const lines = text.split('\n');
  const indented = lines.flatMap((line, at) => (/^ {4}\S/.test(line) ? [at] : []));
  return Array.from({ length: EDITS / 2 }, (_, i) => {
    const line = indented[Math.floor((indented.length * (i + 0.5)) / (EDITS / 2))] ?? 0;
    return { line, character: lines[line]!.length };
  });
}
