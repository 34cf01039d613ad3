/** CRC-32 (ISO 3309), for binascii and zlib. */
import { vm } from '../runtime/vm';

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});
/** `start` is the checksum of what came before. */
export function crc32(data: Uint8Array, start: number): number {
  let c = ~start;
  for (const b of data) c = CRC_TABLE[(c ^ b) & 255] ^ (c >>> 8);
  vm.spend(data.length >> 4);
  return ~c >>> 0;
}
