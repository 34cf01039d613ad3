/** Import statements. After PyPy 3.9's codegen.py. */
import type { Alias, Import, ImportFrom } from '../../../syntax/ast';
import { int } from '../assemble/constants';
import { isFutureImport } from '../future';
import { ops } from '../opcodes';
import { loadNames } from './scopes';
import type { Steps } from './steps';
import type { Unit } from './unit';

export function compileImport(unit: Unit, node: Import): Steps | undefined {
  for (const alias of node.names) {
    unit.loadConst(int(0));
    unit.loadNone();
    unit.emitName(ops.IMPORT_NAME, alias.name);
    if (alias.asname === null) unit.nameOp(alias.name.split('.', 1)[0]!, 'Store');
    else importAs(unit, alias, alias.asname);
  }
  return undefined;
}

/** `import a.b.c as d` binds d to the innermost module. */
function importAs(unit: Unit, alias: Alias, name: string): void {
  const attributes = alias.name.split('.').slice(1);
  for (const [index, attribute] of attributes.entries()) {
    if (index > 0) {
      unit.emit(ops.ROT_TWO);
      unit.emit(ops.POP_TOP);
    }
    unit.emitName(ops.IMPORT_FROM, attribute);
  }
  unit.nameOp(name, 'Store');
  if (attributes.length > 0) unit.emit(ops.POP_TOP);
}

export function compileImportFrom(unit: Unit, node: ImportFrom): Steps | undefined {
  if (isFutureImport(node) && !unit.module.futures.statements.has(node)) {
    unit.fail('from __future__ imports must occur at the beginning of the file', node);
  }
  unit.loadConst(int(node.level));
  loadNames(unit, node.names.map((alias) => alias.name));
  unit.emitName(ops.IMPORT_NAME, node.module ?? '');
  if (node.names.length === 1 && node.names[0]!.name === '*') {
    unit.emit(ops.IMPORT_STAR);
    return undefined;
  }
  for (const alias of node.names) {
    unit.emitName(ops.IMPORT_FROM, alias.name);
    unit.nameOp(alias.asname ?? alias.name, 'Store');
  }
  unit.emit(ops.POP_TOP);
  return undefined;
}
