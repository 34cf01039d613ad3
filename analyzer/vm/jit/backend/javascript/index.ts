/**
 * Makes a trace a JavaScript function. The one place that turns text into code: the text is built from the IR's table, variable
 * numbers, number literals and the descrs' fixed snippets; guest data goes in through an array of constants.
 */
import type { Code, CompiledTrace, ExitPoint } from '../code';
import { lower } from '../lower';
import type { Machine } from '../machine';
import { emitPart, type EmitOptions, type Emitted } from './emit';
import { cutIntoParts, type Part } from './parts';

export interface JavaScriptCode {
  readonly code: Code;
  /** Bridges that run inside. */
  readonly inlined: readonly CompiledTrace[];
  /** The largest function's estimated bytes of V8 bytecode. */
  readonly size: number;
  readonly functions: number;
  /** Of all functions together. */
  readonly bytes: number;
}

export function compileToJavaScript(trace: CompiledTrace, machine: Machine, options: EmitOptions): JavaScriptCode {
  const parts = cutIntoParts(trace, lower(trace.ops), options.maxSize);
  const emitted = parts.map((part) => emitPart(trace, part, machine, options));
  const functions = emitted.map((e) => instantiate(e, machine));
  return {
    code: parts.length === 1 ? functions[0] : dispatch(parts, functions),
    inlined: emitted.flatMap((e) => e.inlined),
    size: Math.max(...emitted.map((e) => e.size)),
    functions: parts.length,
    bytes: emitted.reduce((sum, e) => sum + e.size, 0),
  };
}

type PartFunction = (segment: number) => ExitPoint;

/** Entries of the trace to segments of the parts. With one part they are the same numbers. */
function dispatch(parts: readonly Part[], functions: readonly PartFunction[]): Code {
  const part: number[] = [];
  const segment: number[] = [];
  parts.forEach((p, i) =>
    p.segments.forEach((s, j) => {
      part[s.entry] = i;
      segment[s.entry] = j;
    }),
  );
  return (entry) => functions[part[entry]](segment[entry]);
}

const OURS = /^(?:[a-z]\d+|[A-Za-z])$/;

/** The parentheses say that the function is called soon: V8 then compiles it at once instead of parsing it twice. */
function instantiate({ text, constants }: Emitted, machine: Machine): PartFunction {
  const { scope } = machine.hooks;
  for (const [name] of scope) if (OURS.test(name)) throw new Error(`the name ${name} is taken by generated code`);
  const constantNames = constants.map((_, i) => `k${i}=K[${i}]`);
  const body = `"use strict";const F=M.F,R=M.R,S=M.S,U=M.fuel,I=M.writeInt${constantNames.length > 0 ? `,${constantNames.join(',')}` : ''};
return(function(n){${text}});`;
  const make = new Function('K', 'M', ...scope.map(([name]) => name), body) as (...args: unknown[]) => PartFunction;
  return make(constants, machine, ...scope.map(([, value]) => value));
}

/** The generated text, for tests and people. */
export function showJavaScript(trace: CompiledTrace, machine: Machine, options: EmitOptions): string[] {
  return cutIntoParts(trace, lower(trace.ops), options.maxSize).map((part) => emitPart(trace, part, machine, options).text);
}
