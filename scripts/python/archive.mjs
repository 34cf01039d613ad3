/**
 * The archives that the VM's standard library lies in. Layout: an 8-byte length, that many bytes of JSON (the index), then the blocks it points
 * into: texts each compressed by itself (brotli), so that what is needed is unpacked alone; bytecode as it is, since every import reads it and unpacking
 * takes longer than reading. Read by analyzer/vm/sandbox/library-archive.ts.
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
  const addPlain = (data) => {
    blocks.push(Buffer.from(data));
    offset += data.length;
    return [offset - data.length, data.length];
  };
  /** @param {Uint8Array} data */
  const add = (data) =>
    addPlain(brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22 } }));
  return { index, blocks, add, addPlain };
}

/** @param {string} file @param {Index} index @param {readonly Buffer[]} blocks */
export function writeArchive(file, index, blocks) {
  const head = Buffer.from(JSON.stringify(index));
  const size = Buffer.alloc(8);
  size.writeUInt32LE(head.length);
  writeFileSync(file, Buffer.concat([size, head, ...blocks]));
}
