/**
 * The interpreter's short cuts: a second loop for the commonest instructions on the commonest layouts, that keeps the place and the stack's
 * depth in local variables. Whatever it does not know (another layout, an overflow, an error, a call out) it leaves, untouched, to the full loop,
 * which runs one instruction and comes back. So this file decides nothing: each case gives what the full loop would give.
 *
 * Direct build alone: the tracer never gets here. V8 inlines little into a function as large as the full loop, and optimizes it late.
 *
 * Source of the idea: CPython's specialized instructions (PEP 659), PyPy's celldict.py and mapdict.py caches.
 */
import { ops } from '../compile/opcodes';
import { INT_DICT, MutableCell, UNICODE_DICT, W_Dict } from '../runtime/dicts';
import { Block, Frame, W_Builtin, W_Function, W_Generator, type W_Code } from '../runtime/functions';
import { W_RangeIter, W_RangeStepIter, W_SeqIter, W_TupleIter } from '../runtime/iterators';
import { K } from '../runtime/kinds';
import { newList, W_List } from '../runtime/lists';
import { W_Type } from '../runtime/types';
import { vm } from '../runtime/vm';
import {
  newTuple,
  w_False,
  w_None,
  w_True,
  W_Cell,
  W_Float,
  W_Instance,
  W_Tuple,
  W_TupleFF,
  W_TupleII,
  W_TupleOO,
  type W,
} from '../runtime/values';
import type { Ref } from '../machine/types';
import { callBuiltin } from './calls';
import { C } from './continuations';
import {
  findAttribute,
  findBuiltinMethod,
  findClass,
  findGlobal,
  findGlobalCell,
  findMethod,
  findStore,
  type AttributeCache,
  type CellCache,
  type ClassCache,
  type GlobalCache,
  type MethodCache,
  type StoreCache,
} from './quick-caches';

const MAX_SAFE = 9007199254740991;

/** Whether a frame is inside a handler: a generator's takes its exception along when it waits. */
const isHandling = ({ savedExceptions }: Frame): boolean => savedExceptions !== null && savedExceptions.length > 0;

/** Runs from `first` as far as it can. True: `first` is still the current frame. False: another one is, or the run has ended. */
export function quick(first: Frame): boolean {
  let f = first;
  let { opcodes, operands, next, consts, caches, ticks } = f.code;
  let slots = f.slots;
  let sp = f.sp;
  let pc = f.nextPc;
  loop: for (;;) {
    const arg = operands[pc];
    const opcode = opcodes[pc];
    ticks[pc]++;
    /** What a comparison found: a conditional jump behind it takes it at once. */
    let yes: boolean;
    /** A frame to go on with. */
    let entered: Frame | null = null;
    decided: {
      switch (opcode) {
        case ops.LOAD_FAST: {
          const w = slots[arg];
          if (w === null) break loop;
          slots[sp++] = w;
          pc = next[pc];
          continue;
        }
        case ops.LOAD_CONST:
          slots[sp++] = consts[arg];
          pc = next[pc];
          continue;
        case ops.STORE_FAST:
          slots[arg] = slots[--sp];
          pc = next[pc];
          continue;
        case ops.POP_TOP:
          sp--;
          pc = next[pc];
          continue;
        case ops.ROT_TWO: {
          const top = slots[sp - 1];
          slots[sp - 1] = slots[sp - 2];
          slots[sp - 2] = top;
          pc = next[pc];
          continue;
        }
        case ops.ROT_THREE: {
          const top = slots[sp - 1];
          slots[sp - 1] = slots[sp - 2];
          slots[sp - 2] = slots[sp - 3];
          slots[sp - 3] = top;
          pc = next[pc];
          continue;
        }
        case ops.DUP_TOP:
          slots[sp] = slots[sp - 1];
          sp++;
          pc = next[pc];
          continue;
        case ops.DUP_TOP_TWO:
          slots[sp] = slots[sp - 2];
          slots[sp + 1] = slots[sp - 1];
          sp += 2;
          pc = next[pc];
          continue;

        // -- operators --
        case ops.BINARY_ADD:
        case ops.INPLACE_ADD: {
          const a = slots[sp - 2];
          const b = slots[sp - 1];
          if (typeof a === 'number' && typeof b === 'number') {
            const r = a + b;
            if (r > MAX_SAFE || r < -MAX_SAFE) break loop;
            slots[--sp - 1] = r;
          } else {
            const x = a instanceof W_Float ? a.floatval : a;
            const y = b instanceof W_Float ? b.floatval : b;
            if (typeof x !== 'number' || typeof y !== 'number') break loop;
            slots[--sp - 1] = new W_Float(x + y);
          }
          pc = next[pc];
          continue;
        }
        case ops.BINARY_SUBTRACT:
        case ops.INPLACE_SUBTRACT: {
          const a = slots[sp - 2];
          const b = slots[sp - 1];
          if (typeof a === 'number' && typeof b === 'number') {
            const r = a - b;
            if (r > MAX_SAFE || r < -MAX_SAFE) break loop;
            slots[--sp - 1] = r;
          } else {
            const x = a instanceof W_Float ? a.floatval : a;
            const y = b instanceof W_Float ? b.floatval : b;
            if (typeof x !== 'number' || typeof y !== 'number') break loop;
            slots[--sp - 1] = new W_Float(x - y);
          }
          pc = next[pc];
          continue;
        }
        case ops.BINARY_MULTIPLY:
        case ops.INPLACE_MULTIPLY: {
          const a = slots[sp - 2];
          const b = slots[sp - 1];
          if (typeof a === 'number' && typeof b === 'number') {
            const r = a * b;
            if (r > MAX_SAFE || r < -MAX_SAFE) break loop;
            // An int has no -0.
            slots[--sp - 1] = r + 0;
          } else {
            const x = a instanceof W_Float ? a.floatval : a;
            const y = b instanceof W_Float ? b.floatval : b;
            if (typeof x !== 'number' || typeof y !== 'number') break loop;
            slots[--sp - 1] = new W_Float(x * y);
          }
          pc = next[pc];
          continue;
        }
        case ops.BINARY_TRUE_DIVIDE:
        case ops.INPLACE_TRUE_DIVIDE: {
          const a = slots[sp - 2];
          const b = slots[sp - 1];
          const x = a instanceof W_Float ? a.floatval : a;
          const y = b instanceof W_Float ? b.floatval : b;
          if (typeof x !== 'number' || typeof y !== 'number' || y === 0) break loop;
          slots[--sp - 1] = new W_Float(x / y);
          pc = next[pc];
          continue;
        }
        case ops.BINARY_FLOOR_DIVIDE:
        case ops.INPLACE_FLOOR_DIVIDE: {
          const a = slots[sp - 2];
          const b = slots[sp - 1];
          if (typeof a !== 'number' || typeof b !== 'number' || b === 0) break loop;
          const rest = a % b;
          const quotient = (a - rest) / b;
          slots[--sp - 1] = (rest !== 0 && rest < 0 !== b < 0 ? quotient - 1 : quotient) + 0;
          pc = next[pc];
          continue;
        }
        case ops.BINARY_MODULO:
        case ops.INPLACE_MODULO: {
          const a = slots[sp - 2];
          const b = slots[sp - 1];
          if (typeof a !== 'number' || typeof b !== 'number' || b === 0) break loop;
          const rest = a % b;
          slots[--sp - 1] = (rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest) + 0;
          pc = next[pc];
          continue;
        }
        case ops.BINARY_AND:
        case ops.INPLACE_AND: {
          const a = slots[sp - 2];
          const b = slots[sp - 1];
          if (typeof a !== 'number' || typeof b !== 'number' || (a | 0) !== a || (b | 0) !== b) break loop;
          slots[--sp - 1] = a & b;
          pc = next[pc];
          continue;
        }
        case ops.BINARY_OR:
        case ops.INPLACE_OR: {
          const a = slots[sp - 2];
          const b = slots[sp - 1];
          if (typeof a !== 'number' || typeof b !== 'number' || (a | 0) !== a || (b | 0) !== b) break loop;
          slots[--sp - 1] = a | b;
          pc = next[pc];
          continue;
        }
        case ops.BINARY_XOR:
        case ops.INPLACE_XOR: {
          const a = slots[sp - 2];
          const b = slots[sp - 1];
          if (typeof a !== 'number' || typeof b !== 'number' || (a | 0) !== a || (b | 0) !== b) break loop;
          slots[--sp - 1] = a ^ b;
          pc = next[pc];
          continue;
        }
        case ops.BINARY_LSHIFT:
        case ops.INPLACE_LSHIFT: {
          const a = slots[sp - 2];
          const b = slots[sp - 1];
          if (typeof a !== 'number' || typeof b !== 'number' || b < 0 || b > 30) break loop;
          const r = a * (1 << b);
          if (r > MAX_SAFE || r < -MAX_SAFE) break loop;
          slots[--sp - 1] = r;
          pc = next[pc];
          continue;
        }
        case ops.BINARY_RSHIFT:
        case ops.INPLACE_RSHIFT: {
          const a = slots[sp - 2];
          const b = slots[sp - 1];
          if (typeof a !== 'number' || typeof b !== 'number' || (a | 0) !== a || b < 0) break loop;
          slots[--sp - 1] = b > 31 ? a >> 31 : a >> b;
          pc = next[pc];
          continue;
        }
        case ops.UNARY_NEGATIVE: {
          const a = slots[sp - 1];
          if (typeof a === 'number') slots[sp - 1] = 0 - a;
          else if (a instanceof W_Float) slots[sp - 1] = new W_Float(-a.floatval);
          else break loop;
          pc = next[pc];
          continue;
        }
        case ops.COMPARE_OP: {
          const a = slots[sp - 2];
          const b = slots[sp - 1];
          if (typeof a === 'string' && typeof b === 'string') {
            if (arg === 2) yes = a === b;
            else if (arg === 3) yes = a !== b;
            else break loop;
            sp -= 2;
            break decided;
          }
          const x = a instanceof W_Float ? a.floatval : a;
          const y = b instanceof W_Float ? b.floatval : b;
          if (typeof x !== 'number' || typeof y !== 'number') break loop;
          sp -= 2;
          switch (arg) {
            case 0:
              yes = x < y;
              break decided;
            case 1:
              yes = x <= y;
              break decided;
            case 2:
              yes = x === y;
              break decided;
            case 3:
              yes = x !== y;
              break decided;
            case 4:
              yes = x > y;
              break decided;
            default:
              yes = x >= y;
              break decided;
          }
        }
        case ops.IS_OP: {
          const a = slots[sp - 2];
          const b = slots[sp - 1];
          // Ints and floats have no identity of their own.
          if (typeof a !== 'object' || typeof b !== 'object' || a instanceof W_Float) break loop;
          sp -= 2;
          yes = (a === b) === (arg === 0);
          break decided;
        }
        case ops.UNARY_NOT: {
          const a = slots[sp - 1];
          if (a === w_True) yes = false;
          else if (a === w_False || a === w_None) yes = true;
          else if (typeof a === 'number') yes = a === 0;
          else break loop;
          sp--;
          break decided;
        }

        // -- jumps --
        case ops.JUMP_FORWARD:
          pc = next[pc] + (arg >> 1);
          continue;
        case ops.POP_JUMP_IF_FALSE:
        case ops.POP_JUMP_IF_TRUE:
        case ops.JUMP_IF_FALSE_OR_POP:
        case ops.JUMP_IF_TRUE_OR_POP:
        case ops.JUMP_ABSOLUTE: {
          if (opcode !== ops.JUMP_ABSOLUTE) {
            const a = slots[sp - 1];
            let truth: boolean;
            if (a === w_True) truth = true;
            else if (a === w_False || a === w_None) truth = false;
            else if (typeof a === 'number') truth = a !== 0;
            else if (a instanceof W_List) truth = a.storage.length !== 0 && a.strategy.item !== 'none';
            else break loop;
            const taken = truth === (opcode === ops.POP_JUMP_IF_TRUE || opcode === ops.JUMP_IF_TRUE_OR_POP);
            if (opcode === ops.POP_JUMP_IF_TRUE || opcode === ops.POP_JUMP_IF_FALSE || !taken) sp--;
            if (!taken) {
              pc = next[pc];
              continue;
            }
          }
          const target = arg >> 1;
          if (target <= pc) {
            f.sp = sp;
            f.pc = pc;
            f.nextPc = target;
            if (--vm.fuel <= 0) vm.refuelAtBackEdge();
            if (vm.jit?.loopHeader(f, target) === true) return false;
          }
          pc = target;
          continue;
        }
        case ops.FOR_ITER: {
          const it = slots[sp - 1];
          if (it instanceof W_RangeIter) {
            const i = it.current;
            const { stop } = it;
            if (typeof i !== 'number' || typeof stop !== 'number') break loop;
            if (i < stop) {
              it.current = i + 1;
              slots[sp++] = i;
              pc = next[pc];
              continue;
            }
          } else if (it instanceof W_SeqIter) {
            const { list, index } = it;
            if (list !== null && index < list.storage.length && list.strategy.item !== 'none') {
              const item = list.storage[index];
              it.index = index + 1;
              slots[sp++] = list.strategy.item === 'f' ? new W_Float(item as number) : item;
              pc = next[pc];
              continue;
            }
            it.list = null;
          } else if (it instanceof W_TupleIter) {
            const { items, index } = it;
            if (items !== null && index < items.length) {
              it.index = index + 1;
              slots[sp++] = items[index];
              pc = next[pc];
              continue;
            }
            it.items = null;
          } else if (it instanceof W_RangeStepIter) {
            const i = it.current;
            const { remaining, step } = it;
            if (typeof i !== 'number' || typeof remaining !== 'number' || typeof step !== 'number') break loop;
            if (remaining > 0) {
              const after = i + step;
              if (after > MAX_SAFE || after < -MAX_SAFE) break loop;
              it.current = after;
              it.remaining = remaining - 1;
              slots[sp++] = i;
              pc = next[pc];
              continue;
            }
          } else if (it instanceof W_Generator) {
            if (it.running || it.finished || it.flavour !== 'generator' || isHandling(it.frame)) break loop;
            entered = it.frame;
            if (it.started) entered.slots[entered.sp++] = w_None;
            it.running = true;
            it.started = true;
            entered.isBase = false;
            f.cont = C.NEXT;
            f.contArg = next[pc] + (arg >> 1);
            break;
          } else break loop;
          sp--;
          pc = next[pc] + (arg >> 1);
          continue;
        }

        // -- names and attributes --
        case ops.LOAD_NAME:
        case ops.LOAD_GLOBAL: {
          if (opcode === ops.LOAD_NAME && f.locals !== f.globals) break loop;
          let c = caches[pc] as GlobalCache | null;
          if (c === null || c.dict !== f.globals || c.globals !== c.dict.version?.number || c.builtins !== c.builtinsDict.version?.number) {
            c = findGlobal(f, pc, arg);
            if (c === null) break loop;
          }
          slots[sp++] = c.cell === null ? c.value : c.cell.value;
          pc = next[pc];
          continue;
        }
        case ops.STORE_NAME:
        case ops.STORE_GLOBAL: {
          if (opcode === ops.STORE_NAME && f.locals !== f.globals) break loop;
          let c = caches[pc] as CellCache | null;
          if (c === null || c.dict !== f.globals || c.globals !== c.dict.version?.number) {
            c = findGlobalCell(f, pc, arg);
            if (c === null) break loop;
          }
          const { cell } = c;
          const value = slots[sp - 1] as W;
          if (cell.ints && typeof value !== 'number') break loop;
          cell.value = value;
          sp--;
          pc = next[pc];
          continue;
        }
        case ops.LOAD_ATTR: {
          const w = slots[sp - 1];
          if (!(w instanceof W_Instance)) break loop;
          const { map } = w;
          let c = caches[pc] as AttributeCache | null;
          while (c !== null && (c.map !== map || c.version !== map.cls.version.number)) c = c.other;
          if (c === null) {
            c = findAttribute(f.code, pc, arg, map);
            if (c === null) break loop;
          }
          if (c.fget !== null) {
            entered = new Frame(c.fget.code, c.fget.globals);
            entered.slots[0] = w;
            if (c.fget.code.ncells > 0) makeCells(entered.slots, c.fget.code, c.fget);
            f.cont = C.PUSH;
            f.contArg = 1;
            break;
          }
          const value = w.slots[c.index];
          if (value === undefined) break loop;
          slots[sp - 1] = c.isFloat ? new W_Float(value as number) : value;
          pc = next[pc];
          continue;
        }
        case ops.STORE_ATTR: {
          const w = slots[sp - 1];
          if (!(w instanceof W_Instance)) break loop;
          const { map } = w;
          const value = slots[sp - 2];
          let c = caches[pc] as StoreCache | null;
          while (c !== null && (c.map !== map || c.version !== map.cls.version.number)) c = c.other;
          if (c === null) {
            c = findStore(f.code, pc, arg, w, value as W);
            if (c === null) break loop;
          }
          if (c.next !== null) {
            // A new attribute: which map comes next depends on whether the value is held unboxed.
            if (c.unboxing !== map.allowUnboxing) break loop;
            if (c.unboxed !== null) {
              const holds = typeof value === 'number' || typeof value === 'bigint' ? 'i' : value instanceof W_Float ? 'f' : null;
              if (c.unboxed !== holds) break loop;
            }
          }
          if (c.unboxed === null) w.slots[c.index] = value;
          else if (c.unboxed === 'i' && (typeof value === 'number' || typeof value === 'bigint')) w.slots[c.index] = value;
          else if (c.unboxed === 'f' && value instanceof W_Float) w.slots[c.index] = value.floatval;
          else break loop;
          if (c.next !== null) w.map = c.next;
          sp -= 2;
          pc = next[pc];
          continue;
        }
        case ops.LOAD_METHOD: {
          const w = slots[sp - 1];
          let c = caches[pc] as MethodCache | null;
          if (w instanceof W_Instance) {
            const { map } = w;
            while (c !== null && (c.map !== map || c.version !== map.cls.version.number)) c = c.other;
            if (c === null) {
              c = findMethod(f.code, pc, arg, map);
              if (c === null) break loop;
            }
          } else {
            // Builtin types do not change.
            const kind = w instanceof W_List ? K.LIST : typeof w === 'string' ? K.STR : w instanceof W_Dict ? K.DICT : 0;
            if (kind === 0) break loop;
            while (c !== null && c.kind !== kind) c = c.other;
            if (c === null) {
              c = findBuiltinMethod(f.code, pc, arg, kind, w as W);
              if (c === null) break loop;
            }
          }
          slots[sp - 1] = c.func;
          slots[sp++] = w;
          pc = next[pc];
          continue;
        }
        case ops.LOAD_CLOSURE:
          slots[sp++] = slots[f.code.code.nlocals + arg];
          pc = next[pc];
          continue;
        case ops.LOAD_DEREF: {
          const { value } = slots[f.code.code.nlocals + arg] as W_Cell;
          if (value === null) break loop;
          slots[sp++] = value;
          pc = next[pc];
          continue;
        }
        case ops.STORE_DEREF:
          (slots[f.code.code.nlocals + arg] as W_Cell).write(slots[--sp] as W);
          pc = next[pc];
          continue;

        // -- subscripts and displays --
        case ops.BINARY_SUBSCR: {
          const w = slots[sp - 2];
          const key = slots[sp - 1];
          let item: unknown;
          if (w instanceof W_List) {
            if (typeof key !== 'number') break loop;
            const at = key < 0 ? key + w.storage.length : key;
            if (at < 0 || at >= w.storage.length) break loop;
            if (w.strategy.item === 'none') break loop;
            item = w.storage[at];
            if (w.strategy.item === 'f') item = new W_Float(item as number);
          } else if (w instanceof W_Dict) {
            if (w.strategy === UNICODE_DICT ? typeof key !== 'string' : w.strategy !== INT_DICT || typeof key !== 'number') break loop;
            item = w.map.get(key);
            if (item === undefined) break loop;
            if (item instanceof MutableCell) item = item.value;
          } else if (w instanceof W_Tuple) {
            if (typeof key !== 'number') break loop;
            const at = key < 0 ? key + w.items.length : key;
            if (at < 0 || at >= w.items.length) break loop;
            item = w.items[at];
          } else if (w instanceof W_TupleII || w instanceof W_TupleOO) {
            if (key === 0) item = w.v0;
            else if (key === 1) item = w.v1;
            else break loop;
          } else if (typeof w === 'string') {
            if (typeof key !== 'number' || key < 0 || key >= w.length) break loop;
            item = w[key];
          } else break loop;
          slots[--sp - 1] = item;
          pc = next[pc];
          continue;
        }
        case ops.STORE_SUBSCR: {
          const w = slots[sp - 2];
          const key = slots[sp - 1];
          const value = slots[sp - 3] as W;
          if (w instanceof W_List) {
            if (typeof key !== 'number') break loop;
            const at = key < 0 ? key + w.storage.length : key;
            if (at < 0 || at >= w.storage.length) break loop;
            const { item } = w.strategy;
            if (
              item === 'r' ||
              (item === 'i' && (typeof value === 'number' || typeof value === 'bigint')) ||
              (item === 's' && typeof value === 'string')
            )
              w.storage[at] = value;
            else if (item === 'f' && value instanceof W_Float) w.storage[at] = value.floatval;
            else break loop;
          } else if (
            w instanceof W_Dict &&
            (w.strategy === UNICODE_DICT ? typeof key === 'string' : w.strategy === INT_DICT && typeof key === 'number')
          )
            w.map.set(key, value);
          else break loop;
          sp -= 3;
          pc = next[pc];
          continue;
        }
        case ops.UNPACK_SEQUENCE: {
          const w = slots[sp - 1];
          if (w instanceof W_TupleII || w instanceof W_TupleOO) {
            if (arg !== 2) break loop;
            slots[sp - 1] = w.v1;
            slots[sp++] = w.v0;
          } else if (w instanceof W_TupleFF) {
            if (arg !== 2) break loop;
            slots[sp - 1] = new W_Float(w.v1);
            slots[sp++] = new W_Float(w.v0);
          } else if (w instanceof W_Tuple) {
            const { items } = w;
            if (items.length !== arg) break loop;
            sp--;
            for (let i = arg - 1; i >= 0; i--) slots[sp++] = items[i];
          } else break loop;
          pc = next[pc];
          continue;
        }

        case ops.BUILD_TUPLE: {
          const w = newTuple(slots.slice(sp - arg, sp) as W[]);
          sp -= arg;
          slots[sp++] = w;
          pc = next[pc];
          continue;
        }
        case ops.BUILD_LIST: {
          const w = newList(slots.slice(sp - arg, sp) as W[]);
          sp -= arg;
          slots[sp++] = w;
          pc = next[pc];
          continue;
        }
        case ops.LIST_APPEND: {
          const list = slots[sp - 1 - arg] as W_List;
          const w = slots[sp - 1];
          const { item } = list.strategy;
          if (item === 'r' || (item === 'i' && (typeof w === 'number' || typeof w === 'bigint')) || (item === 's' && typeof w === 'string'))
            list.storage.push(w);
          else if (item === 'f' && w instanceof W_Float) list.storage.push(w.floatval);
          else break loop;
          sp--;
          pc = next[pc];
          continue;
        }
        case ops.CONTAINS_OP: {
          const w = slots[sp - 1];
          const key = slots[sp - 2];
          if (
            !(w instanceof W_Dict) ||
            (w.strategy === UNICODE_DICT ? typeof key !== 'string' : w.strategy !== INT_DICT || typeof key !== 'number')
          )
            break loop;
          sp -= 2;
          yes = w.map.has(key) === (arg === 0);
          break decided;
        }

        // -- calls --
        case ops.CALL_FUNCTION:
        case ops.CALL_METHOD: {
          const at = opcode === ops.CALL_FUNCTION ? sp - arg - 1 : sp - arg - 2;
          const func = slots[at];
          // A method's first argument stands between the function and the others; null there: none.
          const from = opcode === ops.CALL_METHOD && slots[at + 1] === null ? at + 2 : at + 1;
          if (func instanceof W_Function) {
            const { code } = func;
            if (code.plainArguments !== sp - from) break loop;
            entered = new Frame(code, func.globals);
            const into = entered.slots;
            for (let i = from; i < sp; i++) into[i - from] = slots[i];
            if (code.ncells > 0) makeCells(into, code, func);
            f.cont = C.PUSH;
            f.contArg = sp - at;
            break;
          }
          f.cont = C.PUSH;
          f.contArg = sp - at;
          if (func instanceof W_Builtin) {
            f.sp = sp;
            f.pc = pc;
            f.nextPc = next[pc];
            const r = callBuiltin(f, func, slots.slice(from, sp) as unknown as Ref[], null);
            if (r === undefined) return false;
            sp = f.sp - f.contArg;
            slots[sp++] = r;
            pc = f.nextPc;
            if (f.entryTick !== 0) break loop;
            continue;
          }
          if (!(func instanceof W_Type)) break loop;
          let c = caches[pc] as ClassCache | null;
          if (c === null || c.cls !== func || c.version !== func.version.number || c.metaclass !== func.metaclass) {
            c = findClass(f.code, pc, func);
            if (c === null) break loop;
          }
          const { init } = c;
          if (init === null) {
            if (from !== sp) break loop;
            sp = at;
            slots[sp++] = new W_Instance(func.maps.empty);
            pc = next[pc];
            continue;
          }
          if (init.code.plainArguments !== sp - from + 1) break loop;
          const instance = new W_Instance(func.maps.empty);
          entered = new Frame(init.code, init.globals);
          entered.slots[0] = instance;
          for (let i = from; i < sp; i++) entered.slots[i - from + 1] = slots[i];
          if (init.code.ncells > 0) makeCells(entered.slots, init.code, init);
          f.cont = C.INIT;
          f.contTemp = instance;
          break;
        }
        case ops.RETURN_VALUE: {
          const { back } = f;
          if (back === null || f.isBase || f.generator !== null) break loop;
          let value = slots[sp - 1];
          if (back.cont === C.INIT) {
            if (value !== w_None) break loop;
            value = back.contTemp;
            back.contTemp = null;
            back.cont = C.PUSH;
          } else if (back.cont !== C.PUSH) break loop;
          vm.depth--;
          vm.frame = back;
          back.sp -= back.contArg;
          back.slots[back.sp++] = value;
          f = back;
          break;
        }
        case ops.YIELD_VALUE: {
          const { back, generator } = f;
          if (back === null || f.isBase || generator === null || back.cont !== C.NEXT || isHandling(f)) break loop;
          const value = slots[--sp];
          f.sp = sp;
          f.pc = pc;
          f.nextPc = next[pc];
          f.back = null;
          generator.running = false;
          vm.depth--;
          vm.frame = back;
          back.slots[back.sp++] = value;
          f = back;
          break;
        }

        // -- exceptions --
        case ops.SETUP_EXCEPT:
        case ops.SETUP_FINALLY:
          f.block = new Block(opcode === ops.SETUP_EXCEPT ? 'except' : 'finally', next[pc] + (arg >> 1), sp, f.block);
          pc = next[pc];
          continue;
        case ops.POP_BLOCK:
          f.block = (f.block as Block).previous;
          pc = next[pc];
          continue;
        default:
          break loop;
      }
      if (entered !== null) {
        f.sp = sp;
        f.pc = pc;
        f.nextPc = next[pc];
        entered.back = f;
        if (++vm.depth > vm.recursionLimit) vm.tooDeep();
        vm.frame = entered;
        if (--vm.fuel <= 0) vm.refuel();
        if (vm.jit?.functionEntry(entered) === true) return false;
        f = entered;
      }
      // Rebuilt by a side exit and not gone on since: the full loop counts its entry.
      if (f.entryTick !== 0) return f === first;
      ({ opcodes, operands, next, consts, caches, ticks } = f.code);
      slots = f.slots;
      sp = f.sp;
      pc = f.nextPc;
      continue;
    }
    // A condition: the jump behind it, which is where most of them lead, needs no object for it.
    const behind = next[pc];
    const jump = opcodes[behind];
    if (jump === ops.POP_JUMP_IF_FALSE || jump === ops.POP_JUMP_IF_TRUE) {
      const target = operands[behind] >> 1;
      if (yes === (jump === ops.POP_JUMP_IF_TRUE)) {
        if (target <= behind) {
          slots[sp++] = yes ? w_True : w_False;
          pc = behind;
        } else {
          ticks[behind]++;
          pc = target;
        }
      } else {
        ticks[behind]++;
        pc = next[behind];
      }
    } else {
      slots[sp++] = yes ? w_True : w_False;
      pc = behind;
    }
  }
  // The full loop does this one, and counts it.
  ticks[pc]--;
  f.sp = sp;
  f.nextPc = pc;
  return f === first;
}

function makeCells(slots: unknown[], code: W_Code, func: W_Function): void {
  const { nlocals, cellvars } = code.code;
  for (let i = 0; i < cellvars.length; i++) slots[nlocals + i] = new W_Cell(null, code.cellFamilies[i]);
  for (const [cell, slot] of code.cellParameters) slots[nlocals + cell] = new W_Cell(slots[slot] as W | null, code.cellFamilies[cell]);
  for (let i = cellvars.length; i < code.ncells; i++) slots[nlocals + i] = func.closure[i - cellvars.length];
}
