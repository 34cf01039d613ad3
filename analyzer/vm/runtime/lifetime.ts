/**
 * Which objects a program can still reach, by marking from its roots: what weak references need to know. Nothing counts references here, and V8's
 * collector is not deterministic, so objects die for the program at `gc.collect()`, and when it ends (library/modules/collect.ts).
 *
 * Marking follows the fields of guest values, whatever they are; what has them elsewhere says so: `holds` of an iterator, `sideTables` for values kept
 * beside an object, `extraRoots` for state of modules. Where that is not enough (a native of the host waits on the stack, threads wait, a closure that
 * nobody declared is reachable), marking gives up and everything counts as reachable: an object never dies too early.
 */
import { exceptionDetails } from './errors';
import { Frame, W_Builtin, W_Code, W_Generator } from './functions';
import { W_NativeIter } from './iterators';
import { AttrMap, MapRegistry } from './maps';
import { Version } from './quasi';
import { W_Type } from './types';
import { CellFamily, Obj, W_GetSet, type W_Exception } from './values';
import { vm } from './vm';

/** Guest values that live in the host: the modules, what modules keep. Added when a module is made, emptied with each run. */
export const extraRoots: (() => unknown)[] = [];
/** Values that stand beside an object, in a WeakMap of some module. */
export const sideTables: ((w: object) => unknown)[] = [(w) => exceptionDetails.get(w as W_Exception)];
/** Asked before marking: true when what the host is doing cannot be seen. */
export const blockers: (() => boolean)[] = [];
/** Natives whose functions hold no guest values but those of their fields. */
export const plainNatives = new Set<unknown>();
/** Fields that lead to nothing of the guest's. */
const HOST_FIELDS = new Set(['regex', 'digest', 'jitConstant', 'jitCells', 'subclasses', 'maps', 'cache', 'version', 'real']);

/** How many host runs are inside one another while a program's main module runs and no native has called it back. */
const OUTERMOST = 1;

/** A weak reference: it does not keep what it leads to. */
export interface WeakLink {
  readonly weakTarget: unknown;
}
const isWeak = (o: object): o is WeakLink => 'weakTarget' in o;

/** What is marked, and the weak references among it. */
export interface Reachable {
  readonly marked: ReadonlySet<object>;
  readonly links: readonly WeakLink[];
}

/** Null when marking gave up. */
export function reachable(): Reachable | null {
  if (vm.hostRuns > OUTERMOST || blockers.some((blocked) => blocked())) return null;
  const marked = new Set<object>();
  const links: WeakLink[] = [];
  const work: object[] = [];
  const push = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || marked.has(value)) return;
    marked.add(value);
    work.push(value);
  };
  for (let f = vm.visibleFrame(); f !== null; f = f.back) push(f);
  push(vm.handled);
  for (const root of extraRoots) push(root());
  for (let o = work.pop(); o !== undefined; o = work.pop()) if (!visit(o, push, links)) return null;
  vm.spend(marked.size >> 3);
  return { marked, links };
}

/** False: what the object leads to cannot be seen. */
function visit(o: object, push: (value: unknown) => void, links: WeakLink[]): boolean {
  if (o instanceof Frame) return visitFrame(o, push);
  if (o instanceof Version || o instanceof MapRegistry || o instanceof CellFamily || ArrayBuffer.isView(o)) return true;
  if (o instanceof AttrMap) return (push(o.cls), true);
  if (o instanceof W_Code) return (push(o.consts), true);
  if (o instanceof W_Type) {
    for (const part of [o.mro, o.bases, o.dict, o.metaclass]) push(part);
    return true;
  }
  if (Array.isArray(o)) {
    for (const item of o) push(item);
    return true;
  }
  if (o instanceof Map) {
    // The entries themselves: a map of names answers for what it stands for by its fields.
    for (const [key, value] of mapEntries(o)) {
      push(key);
      push(value);
    }
  }
  if (o instanceof Set) for (const value of o) push(value);
  if (o instanceof Obj) for (const table of sideTables) push(table(o));
  if (isWeak(o)) {
    links.push(o);
    push((o as { callback?: unknown }).callback);
    return true;
  }
  if (o instanceof W_Generator) {
    push(o.handled);
    return o.finished || visitFrame(o.frame, push);
  }
  if (o instanceof W_NativeIter) {
    if (o.holds === null) return false;
    push(o.cls);
    for (const held of o.holds()) push(held);
    return true;
  }
  const open = !(o instanceof W_Builtin || o instanceof W_GetSet || plainNatives.has(o.constructor));
  for (const [name, value] of Object.entries(o)) {
    if (typeof value === 'function' && open) return false;
    if (!HOST_FIELDS.has(name)) push(value);
  }
  return true;
}

/** What a map itself holds, whatever its class makes of iteration. */
function mapEntries(map: Map<unknown, unknown>): [unknown, unknown][] {
  const out: [unknown, unknown][] = [];
  Map.prototype.forEach.call(map, (value: unknown, key: unknown) => void out.push([key, value]));
  return out;
}

function visitFrame(f: Frame, push: (value: unknown) => void): boolean {
  for (let i = 0; i < f.sp; i++) push(f.slots[i]);
  for (const part of [f.code, f.globals, f.locals, f.savedExceptions, f.contTemp, f.generator]) push(part);
  return true;
}
