/** The parts of a load and their sizes, for the two benchmarks that run them: bench:load one by one, bench:reliability all of them. */
import path from 'node:path';
import { editsLoad } from './edits';
import { longFileLoad } from './long-file';
import { loadPeer } from './peer';
import { profilesLoad } from './profiles';
import { pythonTexts } from './texts';
import { workspaceLoad } from './workspace';

/** As `parseArgs` takes them: the sizes that docs/reliability.md promises. */
export const LOAD_OPTIONS = {
  files: { type: 'string', default: '10000' },
  lines: { type: 'string', default: '100000' },
  edits: { type: 'string', default: '60000' },
  profiles: { type: 'string', default: '50' },
  ruff: { type: 'string', default: 'ruff' },
} as const;

type Sizes = Readonly<Record<keyof typeof LOAD_OPTIONS, string>>;

/** Each part by name; it gives its figures, a sentence each. */
export function loadParts(root: string, sizes: Sizes): ReadonlyMap<string, () => Promise<string[]>> {
  const command = [process.execPath, path.join(root, 'dist/server.js'), '--stdio'];
  const texts = pythonTexts(root);
  return new Map([
    ['workspace', () => workspaceLoad(command, texts, Number(sizes.files), sizes.ruff)],
    ['long-file', () => longFileLoad(command, texts, Number(sizes.lines), loadPeer(root))],
    ['edits', () => editsLoad(command, texts, Number(sizes.edits))],
    ['profiles', () => profilesLoad(command, root, Number(sizes.profiles))],
  ]);
}
