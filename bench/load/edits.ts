/** An hour of 1,000 edits a minute, as fast as they go: the next one is sent when the diagnostics of the last one are there. */
import { LoadClient } from './client';
import { latencies, share, shown, slope } from './figures';
import type { Texts } from './texts';

const LINES = 600;
/** Memory is read so many times. */
const SAMPLES = 120;
const TYPED = '    total = total + value * 2  # typed';

export async function editsLoad(command: readonly string[], texts: Texts, edits: number): Promise<string[]> {
  const client = new LoadClient(command, 'python');
  try {
    const uri = 'file:///load/typed.py';
    const text = texts.file(LINES);
    await client.initialize();
    await client.open(uri, text);
    const used = client.processor;
    const times: number[] = [];
    const memory: number[] = [];
    const every = Math.max(1, Math.floor(edits / SAMPLES));
    let made = 0;
    for (const change of typing(text)) {
      times.push(await client.edit(uri, change));
      if (made % 10 === 9) await client.request('textDocument/hover', { textDocument: { uri }, position: change.range.start });
      if (made % every === 0) memory.push(client.memory);
      if (++made === edits) break;
    }
    // The first third warms up: code is compiled, heaps find their size.
    const warm = memory.slice(Math.floor(memory.length / 3));
    const third = Math.floor(times.length / 3);
    const [early, late] = [share(times.slice(third, 2 * third), 0.5), share(times.slice(2 * third), 0.5)];
    return [
      `${edits} edits of a file of ${LINES} lines: edit to its diagnostics, median / 95 % / greatest: ${latencies(times)} ms`,
      `median of the second and the last third: ${shown(early)} and ${shown(late)} ms; processor time an edit: ${((client.processor - used) / edits).toFixed(2)} ms`,
      `memory after warm-up: ${shown(warm[0] ?? NaN)} MB, slope ${(slope(warm) * (edits / every)).toFixed(1)} MB in ${edits} edits`,
    ];
  } finally {
    client.stop();
  }
}

/** Types a line into one function after another, letter by letter, and takes it back. The text is the same again after each line. */
function* typing(text: string) {
  const lines = text.split('\n');
  const bodies = lines.flatMap((line, at) => (/^ {4}\S/.test(line) ? [at] : []));
  for (let round = 0; ; round++) {
    const line = bodies[(round * 7) % bodies.length] ?? 0;
    const at = (character: number) => ({ line, character });
    yield { range: { start: at(0), end: at(0) }, text: '\n' };
    for (let i = 0; i < TYPED.length; i++) yield { range: { start: at(i), end: at(i) }, text: TYPED.charAt(i) };
    yield { range: { start: at(0), end: { line: line + 1, character: 0 } }, text: '' };
  }
}
