/**
 * One parser over two engines: native tree-sitter where its binary loads, the same grammar as WebAssembly where not.
 *
 * Both count in UTF-16 units, number node kinds alike and give the same trees (parser.test.ts proves it), so nothing above
 * this file knows which one runs. Differences hidden here: WebAssembly loads asynchronously and its trees must be freed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as WebTreeSitter from 'web-tree-sitter';

export type Engine = 'native' | 'wasm';

export interface ParserOptions {
  /** `auto` (the default) is native where it loads. The environment variable JITLENS_PARSER overrides `auto`. */
  readonly engine?: Engine | 'auto';
  /** Folder that holds `tree-sitter.wasm` and `tree-sitter-python.wasm`; by default beside the bundle, then node_modules. */
  readonly assets?: string;
  /** The package of the WebAssembly engine, by who has it in its bundle; looked for beside the bundle otherwise. */
  readonly webTreeSitter?: typeof WebTreeSitter;
}

/** A text change: `[start, oldEnd)` of the old text became `[start, newEnd)` of the new. UTF-16 offsets. */
export interface TextEdit {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** The part of tree-sitter's cursor that both engines share. Offsets in UTF-16 units. */
export interface TreeCursor {
  readonly nodeTypeId: number;
  readonly nodeType: string;
  readonly nodeIsNamed: boolean;
  readonly nodeIsMissing: boolean;
  readonly currentFieldId: number | undefined;
  readonly currentFieldName: string | null;
  readonly startIndex: number;
  readonly endIndex: number;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
  readonly currentNode: { readonly hasError: boolean };
  /** WebAssembly only: frees the cursor. */
  delete?(): void;
}

/** A concrete syntax tree. It must be deleted when no longer needed (a no-op for the native engine). */
export interface SyntaxTree {
  readonly hasError: boolean;
  walk(): TreeCursor;
  delete(): void;
}

export interface PythonParser {
  readonly engine: Engine;
  parse(text: string): SyntaxTree;
  /** Parse `text`, reusing `old` (the tree of `oldText`), which is consumed. `changed` are ranges of the new text whose tree differs. */
  reparse(old: SyntaxTree, oldText: string, text: string, edit: TextEdit): Reparsed;
  /** Another tree of the same text, sharing all that is in the first. */
  copy(tree: SyntaxTree, text: string): SyntaxTree;
  dispose(): void;
}

export interface Reparsed {
  readonly tree: SyntaxTree;
  readonly changed: readonly { readonly start: number; readonly end: number }[];
}

/** Load a parser. Rejects only when the engine asked for (or, for `auto`, every engine) cannot be loaded. */
export async function createParser(options: ParserOptions = {}): Promise<PythonParser> {
  const engine = wantedEngine(options);
  if (engine !== 'wasm') {
    const native = createNativeParser();
    if (native !== null) return native;
    if (engine === 'native') throw new Error('native tree-sitter does not load on this machine');
  }
  return createWasmParser(options);
}

/** The native parser, at once, or null where its binary does not load. */
export function createNativeParser(): PythonParser | null {
  try {
    const Parser = load('tree-sitter') as NativeModule;
    const raw = new Parser();
    raw.setLanguage(load('tree-sitter-python'));
    return new RawParser('native', raw);
  } catch {
    return null; // No binary for this platform, or one that needs a newer libstdc++.
  }
}

async function createWasmParser({ assets, webTreeSitter }: ParserOptions): Promise<PythonParser> {
  const { Parser, Language } = webTreeSitter ?? (load('web-tree-sitter') as typeof WebTreeSitter);
  await Parser.init({ locateFile: (name: string) => findAsset(name, 'web-tree-sitter', assets) });
  const raw = new Parser();
  // The bytes, not the file's name: for that Node.js would load what it needs for modules and for reading asynchronously.
  raw.setLanguage(await Language.load(readFileSync(findAsset('tree-sitter-python.wasm', 'tree-sitter-python', assets))));
  return new RawParser('wasm', raw as unknown as RawEngine);
}

/** Which engine `auto` means, the environment considered. */
function wantedEngine(options: ParserOptions): Engine | 'auto' {
  const wanted = options.engine ?? 'auto';
  const forced = process.env['JITLENS_PARSER'];
  return wanted === 'auto' && (forced === 'native' || forced === 'wasm') ? forced : wanted;
}

// -- What the engines look like ------------------------------------------------------------------------------------------

interface RawRange {
  readonly startIndex: number;
  readonly endIndex: number;
}
interface RawTree {
  readonly rootNode: { readonly hasError: boolean };
  walk(): TreeCursor;
  edit(edit: object): unknown;
  getChangedRanges(other: RawTree): RawRange[];
  delete?(): void;
}
interface RawEngine {
  parse(text: string, old?: RawTree): RawTree | null;
  setLanguage(language: unknown): void;
  reset(): void;
  delete?(): void;
}
type NativeModule = new () => RawEngine;

class Tree implements SyntaxTree {
  raw: RawTree | null;
  readonly hasError: boolean;
  constructor(raw: RawTree) {
    this.raw = raw;
    this.hasError = raw.rootNode.hasError;
  }
  walk(): TreeCursor {
    if (this.raw === null) throw new Error('the syntax tree was deleted');
    return this.raw.walk();
  }
  delete(): void {
    this.raw?.delete?.();
    this.raw = null;
  }
}

class RawParser implements PythonParser {
  readonly engine: Engine;
  private readonly raw: RawEngine;

  constructor(engine: Engine, raw: RawEngine) {
    this.engine = engine;
    this.raw = raw;
  }

  parse(text: string): SyntaxTree {
    return new Tree(this.run(text));
  }

  reparse(old: SyntaxTree, oldText: string, text: string, edit: TextEdit): Reparsed {
    const before = old instanceof Tree ? old.raw : null;
    if (before === null) return { tree: this.parse(text), changed: [{ start: 0, end: text.length }] };
    before.edit({
      startIndex: edit.start,
      oldEndIndex: edit.oldEnd,
      newEndIndex: edit.newEnd,
      startPosition: pointAt(oldText, edit.start),
      oldEndPosition: pointAt(oldText, edit.oldEnd),
      newEndPosition: pointAt(text, edit.newEnd),
    });
    const after = this.run(text, before);
    const changed = before.getChangedRanges(after).map((range) => ({ start: range.startIndex, end: range.endIndex }));
    old.delete();
    return { tree: new Tree(after), changed };
  }

  copy(tree: SyntaxTree, text: string): SyntaxTree {
    return new Tree(this.run(text, (tree instanceof Tree ? tree.raw : null) ?? undefined));
  }

  dispose(): void {
    this.raw.delete?.();
  }

  private run(text: string, old?: RawTree): RawTree {
    const tree = old === undefined ? this.raw.parse(text) : this.raw.parse(text, old);
    if (tree === null) throw new Error('tree-sitter gave no tree');
    return tree;
  }
}

/** tree-sitter's row and column: rows end at \n only, columns are UTF-16 units. */
function pointAt(text: string, offset: number): { row: number; column: number } {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}

// -- Finding files -------------------------------------------------------------------------------------------------------

/** `require` of a CommonJS bundle, or one made for this file when it runs as an ES module. */
function load(name: string): unknown {
  return requireHere()(name);
}

function requireHere(): NodeJS.Require {
  return typeof require === 'function' ? require : createRequire(import.meta.url);
}

/** Where an engine's file lies: the given folder, beside the bundle, or in its package. */
function findAsset(name: string, packageName: string, assets: string | undefined): string {
  const folders = assets === undefined ? [] : [assets];
  if (typeof __dirname === 'string') folders.push(__dirname, join(__dirname, 'assets'));
  for (const folder of folders) {
    const path = join(folder, name);
    if (existsSync(path)) return path;
  }
  try {
    return requireHere().resolve(`${packageName}/${name}`);
  } catch {
    return join(dirname(requireHere().resolve(packageName)), name);
  }
}
