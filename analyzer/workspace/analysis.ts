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
import { environmentOf } from '../semantics/environment';
import { hotnessOf } from '../semantics/hotness';
import type { Kept } from '../semantics/memo';
import { keep } from '../semantics/memo';
import { summaryOf } from '../semantics/summarize';
import type { Summary } from '../semantics/summary';
import type { Text } from '../semantics/text';
import { sameText, text } from '../semantics/text';
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

/** All findings of a file, in the order of the text. */
export function analyze(module: Module, lines: LineIndex, configuration: Configuration, cache = new AnalysisCache()): readonly Finding[] {
  const summaries = module.body.map(summaryOf);
  const env = environmentOf(summaries);
  const edges = summaries.flatMap((summary) => {
    let kept = cache.edges.get(summary);
    if (kept === undefined || !kept.holds(env, null)) {
      kept = keep(env, null, (recording) => edgesOf(recording, summary));
      cache.edges.set(summary, kept);
    }
    return kept.answer;
  });
  const merged = new Map<string, Merged>();
  const numbers = new Map(summaries.map((summary, index) => [summary, index]));
  for (const target of configuration.targets.map(targetNamed)) {
    if (target === null) continue;
    const rules = RULES.filter((rule) => rule.applies(target));
    const hotness = hotnessOf(env, edges, thresholdsOf(target, configuration.thresholds));
    let byTarget = cache.findings.get(target.name);
    if (byTarget === undefined) cache.findings.set(target.name, (byTarget = new WeakMap()));
    for (const summary of summaries) {
      let kept = byTarget.get(summary);
      if (kept === undefined || !kept.holds(env, hotness)) {
        kept = keep(env, hotness, (recording, recordingHotness) =>
          rules.flatMap((rule) =>
            rule.check(summary, { env: recording, hotness: recordingHotness, target }).map((finding) => ({ rule, finding })),
          ),
        );
        byTarget.set(summary, kept);
      }
      for (const { rule, finding } of kept.answer) {
        const key = `${rule.code} ${numbers.get(finding.place.top) ?? -1} ${finding.place.start} ${finding.place.end}`;
        const known = merged.get(key);
        if (known === undefined) merged.set(key, { rule, finding, targets: [target.name], notes: [{ target, note: finding.note }] });
        else {
          known.targets.push(target.name);
          known.notes.push({ target, note: finding.note });
        }
      }
    }
  }
  const layout = layoutOf(module.body, (offset) => lines.lineAt(offset) + 1);
  const directives = directivesOf(module.comments, lines);
  return [...merged.values()]
    .filter(({ rule }) => isReported(rule.code, configuration))
    .map(({ rule, finding, targets, notes }) => publish(rule, { ...finding, note: joinNotes(notes) }, targets, layout))
    .filter((finding) => !isIgnored(finding, directives, lines))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.code < b.code ? -1 : 1));
}

/** One note if all targets say the same, else one sentence for each. */
function joinNotes(notes: Merged['notes']): Text {
  const first = notes[0]!;
  if (notes.every(({ note }) => sameText(note, first.note))) return first.note;
  return notes.reduce<Text>((joined, { target, note }, index) => text`${joined}${index === 0 ? '' : '; '}${target.title}: ${note}`, []);
}
