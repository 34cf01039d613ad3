/**
 * Virtualize objects until they escape.
 *
 *     p1 = new_with_vtable(descr=<SizeDescr 16>)
 *     setfield_gc(p1, i0, descr=<... intval>)          (nothing)
 *     i2 = getfield_gc_i(p1, descr=<... intval>)  ->
 *     i3 = int_add(i2, 1)                              i3 = int_add(i0, 1)
 *
 * Source: rpython/jit/metainterp/optimizeopt/virtualize.py, PyPy 7.3.11. Raw buffers and arrays of structs are not modelled.
 */
import { ConstInt, Operation, type ArrayDescr, type CallDescr, type FieldDescr, type SizeDescr } from '../../ir';
import { ptrInfo, replacement } from '../facts/forwarding';
import { ArrayInfo, CONST_NULL, ObjectInfo, PreambleOp, reasonableArrayIndex, zeroOf } from '../facts/info';
import { InvalidLoop } from '../facts/invalid-loop';
import { storeFinalBoxesInGuard } from '../guards';
import { Emission, Pass, type PassResult } from '../pass';
import { OS } from './oopspec';

export class OptVirtualize extends Pass {
  private lastGuardNotForced2: Operation | null = null;

  propagateForward(op: Operation): PassResult {
    switch (op.name) {
      case 'new_with_vtable':
      case 'new':
        return this.makeVirtual(op, op.descr as SizeDescr);
      case 'new_array':
      case 'new_array_clear':
        return this.newArray(op);
      case 'getfield_gc_i':
      case 'getfield_gc_r':
      case 'getfield_gc_f':
        return this.getField(op);
      case 'setfield_gc':
        return this.setField(op);
      case 'getarrayitem_gc_i':
      case 'getarrayitem_gc_r':
      case 'getarrayitem_gc_f':
        return this.getItem(op);
      case 'setarrayitem_gc':
        return this.setItem(op);
      case 'arraylen_gc': {
        const info = ptrInfo(op.args[0]!);
        if (info instanceof ArrayInfo && info.isVirtual()) return this.makeConstantInt(op, info.length);
        this.optimizer.makeNonnull(op.args[0]!);
        return this.emit(op);
      }
      case 'guard_no_exception':
      case 'guard_not_forced':
        return this.lastEmitted === 'removed' ? null : this.emit(op);
      case 'guard_not_forced_2':
        this.lastGuardNotForced2 = op;
        return null;
      case 'finish':
        return this.finish(op);
      case 'call_may_force_r':
        return this.forceVirtualRef(op) ? null : this.emit(op);
      case 'cond_call':
      case 'call_n':
        return this.forcesVirtualizable(op) ? null : this.emit(op);
      case 'virtual_ref':
        return this.virtualRef(op);
      case 'virtual_ref_finish':
        return this.virtualRefFinish(op);
      default:
        return this.emit(op);
    }
  }

  // -- objects --

  private makeVirtual(op: Operation, descr: SizeDescr): null {
    this.replaceOpWith(op, op.name).forwarded = new ObjectInfo(descr.vtable, descr, true);
    return null;
  }

  private getField(op: Operation): PassResult {
    const info = ptrInfo(op.args[0]!);
    if (info instanceof ObjectInfo && info.isVirtual()) {
      const descr = op.descr as FieldDescr;
      const known = info.fields.get(descr) ?? zeroOf(descr.type);
      return this.makeEqualTo(op, this.optimizer.forceOpFromPreamble(known));
    }
    this.optimizer.makeNonnull(op.args[0]!);
    return this.emit(op);
  }

  private setField(op: Operation): PassResult {
    const info = ptrInfo(op.args[0]!);
    if (info instanceof ObjectInfo && info.isVirtual()) {
      info.fields.set(op.descr as FieldDescr, replacement(op.args[1]!));
      return null;
    }
    this.optimizer.makeNonnull(op.args[0]!);
    return this.emit(op);
  }

  // -- arrays --

  private newArray(op: Operation): PassResult {
    const size = this.constantBox(op.args[0]!);
    if (!(size instanceof ConstInt) || !reasonableArrayIndex(Number(size.value))) return this.emit(op);
    const info = new ArrayInfo(op.descr as ArrayDescr, true, Number(size.value), op.name === 'new_array_clear');
    // With the length as a constant, whatever it was computed from.
    this.replaceOpWith(op, op.name, [new ConstInt(size.value)]).forwarded = info;
    return null;
  }

  private getItem(op: Operation): PassResult {
    const info = ptrInfo(op.args[0]!);
    const index = this.constantBox(op.args[1]!);
    if (info instanceof ArrayInfo && info.isVirtual() && index instanceof ConstInt) {
      const item = info.getItem(Number(index.value));
      if (item === null) throw new InvalidLoop('reading uninitialized virtual array items');
      return this.makeEqualTo(op, item instanceof PreambleOp ? this.optimizer.forceOpFromPreamble(item) : item);
    }
    this.optimizer.makeNonnull(op.args[0]!);
    return this.emit(op);
  }

  private setItem(op: Operation): PassResult {
    const info = ptrInfo(op.args[0]!);
    const index = this.constantBox(op.args[1]!);
    if (info instanceof ArrayInfo && info.isVirtual() && index instanceof ConstInt) {
      info.setItem(Number(index.value), replacement(op.args[2]!));
      return null;
    }
    this.optimizer.makeNonnull(op.args[0]!);
    return this.emit(op);
  }

  // -- frames --

  /** The frame's last guard stands right before the finish, with the frame as it is there. */
  private finish(op: Operation): PassResult {
    const guard = this.lastGuardNotForced2;
    if (guard === null) return this.emit(op);
    this.lastEmitted = op;
    return new Emission(op, () => {
      const operations = this.optimizer.newOperations;
      operations.splice(operations.length - 1, 0, storeFinalBoxesInGuard(this.optimizer, guard, []));
    });
  }

  private virtualRef(op: Operation): PassResult {
    const descrs = this.optimizer.params.virtualRef;
    if (descrs === null) return this.makeEqualTo(op, op.args[0]!);
    // The reference is a small virtual object: forcing it does not force the frame it stands for.
    const made = new Operation('new_with_vtable', [], descrs.size);
    const info = new ObjectInfo(descrs.size.vtable, descrs.size, true);
    made.forwarded = info;
    op.forwarded = made;
    const token = new Operation('force_token', []);
    token.at = op.at;
    info.fields.set(descrs.token, token);
    info.fields.set(descrs.forced, CONST_NULL);
    return this.emit(token);
  }

  private virtualRefFinish(op: Operation): PassResult {
    const descrs = this.optimizer.params.virtualRef;
    if (descrs === null) return null;
    const [ref, frame] = op.args;
    const store = (args: Operation['args'], descr: FieldDescr): void => {
      const set = new Operation('setfield_gc', args, descr);
      set.at = op.at;
      this.optimizer.sendExtraOperation(set);
    };
    const forced = this.constantBox(frame!);
    if (forced === null || forced.value !== null) store(op.args, descrs.forced);
    store([ref!, CONST_NULL], descrs.token);
    return null;
  }

  /** A reference that was forced already while tracing: the frame is known. */
  private forceVirtualRef(op: Operation): boolean {
    const descrs = this.optimizer.params.virtualRef;
    if ((op.descr as CallDescr).oopspec !== OS.JIT_FORCE_VIRTUAL || descrs === null) return false;
    const info = ptrInfo(op.args[1]!);
    if (!(info instanceof ObjectInfo) || !info.isVirtual()) return false;
    const [token, forced] = [info.fields.get(descrs.token), info.fields.get(descrs.forced)];
    if (!token || !forced || token instanceof PreambleOp || forced instanceof PreambleOp) return false;
    if (!ptrInfo(token)?.isNull() || (ptrInfo(forced)?.isNull() ?? true)) return false;
    this.makeEqualTo(op, forced);
    this.lastEmitted = 'removed';
    return true;
  }

  /** A virtual frame needs no check that it is up to date. */
  private forcesVirtualizable(op: Operation): boolean {
    if ((op.descr as CallDescr | null)?.oopspec !== OS.JIT_FORCE_VIRTUALIZABLE) return false;
    return ptrInfo(op.args[op.name === 'cond_call' ? 2 : 1]!)?.isVirtual() ?? false;
  }
}
