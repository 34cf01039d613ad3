/** CRC-32 (ISO 3309), for binascii and zlib. */
import { vm } from '../runtime/vm';

let table: Uint32Array | null = null;
/** Made when it is first wanted. */
const crcTable = (): Uint32Array =>
  (table ??= Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    return c;
  }));
/** `start` is the checksum of what came before. */
export function crc32(data: Uint8Array, start: number): number {
  let c = ~start;
  const steps = crcTable();
  for (const b of data) c = steps[(c ^ b) & 255] ^ (c >>> 8);
  vm.spend(data.length >> 4);
  return ~c >>> 0;
}
