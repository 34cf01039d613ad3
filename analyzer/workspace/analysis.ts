/**
 * From a syntax tree to findings, keeping between revisions all that did not change.
 *
 * Three layers: a summary per top-level statement (kept by the statement's identity), hotness from the summaries and the calls
 * between them (computed anew: it is cheap), findings per statement (kept while what they rest on stays the same).
 */
import type { Module } from '../syntax/ast';
import type { LineIndex } from '../syntax/positions';
import type { Edge } from '../semantics/calls';
import { edgesOf } from '../semantics/calls';
import type { Changes } from '../semantics/changes';
import { changesBetween } from '../semantics/changes';
import type { Environment } from '../semantics/environment';
import { environmentOf } from '../semantics/environment';
import type { Hotness, Thresholds } from '../semantics/hotness';
import { hotnessOf } from '../semantics/hotness';
import type { Kept } from '../semantics/memo';
import { keep } from '../semantics/memo';
import { summaryOf } from '../semantics/summarize';
import type { Place, Summary, Unit } from '../semantics/summary';
import type { Text } from '../semantics/text';
import { sameText, text } from '../semantics/text';
import { KeptTrips } from '../semantics/trips-memory';
import type { Finding } from '../rules/finding';
import { layoutOf, publish } from '../rules/publish';
import { RULES } from '../rules/registry';
import type { LocalFinding, Rule } from '../rules/rule';
import type { Target } from '../targets';
import { targetNamed } from '../targets';
import type { Configuration } from './configuration';
import { isReported } from './configuration';
import { directivesOf, isIgnored } from './directives';
import { thresholdsOf } from './thresholds';

/** What is kept between the revisions of one file. */
export class AnalysisCache {
  /** Of a file that is looked at alone: its last revision. */
  env: Environment | null = null;
  /** By thresholds. */
  readonly hotness = new Map<string, { readonly env: Environment; readonly estimate: Hotness }>();
  readonly trips = new KeptTrips();
  readonly edges = new WeakMap<Summary, Kept<readonly Edge[]>>();
  readonly findings = new Map<string, WeakMap<Summary, Kept<readonly Reported[]>>>();
}

interface Reported {
  readonly rule: Rule;
  readonly finding: LocalFinding;
}

interface Merged extends Reported {
  readonly targets: string[];
  readonly notes: { readonly target: Target; readonly note: Text }[];
}

/** A file with what surrounds it: alone, or among the files of a workspace (linked-files.ts). */
export interface Surroundings {
  readonly env: Environment;
  /** What the environment answers otherwise than the one before it, where that is known. */
  readonly changes: Changes | null;
  /** All statements that take part, those of other files included. */
  readonly summaries: readonly Summary[];
  /** All calls between them. */
  readonly edges: readonly Edge[];
  /** A line of another file, as sentences name it. */
  readonly lineElsewhere: (place: Place) => string | null;
  hotness(thresholds: Thresholds): Hotness;
}

/** A file that is looked at without others. */
export function aloneIn(module: Module, cache: AnalysisCache): Surroundings {
  const summaries = module.pieces.map(summaryOf);
  const env = environmentOf(summaries);
  const changes = cache.env === null ? null : changesBetween(cache.env, env);
  cache.env = env;
  const edges = summaries.flatMap((summary) => keptEdges(env, summary, cache, changes));
  return {
    env,
    changes,
    summaries,
    edges,
    lineElsewhere: () => null,
    hotness: (thresholds) => {
      const key = `${thresholds.loop} ${thresholds.function}`;
      const known = cache.hotness.get(key);
      if (known?.env === env) return known.estimate;
      cache.trips.changes = changes;
      const estimate = hotnessOf(env, summaries, edges, thresholds, { before: known?.estimate ?? null, trips: cache.trips });
      cache.hotness.set(key, { env, estimate });
      return estimate;
    },
  };
}

/** The calls in a statement, worked out again only when something they rest on has changed. */
export function keptEdges(env: Environment, summary: Summary, cache: AnalysisCache, changes: Changes | null = null): readonly Edge[] {
  let kept = cache.edges.get(summary);
  if (kept === undefined || !kept.holds(env, null, changes)) {
    kept = keep(env, null, (recording) => edgesOf(recording, summary));
    cache.edges.set(summary, kept);
  }
  return kept.answer;
}

/** All findings of a file, in the order of the text. */
export function analyze(
  module: Module,
  lines: LineIndex,
  configuration: Configuration,
  cache = new AnalysisCache(),
  around: Surroundings = aloneIn(module, cache),
): readonly Finding[] {
  const { env, changes } = around;
  const merged = new Map<string, Merged>();
  const numbers = new Map(env.summaries.map((summary, index) => [summary, index]));
  for (const target of configuration.targets.map(targetNamed)) {
    if (target === null) continue;
    const rules = RULES.filter((rule) => rule.applies(target));
    const thresholds = thresholdsOf(target, configuration.thresholds);
    const hotness = around.hotness(thresholds);
    const key = `${target.name} ${thresholds.loop} ${thresholds.function}`;
    let byTarget = cache.findings.get(key);
    if (byTarget === undefined) cache.findings.set(key, (byTarget = new WeakMap()));
    for (const summary of env.summaries) {
      let kept = byTarget.get(summary);
      if (kept === undefined || !kept.holds(env, hotness, changes)) {
        kept = keep(env, hotness, (recording, recordingHotness) => {
          const units = summary.units.filter((unit) => canMatter(unit, recordingHotness));
          const context = { env: recording, hotness: recordingHotness, target };
          return rules.flatMap((rule) =>
            rule.check(rule.looksAtColdCode === true ? summary : { units }, context).map((finding) => ({ rule, finding })),
          );
        });
        byTarget.set(summary, kept);
      }
      for (const { rule, finding } of kept.answer) {
        const place = `${rule.code} ${numbers.get(finding.place.top) ?? -1} ${finding.place.start} ${finding.place.end}`;
        const known = merged.get(place);
        if (known === undefined) merged.set(place, { rule, finding, targets: [target.name], notes: [{ target, note: finding.note }] });
        else {
          known.targets.push(target.name);
          known.notes.push({ target, note: finding.note });
        }
      }
    }
  }
  const layout = layoutOf(module.pieces, (offset) => lines.lineAt(offset) + 1, around.lineElsewhere);
  const directives = directivesOf(module.comments, lines);
  return [...merged.values()]
    .filter(({ rule }) => isReported(rule.code, configuration))
    .map(({ rule, finding, targets, notes }) => publish(rule, { ...finding, note: joinNotes(notes) }, targets, layout))
    .filter((finding) => !isIgnored(finding, directives, lines))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.code < b.code ? -1 : 1));
}

/** Whether nothing in a file can get hot for any target: then there is nothing to find in it, and that is worth knowing. */
export function isCold(around: Surroundings, { targets, thresholds }: Configuration): boolean {
  const units = around.env.summaries.flatMap((summary) => summary.units);
  if (!units.some((unit) => unit.kind === 'function' || unit.loops.length > 0)) return false;
  return targets.map(targetNamed).every((target) => {
    if (target === null) return true;
    const estimate = around.hotness(thresholdsOf(target, thresholds));
    const cold = (unit: Unit): boolean =>
      estimate.ofUnit(unit).heat === 'cold' && unit.loops.every(({ index }) => estimate.ofLoop(unit, index).heat === 'cold');
    return units.every(cold);
  });
}

/** Code without a loop that runs a few times is nothing to any rule: most functions of most files. */
function canMatter(unit: Unit, hotness: Hotness): boolean {
  return unit.loops.length > 0 || hotness.ofUnit(unit).heat !== 'cold';
}

/** One note if all targets say the same, else one sentence for each. */
function joinNotes(notes: Merged['notes']): Text {
  const first = notes[0]!;
  if (notes.every(({ note }) => sameText(note, first.note))) return first.note;
  return notes.reduce<Text>((joined, { target, note }, index) => text`${joined}${index === 0 ? '' : '; '}${target.title}: ${note}`, []);
}
