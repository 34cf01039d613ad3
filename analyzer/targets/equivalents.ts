/**
 * Calls that PyPy cannot see into, and what does the same in a form that it traces. Both sides are rows of the call table; what must be known of
 * the arguments, for the two to be the same, stands with the rewrite (fixes/rewrites/traceable-equivalent.ts).
 */
import type { CallKind } from './calls';

export interface Equivalent {
  /** Which rewrite it is. */
  readonly form:
    | 'ends of a sorted display'
    | 'power step by step'
    | 'stores of an update'
    | 'appends of an extend'
    | 'prefixes one by one'
    | 'copy method';
  /** The opaque call: a row of the call table. */
  readonly opaque: { readonly kind: CallKind; readonly name: string; readonly when: string };
  /** What takes its place, rows too; an operator of ints has none. */
  readonly traced: readonly { readonly kind: CallKind; readonly name: string; readonly when: string }[];
  /** What it does, as a command. */
  readonly title: string;
}

export const EQUIVALENTS: readonly Equivalent[] = [
  {
    form: 'ends of a sorted display',
    opaque: { kind: 'builtin', name: 'sorted', when: 'list of int' },
    traced: [{ kind: 'builtin', name: 'min', when: 'a,b ints' }],
    title: 'take the end of a sorted display with min or max',
  },
  {
    form: 'power step by step',
    opaque: { kind: 'builtin', name: 'pow', when: 'three arguments' },
    traced: [],
    title: 'multiply and take the remainder step by step',
  },
  {
    form: 'stores of an update',
    opaque: { kind: 'method', name: 'dict.update', when: 'dict' },
    traced: [{ kind: 'op', name: 'dict store', when: '' }],
    title: 'store the keys one by one',
  },
  {
    form: 'appends of an extend',
    opaque: { kind: 'method', name: 'list.extend', when: 'list' },
    traced: [{ kind: 'method', name: 'list.append', when: 'int' }],
    title: 'append the items one by one',
  },
  {
    form: 'prefixes one by one',
    opaque: { kind: 'method', name: 'str.startswith', when: 'tuple' },
    traced: [{ kind: 'method', name: 'str.startswith', when: '' }],
    title: 'ask for the prefixes one by one',
  },
  {
    form: 'copy method',
    opaque: { kind: 'library', name: 'copy.copy', when: '' },
    traced: [{ kind: 'method', name: 'list.copy', when: '' }],
    title: 'copy with the method of the container',
  },
];
