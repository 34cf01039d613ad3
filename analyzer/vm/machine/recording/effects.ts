/** An effect that waits until the guards before it are recorded. */
import { mi } from '../../jit/recorder/current';
import { GuestError } from '../../runtime/errors';

let waitingEffect: (() => void) | null = null;
/** What waits for the first thing that cannot be undone. */
export function performEffect(): void {
  const effect = waitingEffect;
  waitingEffect = null;
  effect?.();
}
/** Does `effect` (stores alone) after the guards that `work` starts with: before it pushes a frame or calls, at the latest at its end. */
export function withEffect<T>(effect: () => void, work: () => T): T {
  waitingEffect = effect;
  mi().beforeCall = performEffect;
  try {
    const r = work();
    performEffect();
    return r;
  } catch (e) {
    if (e instanceof GuestError) performEffect();
    throw e;
  } finally {
    waitingEffect = null;
  }
}
