/** What the trace explorer's panel and its page say to each other. */
import type { ExplorerJson, TraceListingJson } from '../../server/protocol';

/** To the page. */
export type ToPage =
  | {
      readonly type: 'run';
      readonly explorer: ExplorerJson;
      /** The file's name. */
      readonly title: string;
      /** What the run was said to have shown; may be empty. */
      readonly answer: string;
      /** Of the lines in the table. */
      readonly sources: readonly SourceLine[];
      readonly selected: number | null;
    }
  | { readonly type: 'listing'; readonly listing: TraceListingJson; readonly sources: readonly SourceLine[] }
  | { readonly type: 'gone' };

/** Text of a line that is shown. */
export interface SourceLine {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** From the page. */
export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'listing'; readonly id: number }
  | { readonly type: 'reveal'; readonly path: string; readonly line: number };

/** Anything else than a message of the page is null. */
export function readFromPage(value: unknown): FromPage | null {
  if (typeof value !== 'object' || value === null || !('type' in value)) return null;
  if (value.type === 'ready') return { type: 'ready' };
  if (value.type === 'listing' && 'id' in value && typeof value.id === 'number') return { type: 'listing', id: value.id };
  if (value.type === 'reveal' && 'path' in value && 'line' in value && typeof value.path === 'string' && typeof value.line === 'number')
    return { type: 'reveal', path: value.path, line: value.line };
  return null;
}
