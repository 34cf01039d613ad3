/**
 * Draws the extension's icon: a lens over a trace and the bridge that leaves it. Drawn when the extension is built, from shapes given by
 * their distance functions, so that no picture is kept in the repository. VS Code wants a PNG of at least 128 by 128 pixels.
 */
import { deflateSync } from 'node:zlib';

const SIZE = 256;
/** Samples along each side of a pixel. */
const SAMPLES = 4;

/** @typedef {readonly [number, number, number]} Color */
/** @typedef {(x: number, y: number) => number} Distance Negative inside; in the units of the picture, which is 256 wide. */

/** @type {Color} */ const TOP = [38, 52, 78];
/** @type {Color} */ const BOTTOM = [22, 29, 46];
/** @type {Color} */ const RIM = [232, 238, 247];
/** @type {Color} */ const GLASS = [49, 68, 102];
/** @type {Color} */ const TRACE = [92, 214, 150];
/** @type {Color} */ const BRIDGE = [255, 176, 84];

/** @type {(ax: number, ay: number, bx: number, by: number, width: number) => Distance} */
const line = (ax, ay, bx, by, width) => (x, y) => {
  const along = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)));
  return Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)) - width / 2;
};
/** @type {(cx: number, cy: number, radius: number) => Distance} */
const disc = (cx, cy, radius) => (x, y) => Math.hypot(x - cx, y - cy) - radius;
/** @type {(...parts: readonly Distance[]) => Distance} */
const any =
  (...parts) =>
  (x, y) =>
    Math.min(...parts.map((part) => part(x, y)));
/** @type {Distance} */
const tile = (x, y) => {
  const [dx, dy] = [Math.abs(x - 128) - 72, Math.abs(y - 128) - 72];
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - 48;
};
const glass = disc(114, 112, 66);

/** Painted in this order, each over the one before. @type {readonly { readonly shape: Distance, readonly color: Color }[]} */
const LAYERS = [
  { shape: line(164, 164, 205, 205, 24), color: RIM },
  { shape: disc(114, 112, 76), color: RIM },
  { shape: glass, color: GLASS },
  { shape: any(line(104, 104, 138, 84, 9), line(138, 84, 152, 84, 9), disc(152, 84, 11)), color: BRIDGE },
  {
    shape: any(
      line(74, 104, 104, 104, 11),
      line(104, 104, 128, 134, 11),
      line(128, 134, 150, 134, 11),
      disc(76, 104, 12),
      disc(150, 134, 12),
    ),
    color: TRACE,
  },
];

/** The icon as a PNG file. */
export function icon() {
  const rows = Buffer.alloc(SIZE * (1 + SIZE * 4));
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) rows.set(pixel(column, row), row * (1 + SIZE * 4) + 1 + column * 4);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

/** Red, green, blue and opacity. @param {number} column @param {number} row */
function pixel(column, row) {
  const sum = [0, 0, 0, 0];
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
    const x = column + ((sample % SAMPLES) + 0.5) / SAMPLES;
    const y = row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES;
    if (tile(x, y) > 0) continue;
    const color = LAYERS.findLast(({ shape }) => shape(x, y) <= 0)?.color ?? blend(TOP, BOTTOM, y / SIZE);
    color.forEach((part, index) => (sum[index] += part));
    sum[3]++;
  }
  return sum[3] === 0 ? [0, 0, 0, 0] : [sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3], (255 * sum[3]) / SAMPLES ** 2];
}

/** @param {Color} from @param {Color} to @param {number} share @returns {Color} */
function blend(from, to, share) {
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share, from[2] + (to[2] - from[2]) * share];
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(8 + body.length);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(checksum(body), 4 + body.length);
  return framed;
}

/** CRC-32, as PNG has it. @param {Buffer} bytes */
function checksum(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
