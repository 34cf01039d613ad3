/**
 * What operations are written over: opaque values of the machine. In the Direct build a `Ref` is the guest value itself and an
 * `Int` a number or bigint; in the Recording build both are values of the trace. They are branded and
 * have no members, so that testing or computing with one except through the machine is a type error.
 */
declare const brand: unique symbol;
/** A guest value (or null: unbound). */
export interface Ref { readonly [brand]: 'ref' }
/** A 64-bit int. */
export interface Int { readonly [brand]: 'int' }
/** A double. */
export interface Float { readonly [brand]: 'float' }
/** The outcome of a comparison: only `branch` and `newBool` look at it. */
export interface Bool { readonly [brand]: 'bool' }
/** Items of a list or tuple. */
export interface Store { readonly [brand]: 'store' }
