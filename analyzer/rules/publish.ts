/** From places to absolute offsets: the last step, done anew for each revision, since edits above move statements. */
import type { Piece } from '../syntax/ast';
import type { Place } from '../semantics/summary';
import type { Text } from '../semantics/text';
import { render } from '../semantics/text';
import type { Claim, Finding, Span } from './finding';
import type { LocalClaim, LocalFinding, Rule } from './rule';

/** Where the statements of a revision stand. */
export interface Layout {
  /** Absolute offset of a summary's statement; null when it stands in another file. */
  baseOf(place: Place): number | null;
  /** A line as a sentence names it: `41`, or `41 of model.py`. */
  lineName(place: Place): string;
}

/** `elsewhere` names lines of other files. */
export function layoutOf(
  pieces: readonly Piece[],
  lineOf: (offset: number) => number,
  elsewhere: (place: Place) => string | null = () => null,
): Layout {
  const bases = new Map(pieces.map(({ stmt, base }) => [stmt, base]));
  const baseOf = (place: Place): number | null => bases.get(place.top.stmt) ?? null;
  return {
    baseOf,
    lineName: (place) => {
      const base = baseOf(place);
      return base === null ? (elsewhere(place) ?? '?') : String(lineOf(base + place.start));
    },
  };
}

export function publish(rule: Rule, finding: LocalFinding, targets: readonly string[], layout: Layout): Finding {
  const words = (parts: Text): string => render(parts, (place) => layout.lineName(place));
  const span = spanOf(finding.place, layout, NOWHERE);
  return {
    code: rule.code,
    family: rule.family,
    message: words(finding.message),
    help: words(finding.help),
    note: words(finding.note),
    severity: finding.severity,
    span,
    // A place in another file is named in the sentences; a related span cannot point there.
    related: finding.related.flatMap(({ place, message }) =>
      layout.baseOf(place) === null ? [] : [{ ...spanOf(place, layout, span), message: words(message) }],
    ),
    targets,
    certainty: finding.certainty,
    hotness: words(finding.hotness),
    claim: claimAt(finding.claim, layout, span),
    scope: finding.scope,
  };
}

/** Where a run must look; what stands in another file is looked for at the finding itself. */
function claimAt(claim: LocalClaim, layout: Layout, own: Span): Claim {
  const here = (place: Place): boolean => layout.baseOf(place) !== null;
  const at = (place: Place): Span => spanOf(place, layout, own);
  switch (claim.kind) {
    case 'bridges':
      return { ...claim, span: at(claim.span), branches: claim.branches.filter(here).map(at) };
    case 'generator':
      return { ...claim, loop: at(claim.loop), generator: claim.generator === null || !here(claim.generator) ? null : at(claim.generator) };
    case 'residual-call': {
      const { within, ...rest } = claim;
      return { ...rest, span: at(claim.span), ...(within !== undefined && { within: within.filter(here).map(at) }) };
    }
    case 'allocation':
    case 'big-ints':
    case 'invalidation':
    case 'abort':
      return { ...claim, span: at(claim.span) };
  }
}

const NOWHERE: Span = { start: 0, end: 0 };

function spanOf(place: Place, layout: Layout, otherwise: Span): Span {
  const base = layout.baseOf(place);
  if (base === null) return otherwise;
  return { start: base + place.start, end: base + place.end };
}
