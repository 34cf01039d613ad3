/** From places to absolute offsets: the last step, done anew for each revision, since edits above move statements. */
import type { TopLevel } from '../syntax/ast';
import type { Place } from '../semantics/summary';
import type { Text } from '../semantics/text';
import { render } from '../semantics/text';
import type { Claim, Finding, Span } from './finding';
import type { LocalClaim, LocalFinding, Rule } from './rule';

/** Where the statements of a revision stand. */
export interface Layout {
  /** Absolute offset of a summary's statement. */
  baseOf(place: Place): number;
  /** 1-based line of an absolute offset. */
  lineOf(offset: number): number;
}

export function layoutOf(body: readonly TopLevel[], lineOf: (offset: number) => number): Layout {
  const bases = new Map(body.map((topLevel) => [topLevel.stmt, topLevel.base]));
  return { baseOf: (place) => bases.get(place.top.stmt) ?? 0, lineOf };
}

export function publish(rule: Rule, finding: LocalFinding, targets: readonly string[], layout: Layout): Finding {
  const words = (parts: Text): string => render(parts, (place) => layout.lineOf(spanOf(place, layout).start));
  return {
    code: rule.code,
    family: rule.family,
    message: words(finding.message),
    help: words(finding.help),
    note: words(finding.note),
    severity: finding.severity,
    span: spanOf(finding.place, layout),
    related: finding.related.map(({ place, message }) => ({ ...spanOf(place, layout), message: words(message) })),
    targets,
    certainty: finding.certainty,
    hotness: words(finding.hotness),
    claim: claimAt(finding.claim, layout),
    scope: finding.scope,
  };
}

function claimAt(claim: LocalClaim, layout: Layout): Claim {
  switch (claim.kind) {
    case 'bridges':
      return { ...claim, span: spanOf(claim.span, layout), branches: claim.branches.map((branch) => spanOf(branch, layout)) };
    case 'generator':
      return { ...claim, loop: spanOf(claim.loop, layout), generator: claim.generator === null ? null : spanOf(claim.generator, layout) };
    case 'residual-call':
      return { ...claim, span: spanOf(claim.span, layout) };
    case 'allocation':
    case 'big-ints':
    case 'invalidation':
    case 'abort':
      return { ...claim, span: spanOf(claim.span, layout) };
  }
}

function spanOf(place: Place, layout: Layout): Span {
  const base = layout.baseOf(place);
  return { start: base + place.start, end: base + place.end };
}
