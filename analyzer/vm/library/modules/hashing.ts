/**
 * hashlib: the digests of digests.ts as objects, key derivation. Sources: CPython's Modules/_hashopenssl.c and _blake2/ (what is accepted, and
 * the messages); RFC 8018 (PBKDF2).
 */
import { error, exceptionType, GuestError, newException, typeError, valueError } from '../../runtime/errors';
import type { Keywords } from '../../runtime/functions';
import { hooks } from '../../runtime/hooks';
import { K } from '../../runtime/kinds';
import { typeOf, type W_Type } from '../../runtime/types';
import { layout, newStr, strText, w_None, W_Bytes, W_Native, type W } from '../../runtime/values';
import { vm } from '../../runtime/vm';
import { checkSize } from '../../runtime/blocks';
import { constructor, defineModule, getset, method, rawMethod } from '../define';
import { BLAKE2B, BLAKE2S, blake2, type Blake2 } from '../digests/blake2';
import { DIGESTS, type Digest } from '../digests/digests';
import { sponge } from '../digests/sha3';
import { argument, bigArgument, bytesArgument, intArgument, isBytesLike, moduleType, onlyKeywords } from '../native';
import { joinBytes } from '../text/join-bytes';
import { setOfNames } from '../text/names';
import { address } from '../text/text';

const hashType = moduleType('_hashlib', 'HASH');
const xofType = moduleType('_hashlib', 'HASHXOF');
const blakeTypes: ReadonlyMap<Blake2, W_Type> = new Map([BLAKE2B, BLAKE2S].map((kind) => [kind, moduleType('_blake2', kind.name)]));

class W_Hash extends W_Native {
  data: Uint8Array[] = [];
  constructor(
    readonly name: string,
    readonly digest: Digest,
    readonly of: W_Type = hashType,
  ) {
    super(of);
  }
  all(): Uint8Array {
    const all = joinBytes(this.data);
    this.data = [all];
    vm.spend(all.length >> 4);
    return all;
  }
}
layout(W_Hash, K.NATIVE);
const H = (w: W): W_Hash => w as W_Hash;
const hex = (data: Uint8Array): string => Array.from(data, (b) => b.toString(16).padStart(2, '0')).join('');

function hashed(w: W): Uint8Array {
  if (strText(w) !== null) throw typeError('Strings must be encoded before hashing');
  if (!isBytesLike(w)) throw typeError('object supporting the buffer API required');
  return bytesArgument(w).slice();
}

for (const type of [hashType, xofType, ...blakeTypes.values()]) {
  method(type, 'update', 2, 2, (h, data) => {
    H(h).data.push(hashed(data));
    return w_None;
  });
  method(type, 'copy', 1, 1, (h) => {
    const copy = new W_Hash(H(h).name, H(h).digest, H(h).of);
    copy.data = H(h).data.slice();
    return copy;
  });
  getset(type, 'name', (h) => newStr(H(h).name));
  getset(type, 'digest_size', (h) => H(h).digest.size);
  getset(type, 'block_size', (h) => H(h).digest.block);
  if (!type.name.startsWith('blake2'))
    method(type, '__repr__', 1, 1, (h) => newStr(`<${H(h).name} _hashlib.${type.name} object @ ${address(h)}>`));
  if (type === xofType) continue;
  method(type, 'digest', 1, 1, (h) => new W_Bytes(H(h).digest.sum(H(h).all())));
  method(type, 'hexdigest', 1, 1, (h) => newStr(hex(H(h).digest.sum(H(h).all()))));
}

/** SHAKE's strength in bits, by name, and how many bytes a block is (FIPS 202, 6.2). */
const SHAKES = new Map([
  ['shake_128', 168],
  ['shake_256', 136],
]);
function squeezed(name: string, args: readonly W[], keywords: Keywords | null): Uint8Array {
  const length = argument(args, 1, keywords, 'length');
  if (length === undefined) throw typeError(`${name}() missing required argument 'length' (pos 1)`);
  const size = intArgument(length);
  if (size < 0) throw valueError('value must be positive');
  checkSize(size);
  vm.spend(size >> 4);
  const h = H(args[0]);
  return sponge(h.all(), h.digest.block, 31, size);
}
rawMethod(xofType, 'digest', (args, keywords) => new W_Bytes(squeezed('digest', args, keywords)));
rawMethod(xofType, 'hexdigest', (args, keywords) => newStr(hex(squeezed('hexdigest', args, keywords))));

/** The constructor of BLAKE2b or BLAKE2s. */
function makeBlake2(kind: Blake2, args: readonly W[], keywords: Keywords | null): W {
  onlyKeywords(kind.name, keywords, BLAKE2_KEYWORDS);
  const most = kind.longest;
  const number = (name: string, otherwise: number, low: number, high: number, message: string): number => {
    const given = keywords?.get(name);
    const n = given === undefined ? BigInt(otherwise) : bigArgument(given);
    if (n < BigInt(low) || n > BigInt(high)) throw valueError(message);
    return Number(n);
  };
  const block = (name: string, longest: number, what: string): Uint8Array => {
    const given = keywords?.get(name);
    const bytes = given === undefined ? new Uint8Array(0) : bytesArgument(given).slice();
    if (bytes.length > longest) throw valueError(`maximum ${what} length is ${longest} bytes`);
    return bytes;
  };
  const nodeOffset = keywords?.has('node_offset') === true ? bigArgument(keywords.get('node_offset') as W) : 0n;
  const truth = (name: string): boolean => keywords?.has(name) === true && hooks.truth(keywords.get(name) as W);
  if (nodeOffset < 0n) throw error('OverflowError', "can't convert negative value to unsigned int");
  if (nodeOffset >= 1n << BigInt(kind.word === 8 ? 64 : 48))
    throw error('OverflowError', kind.word === 8 ? 'int too big to convert' : 'node_offset is too large');
  const size = number('digest_size', most, 1, most, `digest_size must be between 1 and ${most} bytes`);
  const salt = block('salt', kind.saltSize, 'salt');
  const person = block('person', kind.saltSize, 'person');
  const fanout = number('fanout', 1, 0, 255, 'fanout must be between 0 and 255');
  const depth = number('depth', 1, 1, 255, 'depth must be between 1 and 255');
  const leafSize = number('leaf_size', 0, 0, 0xffffffff, 'leaf_size is too large');
  const nodeDepth = number('node_depth', 0, 0, 255, 'node_depth must be between 0 and 255');
  const innerSize = number('inner_size', 0, 0, most, `inner_size must be between 0 and is ${most}`);
  const key = block('key', most, 'key');
  const parameters = { size, key, salt, person, fanout, depth, leafSize, nodeOffset, nodeDepth, innerSize, lastNode: truth('last_node') };
  const digest: Digest = { size, block: kind.word * 16, sum: (data) => blake2(kind, data, parameters) };
  const h = new W_Hash(kind.name, digest, blakeTypes.get(kind));
  const data = args[0] ?? keywords?.get('data') ?? keywords?.get('string');
  if (data !== undefined) h.data.push(hashed(data));
  return h;
}
const BLAKE2_KEYWORDS = [
  'data',
  'string',
  'digest_size',
  'key',
  'salt',
  'person',
  'fanout',
  'depth',
  'leaf_size',
  'node_offset',
  'node_depth',
  'inner_size',
  'last_node',
  'usedforsecurity',
];

for (const [kind, type] of blakeTypes) {
  rawMethod(type, '__init__', () => w_None);
  constructor(type, (args, keywords) => makeBlake2(kind, args.slice(1), keywords));
  for (const [name, size] of [
    ['SALT_SIZE', kind.saltSize],
    ['PERSON_SIZE', kind.saltSize],
    ['MAX_KEY_SIZE', kind.longest],
    ['MAX_DIGEST_SIZE', kind.longest],
  ] as const)
    type.dict.set(name, size);
}

/** HMAC (RFC 2104) of one message. */
function hmac(digest: Digest, key: Uint8Array): (message: Uint8Array) => Uint8Array {
  const short = key.length > digest.block ? digest.sum(key) : key;
  const padded = new Uint8Array(digest.block);
  padded.set(short);
  const [inner, outer] = [padded.map((b) => b ^ 0x36), padded.map((b) => b ^ 0x5c)];
  return (message) => digest.sum(joinBytes([outer, digest.sum(joinBytes([inner, message]))]));
}

const unsupportedType = moduleType('_hashlib', 'UnsupportedDigestmodError', [exceptionType('ValueError')]);
unsupportedType.hasDict = true;

/** RFC 8018, 5.2. */
function pbkdf2(args: readonly W[], keywords: Keywords | null): W {
  const of = (i: number, name: string): W => {
    const given = argument(args, i, keywords, name);
    if (given === undefined) throw typeError(`pbkdf2_hmac() missing required argument '${name}' (pos ${i + 1})`);
    return given;
  };
  const name = strText(of(0, 'hash_name'));
  if (name === null) throw typeError(`pbkdf2_hmac() argument 'hash_name' must be str, not ${typeOf(of(0, 'hash_name')).name}`);
  const digest = DIGESTS.get(name.toLowerCase());
  const [password, salt, rounds] = [bytesArgument(of(1, 'password')), bytesArgument(of(2, 'salt')), intArgument(of(3, 'iterations'))];
  const wanted = argument(args, 4, keywords, 'dklen') ?? w_None;
  if (digest === undefined) throw new GuestError(newException(unsupportedType, [newStr('[digital envelope routines] unsupported')]));
  if (rounds < 1) throw valueError('iteration value must be greater than 0.');
  const size = wanted === w_None ? digest.size : intArgument(wanted);
  if (size > 0x7fffffff) throw error('OverflowError', 'key length is too great.');
  if (size < 1) throw valueError('key length must be greater than 0.');
  checkSize(size);
  const sum = hmac(digest, password);
  const out = new Uint8Array(Math.ceil(size / digest.size) * digest.size);
  for (let block = 1; (block - 1) * digest.size < size; block++) {
    let u = sum(joinBytes([salt, Uint8Array.of(block >>> 24, block >>> 16, block >>> 8, block)]));
    const t = u.slice();
    for (let i = 1; i < rounds; i++) {
      vm.spend(64);
      u = sum(u);
      for (let j = 0; j < t.length; j++) t[j]! ^= u[j]!;
    }
    out.set(t, (block - 1) * digest.size);
  }
  return new W_Bytes(out.slice(0, size));
}

/** Reads a file to its end into a digest. Source: CPython's Lib/hashlib.py, `file_digest`. */
function fileDigest(args: readonly W[], make: (name: string) => W): W {
  const [file, kind] = [args[0], args[1]];
  const name = strText(kind);
  const h = name === null ? hooks.call(kind, []) : make(name);
  const data = hooks.call(hooks.getattr(file, 'read'), []);
  hooks.call(hooks.getattr(h, 'update'), [data]);
  return h;
}

defineModule('hashlib', (m) => {
  const names = [...DIGESTS.keys(), ...SHAKES.keys()];
  const make = (name: string, args: readonly W[], keywords: Keywords | null): W => {
    const key = name.toLowerCase().replace(/^sha3-/, 'sha3_');
    if (key === 'blake2b' || key === 'blake2s') return makeBlake2(key === 'blake2b' ? BLAKE2B : BLAKE2S, args, keywords);
    const digest = DIGESTS.get(key);
    const block = SHAKES.get(key);
    if (digest === undefined && block === undefined) throw valueError(`unsupported hash type ${name}`);
    onlyKeywords(`openssl_${key}`, keywords, ['data', 'string', 'usedforsecurity']);
    const h =
      digest === undefined
        ? new W_Hash(key, { size: 0, block: block ?? 0, sum: () => new Uint8Array(0) }, xofType)
        : new W_Hash(key, digest);
    const data = args[0] ?? keywords?.get('data') ?? keywords?.get('string');
    if (data !== undefined) h.data.push(hashed(data));
    return h;
  };
  for (const name of names) m.raw(name, (args, keywords) => make(name, args, keywords));
  for (const [kind, type] of blakeTypes) m.set(kind.name, type);
  m.raw('new', (args, keywords) => {
    const name = argument(args, 0, keywords, 'name');
    const rest = new Map(keywords ?? []);
    rest.delete('name');
    return make(name === undefined ? '' : (strText(name) ?? ''), args.slice(1), rest);
  });
  m.raw('pbkdf2_hmac', pbkdf2);
  m.raw('file_digest', (args) => fileDigest(args, (name) => make(name, [], null)));
  const all = setOfNames([...names, 'blake2b', 'blake2s']);
  m.set('algorithms_guaranteed', all);
  m.set('algorithms_available', all);
});
