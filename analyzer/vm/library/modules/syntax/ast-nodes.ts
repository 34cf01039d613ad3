/** From the VM's syntax tree to objects of the classes in `_ast`: what `ast.parse` gives. Iterative: a tree may be deep. */
import { parseModule } from '../../../../syntax';
import { compileGuest } from '../../../runtime/importing/guest-code';
import { dictGetStr, W_Dict } from '../../../runtime/dicts';
import { hooks } from '../../../runtime/hooks';
import { newList, listAppend, type W_List } from '../../../runtime/lists';
import { intFromBig, newStr, newTuple, strText, tupleItems, w_Ellipsis, w_False, w_None, w_True, W_Bytes, W_Complex, W_Float, type W } from '../../../runtime/values';
import { defineModule } from '../../define';
import { toArray } from '../../protocols/iterables';

let classes: W_Dict | null = null;
defineModule('_ast_nodes', (m) => {
  classes = null;
  m.def('classes', 1, 1, (dict) => {
    if (dict instanceof W_Dict) classes = dict;
    return w_None;
  });
});

const OPERATORS: ReadonlyMap<string, string> = new Map(Object.entries({ '+': 'Add', '-': 'Sub', '*': 'Mult', '@': 'MatMult', '/': 'Div', '%': 'Mod', '**': 'Pow', '<<': 'LShift', '>>': 'RShift', '|': 'BitOr', '^': 'BitXor', '&': 'BitAnd', '//': 'FloorDiv' }));
const UNARY: ReadonlyMap<string, string> = new Map(Object.entries({ '~': 'Invert', not: 'Not', '+': 'UAdd', '-': 'USub' }));
const COMPARE: ReadonlyMap<string, string> = new Map(Object.entries({ '==': 'Eq', '!=': 'NotEq', '<': 'Lt', '<=': 'LtE', '>': 'Gt', '>=': 'GtE', is: 'Is', 'is not': 'IsNot', in: 'In', 'not in': 'NotIn' }));
/** Where our name of a node is another. */
const RENAMED: ReadonlyMap<string, string> = new Map([['ExprStmt', 'Expr']]);

/** What the conversion sees of a node: its fields by name. */
type Fields = Readonly<Record<string, unknown>> & { readonly kind: string; readonly start: number; readonly end: number };
const isNode = (v: unknown): v is Fields => typeof v === 'object' && v !== null && 'kind' in v && 'start' in v;

/** Line and column (in bytes of UTF-8, as CPython counts) of a UTF-16 offset. */
class Places {
  private readonly starts: number[] = [0];
  constructor(private readonly text: string) {
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) this.starts.push(i + 1);
    }
  }
  at(offset: number): [line: number, column: number] {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= offset) low = middle;
      else high = middle;
    }
    return [low + 1, new TextEncoder().encode(this.text.slice(this.starts[low], offset)).length];
  }
}

/** compile(source, filename, mode, PyCF_ONLY_AST). */
export function parseToNodes(source: string, filename: string, mode: 'exec' | 'eval' | 'single'): W {
  hooks.importModule('_ast', newTuple([]), 0, w_None);
  // Errors are those of compiling: their text and place are CPython's.
  compileGuest(source, filename, mode);
  const text = mode === 'eval' ? source.replace(/^[ \t]+/, '') : source;
  const tree = parseModule(text).module;
  const places = new Places(text);
  const body = newList([]);
  const work: (() => void)[] = [];
  for (const top of tree.body) work.push(() => listAppend(body, make(top.stmt as unknown as Fields, top.base)));
  // Last in, first out: nodes are begun in order.
  const pending = work.reverse();
  const make = (node: Fields, base: number): W => {
    const name = RENAMED.get(node.kind) ?? node.kind;
    if (node.kind === 'identifier') return newStr(String(node.id));
    const cls = dictGetStr(classes as W_Dict, name);
    if (cls === undefined) return w_None;
    const w = hooks.call(hooks.getattr(cls, '__new__'), [cls]);
    const later: (() => void)[] = [];
    for (const field of toArray(hooks.getattr(cls, '_fields'))) setField(w, node, strText(field) ?? '', base, later);
    for (const job of later.reverse()) pending.push(job);
    if ((tupleItems(hooks.getattr(cls, '_attributes')) ?? []).length > 0) {
      const [line, column] = places.at(base + node.start);
      const [endLine, endColumn] = places.at(base + node.end);
      hooks.setattr(w, 'lineno', line);
      hooks.setattr(w, 'col_offset', column);
      hooks.setattr(w, 'end_lineno', endLine);
      hooks.setattr(w, 'end_col_offset', endColumn);
    }
    return w;
  };
  const single = (name: string): W => hooks.call(dictGetStr(classes as W_Dict, name) as W, []);
  const setField = (w: W, node: Fields, field: string, base: number, later: (() => void)[]): void => {
    const value = node[field];
    const set = (v: W): void => hooks.setattr(w, field, v);
    if (field === 'op' && typeof value === 'string') return set(single(node.kind === 'BoolOp' ? (value === 'and' ? 'And' : 'Or') : ((node.kind === 'UnaryOp' ? UNARY : OPERATORS).get(value) as string)));
    if (field === 'ops') return set(newList((value as string[]).map((op) => single(COMPARE.get(op) as string))));
    if (field === 'ctx') return set(single(String(value)));
    if (node.kind === 'Constant' && field === 'value') return set(constantOf(value as never));
    if (node.kind === 'MatchSingleton') return set(value === 'None' ? w_None : value === 'True' ? w_True : w_False);
    if (field === 'kind') return set(places && /^[uU]/.test(text.slice(base + node.start, base + node.start + 1)) ? 'u' : w_None);
    if (field === 'conversion') return set(typeof value === 'number' ? value : typeof value === 'string' ? value.charCodeAt(0) : -1);
    if (Array.isArray(value)) {
      const list: W_List = newList([]);
      set(list);
      for (const item of value) later.push(() => listAppend(list, item === null ? w_None : isNode(item) ? make(item, base) : newStr(String(item))));
      return;
    }
    if (isNode(value)) return void later.push(() => set(make(value, base)));
    if (value === undefined || value === null) return set(field === 'type_ignores' ? newList([]) : w_None);
    set(typeof value === 'boolean' ? Number(value) : typeof value === 'number' ? value : newStr(value as string));
  };
  for (let job = pending.pop(); job !== undefined; job = pending.pop()) job();
  const kind = mode === 'exec' ? 'Module' : mode === 'eval' ? 'Expression' : 'Interactive';
  const content = mode === 'eval' ? hooks.getattr(hooks.getitem(body, 0), 'value') : body;
  return hooks.call(dictGetStr(classes as W_Dict, kind) as W, mode === 'exec' ? [content, newList([])] : [content]);
}

function constantOf(c: { type: string; value?: unknown; imag?: number }): W {
  switch (c.type) {
    case 'none':
      return w_None;
    case 'true':
      return w_True;
    case 'false':
      return w_False;
    case 'int':
      return intFromBig(c.value as bigint);
    case 'float':
      return new W_Float(c.value as number);
    case 'complex':
      return new W_Complex(0, c.imag ?? 0);
    case 'bytes':
      return new W_Bytes(c.value as Uint8Array);
    case 'str':
      return newStr(c.value as string);
    default:
      return w_Ellipsis;
  }
}

/** The source of a tree, for compiling one that a program made or changed. Null for a value that is no tree. */
export function sourceOfNodes(w: W): string | null {
  if (classes === null) return null;
  const cls = dictGetStr(classes, 'AST');
  if (cls === undefined || !hooks.truth(hooks.call(hooks.getattr(hooks.importModule('builtins', newTuple([]), 0, w_None), 'isinstance'), [w, cls]))) return null;
  const unparse = hooks.getattr(hooks.importModule('ast', newTuple(['unparse']), 0, w_None), 'unparse');
  return strText(hooks.call(unparse, [w]));
}
