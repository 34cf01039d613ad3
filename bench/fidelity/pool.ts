/** Work that runs in child processes, several at a time. */
import { availableParallelism } from 'node:os';

/** The results in the order of the items, whichever comes first. */
export async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>, atOnce = availableParallelism()): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const i = next++;
      results[i] = await work(items[i]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
