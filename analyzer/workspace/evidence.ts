/**
 * What a run showed, kept beside a file that goes on being edited.
 *
 * Every verdict is tied to a place (fingerprint.ts) and to the hashes of all functions it rests on. While those hashes hold, it
 * stands, wherever the place has moved to. When one changes, it was "before your edit"; when the edit is undone, it stands again.
 */
import type { Span } from '../rules/finding';
import { placeOf, scopeAt, spanOf } from './fingerprint';
import type { Fingerprint, Place } from './fingerprint';

/** One verdict of a run, in offsets of the text that ran. */
export interface RunVerdict<T> {
  readonly code: string;
  readonly span: Span;
  /** Further places it rests on: branches, the loop around, callees that were inlined. */
  readonly involved: readonly Span[];
  readonly payload: T;
}

export interface Evidence<T> {
  readonly entries: readonly EvidenceEntry<T>[];
}

export interface EvidenceEntry<T> {
  readonly code: string;
  readonly place: Place;
  /** Scope key and the hash it had, of every scope the verdict rests on. */
  readonly restsOn: readonly (readonly [string, string])[];
  readonly payload: T;
}

export function recordEvidence<T>(ran: Fingerprint, verdicts: readonly RunVerdict<T>[]): Evidence<T> {
  return {
    entries: verdicts.map((verdict) => {
      const scopes = new Map<string, string>();
      for (const span of [verdict.span, ...verdict.involved]) {
        const scope = scopeAt(ran, span.start);
        scopes.set(scope.key, scope.hash);
      }
      return { code: verdict.code, place: placeOf(ran, verdict.span), restsOn: [...scopes], payload: verdict.payload };
    }),
  };
}

/** How a verdict stands in the present text. */
export interface Standing<T> {
  readonly payload: T;
  /** False: something it rests on was edited since. */
  readonly holds: boolean;
}

export interface Matched<F, T> {
  readonly standing: ReadonlyMap<F, Standing<T>>;
  /** Verdicts that hold and belong to no finding of the present text: what a run alone saw. */
  readonly alone: readonly { readonly code: string; readonly span: Span; readonly payload: T }[];
}

/** Gives each finding of the present text the verdict on it, if a run has passed one. */
export function matchEvidence<F extends { readonly code: string; readonly span: Span }, T>(
  evidence: Evidence<T>,
  now: Fingerprint,
  findings: readonly F[],
): Matched<F, T> {
  const exact = new Map<string, EvidenceEntry<T>[]>();
  const inScope = new Map<string, EvidenceEntry<T>[]>();
  for (const entry of evidence.entries) {
    if (holds(entry, now)) append(exact, placeKey(entry.code, entry.place), entry);
    else append(inScope, `${entry.code} ${entry.place.scope}`, entry);
  }
  const standing = new Map<F, Standing<T>>();
  const used = new Set<EvidenceEntry<T>>();
  const unmatched: F[] = [];
  for (const finding of findings) {
    const entry = exact.get(placeKey(finding.code, placeOf(now, finding.span)))?.shift();
    if (entry === undefined) unmatched.push(finding);
    else {
      standing.set(finding, { payload: entry.payload, holds: true });
      used.add(entry);
    }
  }
  // Of an edited function the nodes are not countable against the old ones: the first finding of a rule is the first of that rule.
  for (const finding of unmatched) {
    const entry = inScope.get(`${finding.code} ${scopeAt(now, finding.span.start).key}`)?.shift();
    if (entry !== undefined) standing.set(finding, { payload: entry.payload, holds: false });
  }
  const alone = [];
  for (const entry of evidence.entries) {
    if (used.has(entry) || !holds(entry, now)) continue;
    const span = spanOf(now, entry.place);
    if (span !== null) alone.push({ code: entry.code, span, payload: entry.payload });
  }
  return { standing, alone };
}

function holds(entry: EvidenceEntry<unknown>, now: Fingerprint): boolean {
  return entry.restsOn.every(([key, hash]) => now.byKey.get(key)?.hash === hash);
}

function placeKey(code: string, place: Place): string {
  return `${code} ${place.scope} ${place.start.index}`;
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
