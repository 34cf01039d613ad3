/** CRC-32 (ISO 3309) and CRC-CCITT, for binascii and zlib. */
import { vm } from '../../runtime/vm';

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

/** CRC-CCITT, polynomial 0x1021, as BinHex 4 uses it. */
export function crcCcitt(data: Uint8Array, start: number): number {
  let c = start & 0xffff;
  for (const b of data) {
    c ^= b << 8;
    for (let k = 0; k < 8; k++) c = (c & 0x8000 ? (c << 1) ^ 0x1021 : c << 1) & 0xffff;
  }
  vm.spend(data.length >> 2);
  return c;
}
