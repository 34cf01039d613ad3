/**
 * The archives that the VM's standard library lies in. Layout: an 8-byte length, that many bytes of JSON (the index), then the blocks it points
 * into, each compressed by itself (brotli), so that an import unpacks what it needs alone. Read by analyzer/vm/sandbox/library-archive.ts.
 */
import { writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

/** @typedef {Record<string, [offset: number, size: number, codeOffset: number, codeSize: number]>} Index */

export function newArchive() {
  /** @type {Index} */
  const index = {};
  /** @type {Buffer[]} */
  const blocks = [];
  let offset = 0;
  /** @param {Uint8Array} data @returns {[number, number]} */
  const add = (data) => {
    const block = brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22 } });
    blocks.push(block);
    offset += block.length;
    return [offset - block.length, block.length];
  };
  return { index, blocks, add };
}

/** @param {string} file @param {Index} index @param {readonly Buffer[]} blocks */
export function writeArchive(file, index, blocks) {
  const head = Buffer.from(JSON.stringify(index));
  const size = Buffer.alloc(8);
  size.writeUInt32LE(head.length);
  writeFileSync(file, Buffer.concat([size, head, ...blocks]));
}
