/** Reads a PYPYLOG file as a stream. */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { PypylogParser } from '../../vm/jit/pypylog';
import type { TraceLog } from '../../vm/jit/tracelog';

/** The log; `.gz` is unpacked on the way. Rejects when the file cannot be read or unpacked. */
export async function readLogFile(path: string, traceText: boolean): Promise<TraceLog> {
  const parser = new PypylogParser({ traceText });
  const file = createReadStream(path);
  if (path.endsWith('.gz')) {
    const unpacked = createGunzip();
    file.on('error', (error) => unpacked.destroy(error));
    for await (const chunk of file.pipe(unpacked)) parser.push(chunk as Uint8Array);
  } else for await (const chunk of file) parser.push(chunk as Uint8Array);
  return parser.end();
}
