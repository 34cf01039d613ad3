/**
 * Descrs as text: what stands between `descr=<` and `>`.
 *
 * PyPy prints byte offsets and sizes that our objects do not have, so a field is its type letter and name
 * (`FieldS pypy...W_IntObject.inst_intval pure`), and a size adds the class, which PyPy leaves out (`SizeDescr 16 W_IntObject`).
 *
 * Source: rpython/jit/backend/llsupport/descr.py, the `repr_of_descr` methods.
 */
import {
  EF,
  type ArrayDescr,
  type CallDescr,
  type Descr,
  type FieldDescr,
  type FunctionConstant,
  type SizeDescr,
  type VTable,
} from '../ir';

/** Guest names may hold anything; what would end the descr early is replaced. */
const clean = (name: string): string => name.replace(/[<>\r\n]/g, '.');

const FIELD_LETTER = { i: 'FieldS', r: 'FieldP', f: 'FieldF' } as const;

export function fieldText(d: FieldDescr): string {
  return `${FIELD_LETTER[d.type]} ${clean(d.name)}${d.pure ? ' pure' : ''}`;
}

export function sizeText(d: SizeDescr): string {
  return `${clean(d.name)} ${clean(d.vtable?.name ?? d.pythonName)}`;
}

/** `Callr 8 ri EF=5 OS=4`; OS only when there is one. */
export function callText(d: CallDescr): string {
  return `${clean(d.name)} EF=${d.effect}${d.oopspec === 0 ? '' : ` OS=${d.oopspec}`}`;
}

/** The whole `descr=` part of an operation. */
export function descrText(d: Descr): string {
  switch (d.kind) {
    case 'target':
      return `TargetToken(${d.id})`;
    case 'loop':
      return `<Loop${d.number}>`;
    case 'guard':
      return `<Guard0x${d.id.toString(16)}>`;
    case 'field':
      return `<${fieldText(d)}>`;
    case 'array':
      return `<${arrayText(d)}>`;
    case 'size':
      return `<${sizeText(d)}>`;
    case 'call':
      return `<${callText(d)}>`;
    case 'finish':
      return `<${d.name}>`;
  }
}

export const arrayText = (d: ArrayDescr): string => clean(d.name);

/**
 * The form descrs are looked up by: without what varies between PyPy versions and ours (offsets, `pure`, EF of calls
 * stays). `FieldU`, unsigned and small fields, counts as `FieldS`.
 */
export function lookupKey(text: string): string {
  const field = /^Field([SPFU]) (.*?)(?: -?\d+)?(?: pure)?$/.exec(text);
  if (field) return `Field${field[1] === 'U' ? 'S' : (field[1] ?? '')} ${field[2] ?? ''}`;
  return text.trim();
}

/** Effect class and oopspec written in a call's descr; CAN_RAISE and none where the text does not say. */
export function callEffects(text: string): { name: string; effect: number; oopspec: number } {
  const effect = /\bEF=(\d+)/.exec(text);
  const oopspec = /\bOS=(\d+)/.exec(text);
  return {
    name: text.replace(/\s+(?:EF|OS)=.*$/, ''),
    effect: effect ? Number(effect[1]) : EF.CAN_RAISE,
    oopspec: oopspec ? Number(oopspec[1]) : 0,
  };
}

/** How a class or function constant prints inside ConstClass(...). */
export const constClassText = (c: VTable | FunctionConstant): string => c.name.replace(/[(),\r\n]/g, '.');
