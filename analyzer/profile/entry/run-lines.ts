/**
 * Comments that say how a function is run for a profile:
 *
 *     # jitlens: run postage(1000)
 *     def postage(parcels): ...
 *
 * The rest of the line is Python, run after the file in the file's own namespace. A line belongs to the function it stands in, to the
 * one right below it, and to every function whose name it mentions.
 */
import type { Module } from '../../syntax/ast';

export interface RunLine {
  /** Absolute offsets of the comment. */
  readonly start: number;
  readonly end: number;
  /** A statement of Python. */
  readonly code: string;
}

const RUN_LINE = /^#\s*jitlens:\s*run\s+(.*\S)\s*$/;

export function runLinesOf({ comments }: Module): readonly RunLine[] {
  return comments.flatMap(({ start, end, text }) => {
    const code = RUN_LINE.exec(text)?.[1];
    return code === undefined ? [] : [{ start, end, code }];
  });
}

/** Whether a run line calls something of that name. */
export function mentions({ code }: RunLine, name: string): boolean {
  return new RegExp(`(?<!\\w)${name}\\s*\\(`, 'u').test(code);
}
