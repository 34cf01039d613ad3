/**
 * String, bytes, f-string and t-string tokens and their replacement fields.
 *
 * The literal text is cut from the source between the fields and decoded here; tree-sitter's own pieces of it are not
 * visited. A format spec is met before it is known whether the string around it is raw: its text waits in
 * `Lowering.pendingSpecs`.
 */
import type { Constant, Expr, FormattedValue, Interpolation, JoinedStr, Name } from '../ast';
import { decodeBytes, decodeText } from './escapes';
import type { Concrete, InterpolationParts, StringParts, Value } from './item';
import { inField, ofKind } from './item';
import type { Lowering } from './lowering';
import { mergeConstants, mergeStrings } from './merge-strings';

export function string(node: Concrete, lowering: Lowering): Value {
  const { start, end, items } = node;
  const open = ofKind(node, 'string_start');
  const close = ofKind(node, 'string_end');
  if (open === undefined || close === undefined || close.start === close.end) return { kind: 'ErrorExpr', start, end };
  const opening = lowering.slice(open.start, open.end);
  const prefix = opening.replace(/["']+$/, '').toLowerCase();
  const bodyEnd = end - (opening.length - prefix.length); // The scanner's own string_end may swallow a raw string's backslashes.
  const raw = prefix.includes('r');
  const flavour = prefix.includes('b') ? 'bytes' : prefix.includes('f') ? 'f' : prefix.includes('t') ? 't' : 'str';
  const pieces: Expr[] = [];
  if (flavour === 'bytes') {
    const { value, problems } = decodeBytes(lowering.slice(open.end, bodyEnd), raw);
    for (const { at, reason, message } of problems) {
      lowering.gaps.push({ start: open.end + at, end: open.end + at + 1, reason, message });
    }
    pieces.push({ kind: 'Constant', start, end, value: { type: 'bytes', value } });
  } else if (flavour === 'str') {
    pieces.push({ ...text(lowering, open.end, bodyEnd, raw, false), start, end });
  } else {
    decodeSpecs(lowering, start, raw);
    let at = open.end;
    for (const { value, start: from, end: to } of items) {
      if (value?.kind !== '#interpolation') continue;
      if (from > at) pieces.push(text(lowering, at, from, raw, true));
      at = to;
      if (value.debug !== null) pieces.push(value.debug);
      pieces.push(flavour === 't' ? asInterpolation(value) : value.value);
    }
    if (bodyEnd > at) pieces.push(text(lowering, at, bodyEnd, raw, true));
  }
  return { kind: '#string', flavour, pieces, start, end };
}

export function concatenatedString(node: Concrete, lowering: Lowering): Value {
  const { start, end } = node;
  const parts: StringParts[] = [];
  for (const { value } of node.items) {
    if (value?.kind === '#string') parts.push(value);
    else if (value?.kind === 'ErrorExpr') return { kind: 'ErrorExpr', start, end };
  }
  const merged = mergeStrings(parts, start, end);
  return typeof merged === 'string' ? lowering.errorExpr(start, end, merged) : merged;
}

/** `{expr}`, `{expr!r}`, `{expr=}`, `{expr:spec}`. */
export function interpolation(node: Concrete, lowering: Lowering): InterpolationParts {
  const { start, end, items } = node;
  const expression = inField(node, 'expression');
  if (expression?.kind === 'named_expression') return walrusSpec(node, expression.value, lowering);
  const spec = ofKind(node, 'format_specifier')?.value;
  const format_spec = spec?.kind === 'JoinedStr' ? spec : null;
  const conversionItem = ofKind(node, 'type_conversion');
  let conversion = -1;
  if (conversionItem !== undefined) {
    const letter = lowering.slice(conversionItem.start + 1, conversionItem.end);
    if (/^[sra]$/.test(letter)) conversion = letter.charCodeAt(0);
    else lowering.error(conversionItem.start, conversionItem.end, `invalid conversion character ${letter}: expected s, r or a`);
  }
  const value = lowering.expr(expression, node);
  const equals = items.findIndex((item) => item.kind === "'='");
  let debug: Constant | null = null;
  if (equals !== -1 && expression !== undefined) {
    const from = items[0]!.end;
    const to = items[equals + 1]?.start ?? end;
    debug = { kind: 'Constant', start: from, end: to, value: { type: 'str', value: fieldText(lowering, from, to) } };
    if (conversion === -1 && format_spec === null) conversion = 'r'.charCodeAt(0);
  }
  const source =
    expression === undefined ? '' : fieldText(lowering, items[0]!.end, items[items.indexOf(expression) + 1]?.start ?? expression.end);
  return { kind: '#interpolation', debug, source, value: { kind: 'FormattedValue', start, end, value, conversion, format_spec } };
}

/** `{x:=10}`, which the grammar takes for `x := 10`, is `x` with the format spec `=10`. */
function walrusSpec(node: Concrete, value: Value | null, lowering: Lowering): InterpolationParts {
  const { start, end } = node;
  const name: Expr =
    value?.kind === 'NamedExpr' ? { ...(value.target as Name), ctx: 'Load' } : lowering.errorExpr(start, end, 'expected an expression');
  const from = name.end + lowering.slice(name.end, end).indexOf(':');
  const spec = formatSpecifier({ kind: 'format_specifier', start: from, end: end - 1, items: [] }, lowering);
  if (lowering.slice(from, end - 1).includes('{')) lowering.gap(from, end - 1, 'a format spec that starts with = and holds fields');
  const field: FormattedValue = { kind: 'FormattedValue', start, end, value: name, conversion: -1, format_spec: spec };
  return { kind: '#interpolation', debug: null, source: lowering.slice(start + 1, name.end), value: field };
}

/** `:spec`, up to the closing brace. */
export function formatSpecifier(node: Concrete, lowering: Lowering): JoinedStr {
  const { start, end } = node;
  const values: Expr[] = [];
  const undecoded: Constant[] = [];
  let at = start + 1;
  const literal = (to: number): void => {
    if (to <= at) return;
    const constant: Constant = { kind: 'Constant', start: at, end: to, value: { type: 'str', value: '' } };
    undecoded.push(constant);
    values.push(constant);
  };
  for (const { value, start: from, end: to } of node.items) {
    if (value?.kind !== '#interpolation') continue;
    literal(from);
    if (value.debug !== null) values.push(value.debug);
    values.push(value.value);
    at = to;
  }
  literal(end);
  const spec: JoinedStr = { kind: 'JoinedStr', start, end, values };
  lowering.pendingSpecs.push({ spec, undecoded });
  return spec;
}

/** Decode the format specs met since the string began. */
function decodeSpecs(lowering: Lowering, start: number, raw: boolean): void {
  const { pendingSpecs } = lowering;
  while (pendingSpecs.length > 0 && pendingSpecs[pendingSpecs.length - 1]!.spec.start >= start) {
    const { spec, undecoded } = pendingSpecs.pop()!;
    for (const constant of undecoded) {
      (constant as { value: Constant['value'] }).value = text(lowering, constant.start, constant.end, raw, false).value;
    }
    (spec as { values: readonly Expr[] }).values = mergeConstants(spec.values);
  }
}

function asInterpolation(parts: InterpolationParts): Interpolation {
  const { start, end, value, conversion, format_spec } = parts.value as FormattedValue;
  return { kind: 'Interpolation', start, end, value, str: parts.source.trimEnd(), conversion, format_spec };
}

/** The literal text between two offsets, decoded. */
function text(lowering: Lowering, start: number, end: number, raw: boolean, braces: boolean): Constant {
  const { value, problems } = decodeText(lowering.slice(start, end), { raw, bytes: false, braces });
  for (const { at, reason, message } of problems) lowering.gaps.push({ start: start + at, end: start + at + 1, reason, message });
  return { kind: 'Constant', start, end, value: { type: 'str', value } };
}

/** The source between two offsets of a replacement field, as CPython quotes it: without comments, lines ending in \n. */
function fieldText(lowering: Lowering, start: number, end: number): string {
  const { comments } = lowering;
  let out = '';
  let to = end;
  for (let index = comments.length - 1; index >= 0 && comments[index]!.start >= start; index--) {
    const comment = comments[index]!;
    if (comment.end > to) continue;
    out = lowering.slice(comment.end, to) + out;
    to = comment.start;
  }
  return (lowering.slice(start, to) + out).replace(/\r\n?/g, '\n');
}
