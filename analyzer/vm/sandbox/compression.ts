/** DEFLATE through Node.js's zlib, for the guest's `zlib` and what stands on it. Sizes are limited: a small block may unpack to a huge one. */
import { zlib } from './node-zlib';

const LARGEST = 256 * 2 ** 20;

/** `windowBits` as zlib's: below 0 raw, above 15 gzip. */
export function deflate(data: Uint8Array, level: number, windowBits: number, strategy: number, dictionary?: Uint8Array): Uint8Array {
  const { deflateRawSync, deflateSync, gzipSync } = zlib();
  const bits = windowBits < 0 ? -windowBits : windowBits > 15 ? windowBits - 16 : windowBits;
  const options = { level, windowBits: Math.max(9, bits), strategy, memLevel: 8, ...(dictionary === undefined ? {} : { dictionary }) };
  return windowBits < 0 ? deflateRawSync(data, options) : windowBits > 15 ? gzipSync(data, options) : deflateSync(data, options);
}

export interface Inflated {
  readonly data: Uint8Array;
  /** Bytes of the input that belong to the stream. */
  readonly used: number;
  /** The stream's end was reached. */
  readonly finished: boolean;
}
/** Node gives the engine too when asked; its types do not know. */
type WithEngine = { buffer: Buffer; engine: { bytesWritten: number } };

/** Unpacks what is there. A message instead when the data are damaged. */
export function inflate(input: Uint8Array, windowBits: number, dictionary?: Uint8Array): Inflated | string {
  const { constants, gunzipSync, inflateRawSync, inflateSync, unzipSync } = zlib();
  const run =
    windowBits < 0
      ? inflateRawSync
      : windowBits > 47 || windowBits === 0
        ? inflateSync
        : windowBits >= 40
          ? unzipSync
          : windowBits > 15
            ? gunzipSync
            : inflateSync;
  const options = { info: true, maxOutputLength: LARGEST, ...(dictionary === undefined ? {} : { dictionary }) };
  const attempt = (finishFlush: number): Inflated => {
    const { buffer, engine } = run(input, { ...options, finishFlush }) as unknown as WithEngine;
    return { data: buffer, used: engine.bytesWritten, finished: finishFlush === constants.Z_FINISH };
  };
  try {
    return attempt(constants.Z_FINISH);
  } catch (e) {
    if (!(e instanceof Error)) return 'unknown error';
    if (!/unexpected end/.test(e.message)) return e.message;
  }
  try {
    return attempt(constants.Z_SYNC_FLUSH);
  } catch (e) {
    return e instanceof Error ? e.message : 'unknown error';
  }
}
