/** The recording in progress, for the Recording machine. One at a time. */
import type { MetaInterp } from './metainterp';

export const recording: { mi: MetaInterp | null } = { mi: null };

/** The recording in progress; operations of the Recording machine run only inside one. */
export function mi(): MetaInterp {
  return recording.mi as MetaInterp;
}
