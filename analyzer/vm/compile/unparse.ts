/**
 * Source text of an expression, for string annotations: PyPy's interpreter/astcompiler/unparse.py and CPython's
 * Python/ast_unparse.c, parentheses only where precedence asks for them.
 */
import type { Arguments, Arg, Comprehension, Expr, FormattedValue, Interpolation, JoinedStr, Lambda, TemplateStr } from '../../syntax/ast';

/** Binding strength, as in ast_unparse.c. */
const Level = {
  Tuple: 0, Test: 1, Or: 2, And: 3, Not: 4, Compare: 5, BitOr: 6, BitXor: 7, BitAnd: 8, Shift: 9, Arith: 10, Term: 11, Factor: 12, Power: 13,
  Await: 14, Atom: 15,
} as const;
type Level = number;

const BINARY_LEVEL: Readonly<Record<string, Level>> = {
  '|': Level.BitOr, '^': Level.BitXor, '&': Level.BitAnd, '<<': Level.Shift, '>>': Level.Shift, '+': Level.Arith, '-': Level.Arith,
  '*': Level.Term, '@': Level.Term, '/': Level.Term, '%': Level.Term, '//': Level.Term, '**': Level.Power,
};

type Part = string | { readonly node: Expr; readonly level: Level };

/** The text of an expression. Work list instead of recursion: a part is text, or an expression in the context of a level. */
export function unparse(root: Expr): string {
  const out: string[] = [];
  const stack: Part[] = [{ node: root, level: Level.Test }];
  while (stack.length > 0) {
    const part = stack.pop()!;
    if (typeof part === 'string') {
      out.push(part);
      continue;
    }
    const parts = partsOf(part.node, part.level);
    for (let index = parts.length - 1; index >= 0; index--) stack.push(parts[index]!);
  }
  return out.join('');
}

const at = (node: Expr, level: Level): Part => ({ node, level });

function wrapped(parts: Part[], own: Level, context: Level): Part[] {
  return context > own ? ['(', ...parts, ')'] : parts;
}

function separated(items: readonly Part[][], separator: string): Part[] {
  return items.flatMap((item, index) => (index === 0 ? item : [separator, ...item]));
}

const list = (nodes: readonly Expr[], level: Level = Level.Test): Part[] => separated(nodes.map((node) => [at(node, level)]), ', ');

function partsOf(node: Expr, level: Level): Part[] {
  switch (node.kind) {
    case 'Name':
      return [node.id];
    case 'Constant':
      return [constantText(node)];
    case 'Attribute': {
      const isInt = node.value.kind === 'Constant' && node.value.value.type === 'int';
      return [at(node.value, Level.Atom), isInt ? ' .' : '.', node.attr];
    }
    case 'Subscript':
      return [at(node.value, Level.Atom), '[', at(node.slice, Level.Tuple), ']'];
    case 'Slice': {
      const parts: Part[] = node.lower === null ? [] : [at(node.lower, Level.Test)];
      parts.push(':');
      if (node.upper !== null) parts.push(at(node.upper, Level.Test));
      if (node.step !== null) parts.push(':', at(node.step, Level.Test));
      return parts;
    }
    case 'Tuple':
      if (node.elts.length === 0) return ['()'];
      return wrapped(node.elts.length === 1 ? [at(node.elts[0]!, Level.Test), ','] : list(node.elts), Level.Tuple, level);
    case 'List':
      return ['[', ...list(node.elts), ']'];
    case 'Set':
      return ['{', ...list(node.elts), '}'];
    case 'Dict':
      return ['{', ...separated(node.values.map((value, index) => {
        const key = node.keys[index] ?? null;
        return key === null ? ['**', at(value, Level.BitOr)] : [at(key, Level.Test), ': ', at(value, Level.Test)];
      }), ', '), '}'];
    case 'BinOp': {
      const own = BINARY_LEVEL[node.op]!;
      const rightAssociative = node.op === '**';
      return wrapped([at(node.left, own + Number(rightAssociative)), ` ${node.op} `, at(node.right, own + Number(!rightAssociative))], own, level);
    }
    case 'UnaryOp': {
      const own = node.op === 'not' ? Level.Not : Level.Factor;
      return wrapped([node.op === 'not' ? 'not ' : node.op, at(node.operand, own)], own, level);
    }
    case 'BoolOp': {
      const own = node.op === 'or' ? Level.Or : Level.And;
      return wrapped(separated(node.values.map((value) => [at(value, own + 1)]), ` ${node.op} `), own, level);
    }
    case 'Compare': {
      const parts: Part[] = [at(node.left, Level.Compare + 1)];
      node.comparators.forEach((comparator, index) => parts.push(` ${node.ops[index]!} `, at(comparator, Level.Compare + 1)));
      return wrapped(parts, Level.Compare, level);
    }
    case 'IfExp':
      return wrapped([at(node.body, Level.Test + 1), ' if ', at(node.test, Level.Test + 1), ' else ', at(node.orelse, Level.Test)], Level.Test, level);
    case 'NamedExpr':
      return wrapped([at(node.target, Level.Atom), ' := ', at(node.value, Level.Atom)], Level.Tuple, level);
    case 'Lambda':
      return wrapped(lambdaParts(node), Level.Test, level);
    case 'Call':
      return callParts(node);
    case 'Starred':
      return ['*', at(node.value, Level.BitOr)];
    case 'Await':
      return wrapped(['await ', at(node.value, Level.Atom)], Level.Await, level);
    case 'Yield':
      return node.value === null ? ['(yield)'] : ['(yield ', at(node.value, Level.Tuple), ')'];
    case 'YieldFrom':
      return ['(yield from ', at(node.value, Level.Test), ')'];
    case 'ListComp':
      return ['[', at(node.elt, Level.Test), ...loops(node.generators), ']'];
    case 'SetComp':
      return ['{', at(node.elt, Level.Test), ...loops(node.generators), '}'];
    case 'GeneratorExp':
      return ['(', at(node.elt, Level.Test), ...loops(node.generators), ')'];
    case 'DictComp':
      return ['{', at(node.key, Level.Test), ': ', at(node.value, Level.Test), ...loops(node.generators), '}'];
    case 'JoinedStr':
      return ['f', quote(templateText(node))];
    case 'TemplateStr':
      return ['t', quote(templateText(node))];
    case 'FormattedValue':
    case 'Interpolation':
      return ['f', quote(fieldText(node))];
    case 'ErrorExpr':
      return [];
  }
}

function callParts(node: Expr & { readonly kind: 'Call' }): Part[] {
  const only = node.args.length === 1 && node.keywords.length === 0 ? node.args[0]! : null;
  if (only?.kind === 'GeneratorExp') return [at(node.func, Level.Atom), at(only, Level.Test)];
  const items: Part[][] = node.args.map((argument) => [at(argument, Level.Test)]);
  for (const keyword of node.keywords) items.push([keyword.arg === null ? '**' : `${keyword.arg}=`, at(keyword.value, Level.Test)]);
  return [at(node.func, Level.Atom), '(', ...separated(items, ', '), ')'];
}

function lambdaParts(node: Lambda): Part[] {
  const parameters = parameterParts(node.args);
  return [parameters.length === 0 ? 'lambda' : 'lambda ', ...parameters, ': ', at(node.body, Level.Test)];
}

function parameterParts(args: Arguments): Part[] {
  const items: Part[][] = [];
  const positional = [...args.posonlyargs, ...args.args];
  const withDefault = (arg: Arg, value: Expr | null | undefined): Part[] => (value ? [arg.arg, '=', at(value, Level.Test)] : [arg.arg]);
  positional.forEach((arg, index) => {
    items.push(withDefault(arg, args.defaults[index - positional.length + args.defaults.length]));
    if (index + 1 === args.posonlyargs.length) items.push(['/']);
  });
  if (args.vararg !== null) items.push([`*${args.vararg.arg}`]);
  else if (args.kwonlyargs.length > 0) items.push(['*']);
  args.kwonlyargs.forEach((arg, index) => items.push(withDefault(arg, args.kw_defaults[index])));
  if (args.kwarg !== null) items.push([`**${args.kwarg.arg}`]);
  return separated(items, ', ');
}

function loops(generators: readonly Comprehension[]): Part[] {
  return generators.flatMap((generator) => [
    generator.is_async ? ' async for ' : ' for ', at(generator.target, Level.Tuple), ' in ', at(generator.iter, Level.Test + 1),
    ...generator.ifs.flatMap((condition): Part[] => [' if ', at(condition, Level.Test + 1)]),
  ]);
}

// -- Strings ---------------------------------------------------------------------------------------------------------------

function templateText(node: JoinedStr | TemplateStr): string {
  return node.values.map((value) => {
    if (value.kind === 'Constant' && value.value.type === 'str') return value.value.value.replace(/[{}]/g, '$&$&');
    return value.kind === 'FormattedValue' || value.kind === 'Interpolation' ? fieldText(value) : '';
  }).join('');
}

/** Format specs nest two deep at most, so this recursion is bounded by the grammar. */
function fieldText(node: FormattedValue | Interpolation): string {
  const value = unparse(node.value);
  const conversion = node.conversion < 0 ? '' : `!${String.fromCodePoint(node.conversion)}`;
  const spec = node.format_spec === null ? '' : `:${templateText(node.format_spec)}`;
  return `{${value.startsWith('{') ? ' ' : ''}${value}${conversion}${spec}}`;
}

function constantText(node: Expr & { readonly kind: 'Constant' }): string {
  const { value } = node;
  switch (value.type) {
    case 'none':
      return 'None';
    case 'true':
      return 'True';
    case 'false':
      return 'False';
    case 'ellipsis':
      return '...';
    case 'int':
      return value.value.toString();
    case 'float':
      return floatText(value.value);
    case 'complex':
      return `${floatText(value.imag).replace(/\.0$/, '')}j`;
    case 'str':
      return quote(value.value);
    case 'bytes':
      return `b${quote(String.fromCharCode(...value.value), true)}`;
  }
}

/** repr() of a float; infinity as a literal that overflows. */
export function floatText(value: number): string {
  if (value === Infinity) return '1e309';
  const text = String(value);
  const exponent = /^(.*)e([+-])(\d+)$/.exec(text);
  if (exponent !== null) return `${exponent[1]!}e${exponent[2]!}${exponent[3]!.padStart(2, '0')}`;
  if (Math.abs(value) >= 1e16) {
    const [digits, power] = value.toExponential().split('e');
    return `${digits!}e${power!}`;
  }
  if (value !== 0 && Math.abs(value) < 1e-4) {
    const [digits, power] = value.toExponential().split('e-');
    return `${digits!}e-${power!.padStart(2, '0')}`;
  }
  return text.includes('.') ? text : `${text}.0`;
}

/** repr() of a str (or of bytes, given as Latin-1 text). */
export function quote(text: string, isBytes = false): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = mark;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (char === mark || char === '\\') out += `\\${char}`;
    else if (char === '\n') out += '\\n';
    else if (char === '\r') out += '\\r';
    else if (char === '\t') out += '\\t';
    else if (code < 0x20 || code === 0x7f || (isBytes && code > 0x7e)) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (code < 0x7f) out += char;
    else if (/[\p{C}\p{Zl}\p{Zp}\p{Zs}]/u.test(char)) {
      out += code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
    } else out += char;
  }
  return out + mark;
}
