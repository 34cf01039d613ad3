/**
 * What CPython warns of when it compiles: code that means something else than it looks like. Sources: CPython's Python/codegen.c (`check_is_arg`,
 * `check_caller`, `check_subscripter`, `check_index`, `codegen_assert`), Python/ast_preprocess.c (control flow that leaves a finally block, PEP 765)
 * and Parser/string_parser.c (`warn_invalid_escape_sequence`), version 3.14.
 */
import type { AnyNode, Module, TopLevel } from '../../syntax/ast';
import { LineIndex } from '../../syntax/positions';
import { walk } from '../../syntax/walk';

export interface SyntaxNotice {
  readonly message: string;
  /** 1-based. */
  readonly line: number;
}

/** In the order of CPython's passes, and of the text within each: escapes (the tokenizer), finally blocks (preprocessing), the rest (generating code). */
export function syntaxWarnings(module: Module, text: string): SyntaxNotice[] {
  const lines = new LineIndex(text);
  const found: { readonly message: string; readonly at: number }[] = [];
  const escapes: typeof found = [];
  const leaving: typeof found = [];
  const hasEscapes = text.includes('\\');
  for (const top of module.body) {
    const warn = (node: { readonly start: number }, message: string): void => void found.push({ message, at: top.base + node.start });
    const inFinally = new FinallyBlocks((node, message) => void leaving.push({ message, at: top.base + node.start }));
    walk(top.stmt, {
      enter: (node, parent) => {
        inFinally.enter(node, parent);
        look(node, warn);
        if (hasEscapes && node.kind === 'Constant' && (node.value.type === 'str' || node.value.type === 'bytes'))
          escapes.push(...badEscapes(node, top, text));
      },
      leave: (node) => inFinally.leave(node),
    });
  }
  return [...escapes, ...leaving, ...found].map(({ message, at }) => ({ message, line: lines.position(at).line + 1 }));
}

type Warn = (node: { readonly start: number }, message: string) => void;

function look(node: AnyNode, warn: Warn): void {
  switch (node.kind) {
    case 'Assert':
      if (node.test.kind === 'Tuple' && node.test.elts.length > 0) warn(node, 'assertion is always true, perhaps remove parentheses?');
      return;
    case 'Compare': {
      let left: AnyNode = node.left;
      node.ops.forEach((op, i) => {
        const right = node.comparators[i] as AnyNode;
        const literal = op === 'is' || op === 'is not' ? (literalType(left) ?? literalType(right)) : null;
        if (literal !== null) warn(node, `"${op}" with '${literal}' literal. Did you mean "${op === 'is' ? '==' : '!='}"?`);
        left = right;
      });
      return;
    }
    case 'Call': {
      const type = node.func.kind === 'Lambda' ? null : typeOf(node.func);
      if (type !== null) warn(node, `'${type}' object is not callable; perhaps you missed a comma?`);
      return;
    }
    case 'Subscript': {
      if (node.ctx !== 'Load') return;
      const type = typeOf(node.value);
      if (type === null) return;
      if (!INDEXED.has(type)) {
        if (type !== 'dict') warn(node, `'${type}' object is not subscriptable; perhaps you missed a comma?`);
        return;
      }
      const index = typeOf(node.slice);
      if (index !== null && index !== 'int' && index !== 'bool')
        warn(node, `${type} indices must be integers or slices, not ${index}; perhaps you missed a comma?`);
      return;
    }
    default:
  }
}

const INDEXED: ReadonlySet<string> = new Set(['str', 'bytes', 'tuple', 'list']);
const CONSTANTS = {
  none: 'NoneType',
  true: 'bool',
  false: 'bool',
  ellipsis: 'ellipsis',
  int: 'int',
  float: 'float',
  complex: 'complex',
  str: 'str',
  bytes: 'bytes',
};
const DISPLAYS: Readonly<Record<string, string>> = {
  Tuple: 'tuple',
  List: 'list',
  ListComp: 'list',
  Dict: 'dict',
  DictComp: 'dict',
  Set: 'set',
  SetComp: 'set',
  GeneratorExp: 'generator',
  Lambda: 'function',
  JoinedStr: 'str',
  TemplateStr: 'string.templatelib.Template',
};

/** The type of what a display or a constant gives; null for what is only known when it runs. */
const typeOf = (node: AnyNode): string | null => (node.kind === 'Constant' ? CONSTANTS[node.value.type] : (DISPLAYS[node.kind] ?? null));

/** The type of a constant whose identity means nothing. */
function literalType(node: AnyNode): string | null {
  if (node.kind === 'Tuple') return node.elts.every((item) => item.kind === 'Constant') ? 'tuple' : null;
  if (node.kind !== 'Constant') return null;
  return ['none', 'true', 'false', 'ellipsis'].includes(node.value.type) ? null : CONSTANTS[node.value.type];
}

/** Knows whether a statement stands in a finally block that it would leave. */
class FinallyBlocks {
  /** What encloses the node, innermost last. */
  private readonly around: ('finally' | 'loop' | 'function')[] = [];
  private readonly openers: AnyNode[] = [];
  private readonly finals = new Set<AnyNode>();
  constructor(private readonly warn: Warn) {}

  enter(node: AnyNode, parent: AnyNode | null): void {
    const open = (what: 'finally' | 'loop' | 'function'): void => {
      this.openers.push(node);
      this.around.push(what);
    };
    if (this.finals.has(node)) open('finally');
    switch (node.kind) {
      case 'Try':
      case 'TryStar':
        for (const stmt of node.finalbody) this.finals.add(stmt);
        return;
      case 'For':
      case 'AsyncFor':
      case 'While':
        return open('loop');
      case 'FunctionDef':
      case 'AsyncFunctionDef':
      case 'Lambda':
      case 'ClassDef':
        return open('function');
      case 'Return':
      case 'Break':
      case 'Continue': {
        // The `else` of a loop belongs to the loop around it; that is seldom enough to be left out.
        const within = this.around.findLast((what) => what !== 'loop' || node.kind !== 'Return');
        if (within === 'finally' && parent !== null) this.warn(node, `'${node.kind.toLowerCase()}' in a 'finally' block`);
        return;
      }
      default:
    }
  }

  leave(node: AnyNode): void {
    while (this.openers.length > 0 && this.openers[this.openers.length - 1] === node) {
      this.openers.pop();
      this.around.pop();
    }
    this.finals.delete(node);
  }
}

/** The pieces of a string literal: prefix, quotes, body. */
const PIECE = /([rRbBuU]{0,2})("""|'''|"|')((?:\\[\s\S]|(?!\2)[\s\S])*)\2/gy;
const BETWEEN = /(?:\s|\\\r?\n|#[^\n]*)*/y;
const UNKNOWN = /\\(?:([4-7][0-7]{2})|[0-7]|[\n\r\\'"abfnrtvx]|([\s\S]))/gu;

/** The first escape of each piece that Python does not know. */
function* badEscapes(node: AnyNode, { base }: TopLevel, text: string): Generator<{ message: string; at: number }> {
  let at = base + node.start;
  const end = base + node.end;
  while (at < end) {
    PIECE.lastIndex = at;
    const piece = PIECE.exec(text);
    if (piece === null) return;
    const [, prefix = '', quotes = '', body = ''] = piece;
    if (!/r/i.test(prefix)) {
      for (const unknown of body.matchAll(UNKNOWN)) {
        const [, octal, letter] = unknown;
        if (octal === undefined && (letter === undefined || (!/b/i.test(prefix) && /[NuU]/.test(letter)))) continue;
        const escape = `\\${octal ?? letter ?? ''}`;
        const kind = octal === undefined ? 'escape' : 'octal escape';
        const message = `"${escape}" is an invalid ${kind} sequence. Such sequences will not work in the future. Did you mean "\\${escape}"? A raw string is also an option.`;
        yield { message, at: piece.index + prefix.length + quotes.length + unknown.index };
        break;
      }
    }
    BETWEEN.lastIndex = PIECE.lastIndex;
    BETWEEN.exec(text);
    at = Math.max(BETWEEN.lastIndex, PIECE.lastIndex);
  }
}
