/** What JIT205 and JIT206 share: variables whose type at the end of a round of a hot loop varies. They differ in whether anybody reads them again. */
import type { ItemKind } from '../../semantics/item-kinds';
import { unstableVariables } from '../../semantics/round-types';
import { placeOf } from '../../semantics/summary';
import type { Unit } from '../../semantics/summary';
import { text } from '../../semantics/text';
import type { LocalFinding, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';

/** The words of a finding about the variable `name`, which ends a round as one of `kinds`. */
type Words = (name: string, kinds: readonly ItemKind[]) => Pick<LocalFinding, 'message' | 'help'>;

export function checkVaryingVariables(units: readonly Unit[], context: RuleContext, stale: boolean, words: Words): readonly LocalFinding[] {
  return units.flatMap((unit) =>
    unit.loops.flatMap((loop) => {
      const warmth = context.hotness.ofLoop(unit, loop.index);
      if (warmth.heat === 'cold' || !warmth.certain) return [];
      const header = placeOf(unit, loop.header);
      return unstableVariables(context.env, unit, loop)
        .filter(({ isStale }) => isStale === stale)
        .map(({ name, kinds }): LocalFinding => ({
          ...words(name, kinds),
          place: kinds[0]!.place,
          note: text`${context.target.constructs['values of several types'].because}`,
          severity: severityOf(warmth),
          certainty: 'likely',
          related: [
            ...kinds.slice(1, 4).map((kind) => ({ place: kind.place, message: text`${kind.name} here` })),
            { place: header, message: text`of this loop` },
          ],
          hotness: warmth.reason,
          claim: { kind: 'bridges', branches: [...kinds.map(({ place }) => place), header], span: header, forecast: kinds.length },
          scope: scopeOf(unit),
        }));
    }),
  );
}
