/** f-strings (PEP 498, PEP 701) and template strings (PEP 750). */
import type { Expr, FormattedValue, Interpolation, JoinedStr, TemplateStr } from '../../../syntax/ast';
import { str, tuple } from '../assemble/constants';
import { FORMAT_FLAGS, ops } from '../opcodes';
import { expression, expressions } from './expressions';
import type { Steps } from './steps';
import type { Unit } from './unit';

const CONVERSIONS: ReadonlyMap<number, number> = new Map([
  [0x73, FORMAT_FLAGS.STR], [0x72, FORMAT_FLAGS.REPR], [0x61, FORMAT_FLAGS.ASCII],
]);

export function* compileJoined(unit: Unit, node: JoinedStr): Steps {
  const before = unit.enter(node);
  yield expressions(unit, node.values);
  if (node.values.length !== 1) unit.emit(ops.BUILD_STRING, node.values.length);
  unit.leave(before);
}

export function* compileFormatted(unit: Unit, node: FormattedValue): Steps {
  const before = unit.enter(node);
  yield expression(unit, node.value);
  let flags = CONVERSIONS.get(node.conversion) ?? 0;
  if (node.format_spec !== null) {
    flags |= FORMAT_FLAGS.HAVE_SPEC;
    yield expression(unit, node.format_spec);
  }
  unit.emit(ops.FORMAT_VALUE, flags);
  unit.leave(before);
}

export function* compileInterpolation(unit: Unit, node: Interpolation): Steps {
  const before = unit.enter(node);
  yield expression(unit, node.value);
  unit.loadConst(str(node.str));
  let flags = CONVERSIONS.get(node.conversion) ?? 0;
  if (node.format_spec !== null) {
    flags |= FORMAT_FLAGS.HAVE_SPEC;
    yield expression(unit, node.format_spec);
  }
  unit.emit(ops.BUILD_INTERPOLATION, flags);
  unit.leave(before);
}

/** A template has one more string than it has interpolations; strings between neighbours are empty. */
export function* compileTemplate(unit: Unit, node: TemplateStr): Steps {
  const before = unit.enter(node);
  const strings: string[] = [];
  const parts: Expr[] = [];
  let text = '';
  for (const value of node.values) {
    if (value.kind === 'Constant') {
      if (value.value.type === 'str') text += value.value.value;
      continue;
    }
    strings.push(text);
    text = '';
    parts.push(value);
  }
  strings.push(text);
  unit.loadConst(tuple(strings.map(str)));
  yield expressions(unit, parts);
  unit.emit(ops.BUILD_TUPLE, parts.length);
  unit.emit(ops.BUILD_TEMPLATE);
  unit.leave(before);
}
