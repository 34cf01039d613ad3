/** The files of a ZIP archive, from its central directory (APPNOTE.TXT 4.3.12). */
import { readFileSync } from 'node:fs';

export interface ZipEntry {
  readonly name: string;
  /** Bytes, packed and unpacked. */
  readonly packed: number;
  readonly size: number;
}

const DIRECTORY_ENTRY = 0x02014b50;
const END = 0x06054b50;

export function zipEntries(file: string): readonly ZipEntry[] {
  const bytes = readFileSync(file);
  // The end record is the last thing in an archive without a comment.
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== END) end--;
  if (end < 0) throw new Error(`${file} is no ZIP archive`);
  const entries: ZipEntry[] = [];
  for (let at = bytes.readUInt32LE(end + 16), left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error(`${file} is damaged at ${at}`);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString('utf8');
    entries.push({ name, packed: bytes.readUInt32LE(at + 20), size: bytes.readUInt32LE(at + 24) });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}
