/**
 * Remember what fields and items hold, and put stores off until something may see them.
 *
 *     setfield_gc(p0, i1, descr=<... x>)
 *     i2 = getfield_gc_i(p0, descr=<... x>)   ->   (i2 is i1)
 *     setfield_gc(p0, i3, descr=<... x>)           setfield_gc(p0, i3, descr=<... x>)
 *
 * Calls forget what their descr says they write; those with random effects and call_assembler forget everything but pure fields.
 * Before a guard, put-off stores are done, except that a virtual value stored into a real object goes to the resume data.
 * Source: rpython/jit/metainterp/optimizeopt/heap.py, PyPy 7.3.11.
 */
import {
  ConstInt,
  ConstPtr,
  EF,
  type ArrayDescr,
  type CallDescr,
  type FieldDescr,
  type Operation,
  type OpName,
  type Value,
} from '../../ir';
import type { Availability, KnownBox, OptimizerKnowledge } from '../bridgeopt';
import { type Const, isVirtual, ptrInfo, replacement } from '../facts/forwarding';
import { ArrayInfo, ObjectInfo, PreambleOp, type PtrInfo } from '../facts/info';
import type { IntBound } from '../facts/intbound';
import { InvalidLoop } from '../facts/invalid-loop';
import { hasNoSideEffect, isGuard } from '../optimizer';
import { Pass, type PassResult } from '../pass';
import type { ShortBoxes } from '../unroll/short-boxes';
import { DictLookupCache } from './dict-lookups';
import { CachedField, CachedItem } from './heap-entry';
import { OS } from './oopspec';

/** Side effects that the heap pass handles itself or that touch no field or array. */
const NO_HEAP_EFFECT: ReadonlySet<OpName> = new Set<OpName>([
  'setfield_gc',
  'setfield_raw',
  'setarrayitem_gc',
  'strsetitem',
  'copystrcontent',
  'debug_merge_point',
  'enter_portal_frame',
  'leave_portal_frame',
]);

export class OptHeap extends Pass {
  private readonly cachedFields = new Map<FieldDescr, CachedField>();
  private readonly cachedItems = new Map<ArrayDescr, Map<number, CachedItem>>();
  /** Facts about constants, by value. */
  private readonly constantObjects = new Map<unknown, ObjectInfo>();
  private readonly constantArrays = new Map<unknown, ArrayInfo>();
  /** A comparison, overflow-checked operation or call that may force, held back to stand right before its guard. */
  private postponed: Operation | null = null;
  private readonly dictLookups = new DictLookupCache();
  private seenGuardNotInvalidated = false;
  private readonly quasiConstants = new Map<unknown, Set<FieldDescr>>();

  propagateForward(op: Operation): PassResult {
    switch (op.name) {
      case 'getfield_gc_i':
      case 'getfield_gc_r':
      case 'getfield_gc_f':
        return this.getField(op);
      case 'setfield_gc':
        this.dictLookups.forgetWritten(op.descr as FieldDescr);
        this.fieldCache(op.descr as FieldDescr).set(op);
        return null;
      case 'getarrayitem_gc_i':
      case 'getarrayitem_gc_r':
      case 'getarrayitem_gc_f':
        return this.getItem(op);
      case 'setarrayitem_gc':
        return this.setItem(op);
      case 'quasiimmut_field':
        return this.quasiImmutable(op);
      case 'guard_not_invalidated':
        if (this.seenGuardNotInvalidated) return null;
        this.seenGuardNotInvalidated = true;
        return this.emit(op);
      case 'guard_no_exception':
      case 'guard_exception':
        return this.lastEmitted === 'removed' ? null : this.emit(op);
      case 'call_i':
        if ((op.descr as CallDescr).oopspec === OS.DICT_LOOKUP && this.dictLookups.reuse(this, op)) {
          this.lastEmitted = 'removed';
          return null;
        }
        return this.emit(op);
      default:
        return this.emit(op);
    }
  }

  override postprocess(op: Operation): void {
    switch (op.name) {
      case 'getfield_gc_i':
      case 'getfield_gc_r':
      case 'getfield_gc_f':
        this.fieldCache(op.descr as FieldDescr).remember(op.args[0]!, op);
        break;
      case 'getarrayitem_gc_i':
      case 'getarrayitem_gc_r':
      case 'getarrayitem_gc_f': {
        const index = this.constantIndex(op);
        if (index !== null) this.itemCache(op.descr as ArrayDescr, index).remember(op.args[0]!, replacement(op));
        break;
      }
      default:
    }
  }

  override flush(): void {
    this.dictLookups.clear();
    this.forceAllLazySets();
    this.emitPostponedOp();
  }

  // -- emitting --

  override emit(op: Operation): PassResult {
    this.beforeEmitting(op);
    this.emitPostponedOp();
    const info = op.info;
    if (info.bool || info.ovf || info.call === 'may_force') {
      this.postponed = op;
      return null;
    }
    return super.emit(op);
  }

  emitPostponedOp(): void {
    const op = this.postponed;
    if (op === null) return;
    this.postponed = null;
    this.emitExtra(op, false);
  }

  /** A put-off store goes out, after the operation held back if it needs that one's result. */
  emitStore(op: Operation): void {
    if (this.postponed !== null && op.args.some((a) => replacement(a) === replacement(this.postponed!))) this.emitPostponedOp();
    this.emitExtra(op, false);
  }

  private beforeEmitting(op: Operation): void {
    if (hasNoSideEffect(op) || op.info.ovf || NO_HEAP_EFFECT.has(op.name)) return;
    if (isGuard(op)) {
      this.optimizer.pendingFields = this.forceLazySetsForGuard();
      return;
    }
    const { call } = op.info;
    let links = true;
    if (call === 'assembler') this.seenGuardNotInvalidated = false;
    else if (call !== undefined) {
      const descr = op.descr as CallDescr;
      links = descr.effect >= EF.FORCES_VIRTUAL_OR_VIRTUALIZABLE;
      const random = descr.effect === EF.RANDOM_EFFECTS || descr.writes === null || descr.reads === null;
      if (random || writesQuasi(descr)) this.seenGuardNotInvalidated = false;
      if (!random) {
        this.forceForCall(descr);
        return;
      }
    }
    this.forceAllLazySets(links);
    this.cleanCaches(links);
  }

  /** Does the stores the call may see and forgets what it may write. */
  private forceForCall(descr: CallDescr): void {
    const elidable =
      descr.effect === EF.LOOPINVARIANT ||
      descr.effect === EF.ELIDABLE_CANNOT_RAISE ||
      descr.effect === EF.ELIDABLE_OR_MEMORYERROR ||
      descr.effect === EF.ELIDABLE_CAN_RAISE;
    for (const [field, entry] of this.cachedFields) {
      if (descr.reads!.has(field)) entry.forceLazySet();
      if (!elidable && descr.writes!.has(field)) entry.forceLazySet(false);
    }
    for (const [array, entries] of this.cachedItems) {
      const [reads, writes] = [descr.reads!.has(array), !elidable && descr.writes!.has(array)];
      if (reads || writes) for (const entry of entries.values()) entry.forceLazySet(!writes);
    }
    if (!elidable) this.dictLookups.forgetWrittenBy(descr);
    const forced = this.optimizer.params.virtualRef?.forced;
    if (descr.effect >= EF.FORCES_VIRTUAL_OR_VIRTUALIZABLE && forced) this.cachedFields.get(forced)?.forceLazySet();
  }

  private *allEntries(): Iterable<CachedField | CachedItem> {
    yield* this.cachedFields.values();
    for (const entries of this.cachedItems.values()) yield* entries.values();
  }

  private forceAllLazySets(links = true): void {
    for (const entry of this.allEntries()) if (links || !isLink(entry)) entry.forceLazySet();
  }

  private cleanCaches(links: boolean): void {
    for (const entry of this.allEntries()) if (links || !isLink(entry)) entry.invalidate();
    this.dictLookups.clear();
  }

  /** Returns the stores of virtual values, which stay put off: a failing guard does them. */
  private forceLazySetsForGuard(): Operation[] {
    const pending: Operation[] = [];
    for (const entry of this.allEntries()) {
      const op = entry.lazySet;
      if (op === null) continue;
      if (!isVirtual(op.args[op.args.length - 1]!)) entry.forceLazySet();
      // Frames link themselves when they are rebuilt.
      else if (!isLink(entry)) pending.push(op);
    }
    return pending;
  }

  // -- fields --

  fieldCache(descr: FieldDescr): CachedField {
    let entry = this.cachedFields.get(descr);
    if (entry === undefined) this.cachedFields.set(descr, (entry = new CachedField(this, descr)));
    return entry;
  }

  private getField(op: Operation): PassResult {
    const descr = op.descr as FieldDescr;
    const struct = this.constantBox(op.args[0]!);
    if (struct !== null && (descr.pure || this.quasiConstants.get(struct.value)?.has(descr))) {
      const constant = this.optimizer.constantFold(op);
      if (constant !== null) {
        this.optimizer.makeConstant(op, constant);
        return null;
      }
    }
    const known = this.fieldCache(descr).get(op.args[0]!);
    if (known !== null) return this.makeEqualTo(op, known);
    this.optimizer.makeNonnull(op.args[0]!);
    return this.emit(op);
  }

  /** A read that follows is of a constant, as long as nobody writes the field: then the trace is thrown away. */
  private quasiImmutable(op: Operation): null {
    const struct = this.constantBox(op.args[0]!);
    if (struct === null) return null;
    const descr = op.descr as FieldDescr;
    let fields = this.quasiConstants.get(struct.value);
    if (fields === undefined) this.quasiConstants.set(struct.value, (fields = new Set()));
    if (!fields.has(descr)) this.optimizer.quasiImmutableDeps.push({ object: struct.value, descr });
    fields.add(descr);
    return null;
  }

  // -- items --

  private constantIndex(op: Operation): number | null {
    const index = this.constantBox(op.args[1]!);
    return index instanceof ConstInt && typeof index.value === 'number' && index.value >= 0 ? index.value : null;
  }

  itemCache(descr: ArrayDescr, index: number): CachedItem {
    let entries = this.cachedItems.get(descr);
    if (entries === undefined) this.cachedItems.set(descr, (entries = new Map<number, CachedItem>()));
    let entry = entries.get(index);
    if (entry === undefined) entries.set(index, (entry = new CachedItem(this, descr, index)));
    return entry;
  }

  private getItem(op: Operation): PassResult {
    const descr = op.descr as ArrayDescr;
    const index = this.constantIndex(op);
    const array = this.optimizer.ensureArray(op.args[0]!, descr);
    if (index !== null) {
      array.lengthBound().makeGtConst(index);
      if (descr.pure && this.constantBox(op.args[0]!) !== null) {
        const constant = this.optimizer.constantFold(op);
        if (constant !== null) {
          this.optimizer.makeConstant(op, constant);
          return null;
        }
      }
      const known = this.itemCache(descr, index).get(op.args[0]!);
      if (known !== null) return this.makeEqualTo(op, known);
    } else this.forceLazySetItems(descr, this.intBound(op.args[1]!));
    this.optimizer.makeNonnull(op.args[0]!);
    return this.emit(op);
  }

  private setItem(op: Operation): PassResult {
    const descr = op.descr as ArrayDescr;
    this.dictLookups.forgetWritten(descr);
    const index = this.constantIndex(op);
    if (index === null) {
      this.forceLazySetItems(descr, this.intBound(op.args[1]!), false);
      return this.emit(op);
    }
    this.optimizer.ensureArray(op.args[0]!, descr).lengthBound().makeGtConst(index);
    this.itemCache(descr, index).set(op);
    return null;
  }

  private forceLazySetItems(descr: ArrayDescr, bound: IntBound, canCache = true): void {
    for (const [index, entry] of this.cachedItems.get(descr) ?? new Map<number, CachedItem>())
      if (bound.contains(index)) entry.forceLazySet(canCache);
  }

  // -- facts about constants and new objects --

  constantObject(box: Const): ObjectInfo {
    if (!(box instanceof ConstPtr) || box.value === null) throw new InvalidLoop('a field of null');
    let info = this.constantObjects.get(box.value);
    if (info === undefined) this.constantObjects.set(box.value, (info = new ObjectInfo()));
    return info;
  }

  constantArray(box: Const, descr: ArrayDescr): ArrayInfo {
    if (!(box instanceof ConstPtr) || box.value === null) throw new InvalidLoop('an item of null');
    let info = this.constantArrays.get(box.value);
    if (info === undefined) this.constantArrays.set(box.value, (info = new ArrayInfo(descr)));
    return info;
  }

  /** What was cached of a value that turned out to be a constant stays known. */
  copyFieldsToConstant(info: PtrInfo, constant: ConstPtr): void {
    if (constant.value === null || info.isVirtual()) return;
    if (info instanceof ObjectInfo && info.fields.size > 0) {
      const known = this.constantObject(constant);
      for (const [descr, value] of info.fields) {
        known.fields.set(descr, value);
        this.fieldCache(descr).register(constant, known);
      }
    }
    const array = info instanceof ObjectInfo ? info.array : info;
    if (!(array instanceof ArrayInfo)) return;
    const known = this.constantArray(constant, array.descr);
    array.items.forEach((value, index) => {
      if (value === null) return;
      known.setItem(index, value);
      this.itemCache(array.descr, index).register(constant, known);
    });
  }

  /** A field of an object just made. */
  rememberField(struct: Operation, info: ObjectInfo, descr: FieldDescr, value: Value): void {
    info.fields.set(descr, value);
    this.fieldCache(descr).register(struct, info);
  }

  rememberItem(struct: Operation, info: ArrayInfo, index: number, value: Value): void {
    info.setItem(index, value);
    this.itemCache(info.descr, index).register(struct, info);
  }

  // -- other iterations and bridges --

  override producePotentialShortPreambleOps(boxes: ShortBoxes): void {
    for (const entry of this.allEntries()) entry.produceShortOps(boxes);
  }

  /** What is known of the fields and items of `boxes` (fail arguments) and of constants, as far as the values are available too. */
  serialize(boxes: Iterable<Value>, available: Availability): Pick<OptimizerKnowledge, 'fields' | 'items'> {
    const fields: OptimizerKnowledge['fields'][number][] = [];
    const items: OptimizerKnowledge['items'][number][] = [];
    const addFields = (object: KnownBox, info: ObjectInfo): void => {
      for (const [descr, known] of info.fields) {
        if (known instanceof PreambleOp || this.cachedFields.get(descr)?.lazySet) continue;
        const value = available(replacement(known));
        if (value !== undefined) fields.push({ object, descr, value });
      }
    };
    const addItems = (array: KnownBox, info: ArrayInfo): void => {
      info.items.forEach((known, index) => {
        if (known === null || known instanceof PreambleOp || this.cachedItems.get(info.descr)?.get(index)?.lazySet) return;
        const value = available(replacement(known));
        if (value !== undefined) items.push({ array, index, descr: info.descr, value });
      });
    };
    for (const box of boxes) {
      const info = ptrInfo(box);
      const object = available(box);
      if (info === null || info.isVirtual() || object === undefined) continue;
      if (info instanceof ObjectInfo) addFields(object, info);
      const array = info instanceof ObjectInfo ? info.array : info;
      if (array instanceof ArrayInfo) addItems(object, array);
    }
    for (const [value, info] of this.constantObjects) addFields(new ConstPtr(value), info);
    for (const [value, info] of this.constantArrays) addItems(new ConstPtr(value), info);
    return { fields, items };
  }

  learnField(object: Value, descr: FieldDescr, value: Value): void {
    this.fieldCache(descr).remember(object, value);
  }

  learnItem(array: Value, index: number, descr: ArrayDescr, value: Value): void {
    this.itemCache(descr, index).remember(array, value);
  }
}

const writesQuasi = (descr: CallDescr): boolean => {
  for (const d of descr.writes!) if (d.kind === 'field' && d.quasi) return true;
  return false;
};

const isLink = (entry: CachedField | CachedItem): boolean => entry.descr.kind === 'field' && entry.descr.link === true;
