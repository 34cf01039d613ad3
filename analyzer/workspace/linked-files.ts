/**
 * Files that are analyzed together: names are followed from one into another, and a function is as hot as the loops of all of them make it.
 */
import path from 'node:path';
import type { Module } from '../syntax/ast';
import type { LineIndex } from '../syntax/positions';
import type { Edge } from '../semantics/calls';
import type { Environment } from '../semantics/environment';
import { environmentOf } from '../semantics/environment';
import type { Hotness, Thresholds } from '../semantics/hotness';
import { hotnessOf } from '../semantics/hotness';
import { summaryOf } from '../semantics/summarize';
import type { Place, Summary } from '../semantics/summary';
import type { Finding } from '../rules/finding';
import type { Surroundings } from './analysis';
import { analyze, AnalysisCache, isCold, keptEdges } from './analysis';
import type { Configuration } from './configuration';
import { ModuleNames } from './module-names';

interface Member {
  readonly path: string;
  readonly module: Module;
  readonly lines: LineIndex;
  readonly env: Environment;
}

/** What is true of all files together, until one changes. */
interface Whole {
  readonly summaries: readonly Summary[];
  readonly edges: readonly Edge[];
  readonly hotness: Map<string, Hotness>;
}

export class LinkedFiles {
  private readonly members = new Map<string, Member>();
  private readonly homes = new Map<Summary, Member>();
  private readonly names: ModuleNames;
  private readonly cache = new AnalysisCache();
  private whole: Whole | null = null;

  /** `roots`: folders that absolute imports may start from. */
  constructor(roots: readonly string[]) {
    this.names = new ModuleNames((file) => this.members.has(file), roots);
  }

  /** Puts a file in, or its next revision. Paths are absolute. */
  set(file: string, module: Module, lines: LineIndex): void {
    this.remove(file);
    const summaries = module.pieces.map(summaryOf);
    const env = environmentOf(summaries, {
      path: file,
      home: (top) => this.homes.get(top)?.env ?? null,
      peer: (other) => this.members.get(other)?.env ?? null,
      imported: (name) => {
        const found = this.names.resolve(file, name);
        return found === null ? null : { env: this.members.get(found.path)!.env, rest: found.rest };
      },
    });
    const member: Member = { path: file, module, lines, env };
    this.members.set(file, member);
    for (const summary of summaries) this.homes.set(summary, member);
    this.whole = null;
  }

  remove(file: string): void {
    const member = this.members.get(file);
    if (member === undefined) return;
    for (const summary of member.env.summaries) this.homes.delete(summary);
    this.members.delete(file);
    this.whole = null;
  }

  /** Lines of one of the files; null for one that is not there. */
  linesOf(file: string): LineIndex | null {
    return this.members.get(file)?.lines ?? null;
  }

  /** Findings of one of the files, in the order of its text. */
  findings(file: string, configuration: Configuration): readonly Finding[] {
    const member = this.members.get(file);
    if (member === undefined) return [];
    return analyze(member.module, member.lines, configuration, this.cache, this.surroundings(member));
  }

  /** Whether nothing in one of the files can get hot for any target. */
  isCold(file: string, configuration: Configuration): boolean {
    const member = this.members.get(file);
    return member !== undefined && isCold(this.surroundings(member), configuration);
  }

  private surroundings({ env, path: file }: Member): Surroundings {
    const whole = (this.whole ??= this.together());
    return {
      env,
      changes: null,
      summaries: whole.summaries,
      edges: whole.edges,
      lineElsewhere: (place) => this.lineName(place, file),
      hotness: (thresholds) => this.hotness(whole, env, thresholds),
    };
  }

  private together(): Whole {
    const members = [...this.members.values()];
    return {
      summaries: members.flatMap(({ env }) => env.summaries),
      edges: members.flatMap(({ env }) => env.summaries.flatMap((summary) => keptEdges(env, summary, this.cache))),
      hotness: new Map(),
    };
  }

  private hotness(whole: Whole, env: Environment, thresholds: Thresholds): Hotness {
    const key = `${thresholds.loop} ${thresholds.function}`;
    const known = whole.hotness.get(key) ?? hotnessOf(env, whole.summaries, whole.edges, thresholds);
    whole.hotness.set(key, known);
    return known;
  }

  private lineName(place: Place, from: string): string | null {
    const member = this.homes.get(place.top);
    const base = member?.module.pieces.find(({ stmt }) => stmt === place.top.stmt)?.base;
    if (member === undefined || base === undefined) return null;
    const relative = path.relative(path.dirname(from), member.path).split(path.sep).join('/');
    return `${member.lines.lineAt(base + place.start) + 1} of ${relative.startsWith('../..') ? path.basename(member.path) : relative}`;
  }
}
