/**
 * How much memory the guest holds: what V8 counts for its thread, less what the VM had before the program began.
 *
 * V8 counts garbage until it collects it, so a program that seems to hold too much is looked at again after a collection (some 40 ms
 * for 400 MB). Between two such looks the limit gives way by a quarter, so that a program near it does not spend its time collecting.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Heap {
  /** Bytes in use now. */
  used(): number;
  /** Frees what nobody holds. */
  collect(): void;
}

let collector: (() => void) | null = null;

/** The heap of the calling thread. */
export const threadHeap: Heap = {
  used() {
    const { used_heap_size, external_memory } = getHeapStatistics();
    return used_heap_size + external_memory;
  },
  collect() {
    if (collector === null) {
      // The flag is up only while the function is made: the guest's own global has no `gc`.
      setFlagsFromString('--expose-gc');
      collector = runInNewContext('gc') as () => void;
      setFlagsFromString('--no-expose-gc');
    }
    collector();
  },
};

export class HeapGauge {
  private readonly before: number;
  /** Bytes at which the next collection is worth its time. */
  private look: number;

  constructor(
    private readonly heap: Heap,
    private readonly limit: number,
  ) {
    this.before = heap.used();
    this.look = limit;
  }

  /** Whether the guest holds more than it may, or would with `ahead` bytes more. */
  exceeds(ahead = 0): boolean {
    if (this.held() + ahead <= this.look) return false;
    this.heap.collect();
    const held = this.held() + ahead;
    this.look = Math.max(this.limit, held + this.limit / 4);
    return held > this.limit;
  }

  private held(): number {
    return this.heap.used() - this.before;
  }
}
