/** What the parser tells, and whom. */
import type { Model } from './dtd';

export type XmlArgument = string | number | null | Model | readonly (readonly [string, string])[];

/** Who is told. A kind is the name of pyexpat's handler without `Handler`. */
export interface XmlEvents {
  wants(kind: string): boolean;
  emit(kind: string, args: readonly XmlArgument[]): void;
  /** Reads an external entity; false: that failed. */
  external(context: string | null, base: string | null, systemId: string | null, publicId: string | null): boolean;
  /** Counts characters that entities were replaced by; may refuse. */
  spend(characters: number): void;
}
