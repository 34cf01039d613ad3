/**
 * What a rule is: metadata, a detector and the text of its page.
 *
 * A detector is a pure function of the code in one top-level statement and of what it asks the context. It reports places
 * relative to statements and sentences with places in them; publish.ts turns both into absolute offsets and line numbers.
 */
import type { Environment } from '../semantics/environment';
import type { Hotness, Warmth } from '../semantics/hotness';
import type { Loop, Place, Unit } from '../semantics/summary';
import type { Text } from '../semantics/text';
import type { Construct, Target } from '../targets';
import type { Claim, Family, Severity } from './finding';

export interface RuleContext {
  readonly env: Environment;
  readonly hotness: Hotness;
  readonly target: Target;
}

/** A finding before its places are absolute. */
export interface LocalFinding {
  readonly place: Place;
  readonly message: Text;
  readonly help: Text;
  readonly note: Text;
  readonly severity: Severity;
  readonly certainty: 'certain' | 'likely';
  readonly related: readonly { readonly place: Place; readonly message: Text }[];
  readonly hotness: Text;
  readonly claim: LocalClaim;
  readonly scope: string;
}

/** A claim whose spans are places. */
export type LocalClaim = Localized<Claim>;
type Localized<C> = C extends Claim
  ? {
      readonly [K in keyof C]: K extends 'span' | 'loop' | 'generator'
        ? Place | Extract<C[K], null>
        : K extends 'branches' | 'within'
          ? readonly Place[]
          : C[K];
    }
  : never;

/** The page docs/rules/<CODE>.md, section by section; "Which JITs" comes from the targets. Markdown. */
export interface RulePage {
  readonly meaning: string;
  readonly why: string;
  /** Python that the rule fires on, and the same done well; both are run as fixtures. */
  readonly example: string;
  readonly instead: string;
  readonly confirmed: string;
  readonly whenNot: string;
  readonly measured: string;
  readonly references: readonly string[];
}

export interface Rule {
  /** `JIT101`: the first digit is the family. */
  readonly code: string;
  readonly family: Family;
  /** File name, page title and configuration name: `opaque-call`. */
  readonly name: string;
  /** One line for lists and SARIF. */
  readonly summary: string;
  /** What the rule is about, in the vocabulary of targets: the page lists how each target treats it. */
  readonly construct: Construct;
  /** Whether the rule has something to say for a target. */
  applies(target: Target): boolean;
  /** `units`: the code of one statement that can get hot. */
  check(statement: { readonly units: readonly Unit[] }, context: RuleContext): readonly LocalFinding[];
  /** Whether code that runs a few times matters to it as well; else the rule is not asked about it. */
  readonly looksAtColdCode?: true;
  readonly page: RulePage;
}

/** An unconfirmed finding never nags: information where the code is surely hot, a hint where it may be. A run can raise it. */
export function severityOf(warmth: Warmth): Severity {
  return warmth.heat === 'hot' ? 'information' : 'hint';
}

/** What a check of single loops finds in a statement, in the order of its code. */
export function inEachLoop(
  { units }: { readonly units: readonly Unit[] },
  check: (unit: Unit, loop: Loop) => LocalFinding | null,
): readonly LocalFinding[] {
  return units.flatMap((unit) => unit.loops.flatMap((loop) => check(unit, loop) ?? []));
}

/** The scope that evidence is kept under. */
export function scopeOf(unit: Unit): string {
  return unit.qualname;
}
