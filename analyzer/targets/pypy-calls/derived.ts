/**
 * Constructs that were not measured one by one, with the reason why their class is known.
 *
 * Sources: PyPy 7.3.11, rpython/jit/codewriter/policy.py (a function with a loop that is not unrolled becomes a residual call),
 * pypy/module/struct/formatiterator.py (`interpret` is looked inside only if the format is constant), pypy/module/cpyext
 * (every call into a C extension goes through calls that may force).
 */
import type { CallRow } from '../calls';

const STRUCT_FORMAT =
  'programs with the format in a local: 0.080 s for 400,000 records against 0.024 s with the literal; FormatIterator.interpret is looked inside only if the format is constant';
const POW_CONSTANT =
  'Leibniz series with pow(k, 3, 7) in the loop: three calls of mulmod with EF5 stand in the trace, and none that may force';
const SHARED_CODE = (with_: string) => `same implementation as ${with_} in PyPy 7.3.11`;

function derived(
  kind: CallRow['kind'],
  name: string,
  when: string,
  callClass: CallRow['class'],
  nanoseconds: number | null,
  evidence: string,
): CallRow {
  return { kind, name, when, class: callClass, calls: '', allocations: 0, nanoseconds, nanosecondsCPython: null, evidence };
}

export const DERIVED: readonly CallRow[] = [
  derived(
    'op',
    'extension call',
    '',
    'opaque',
    166,
    'a C extension of three functions on PyPy 7.3.11: four calls that may force around each, 166 ns for one int argument',
  ),
  derived('builtin', 'pow', 'three arguments, exponent and modulus constant', 'helper', 17, POW_CONSTANT),
  ...['pack', 'unpack', 'unpack_from', 'pack_into'].map((name) =>
    derived('library', `struct.${name}`, 'varying format', 'opaque', 200, STRUCT_FORMAT),
  ),
  derived(
    'library',
    'struct.calcsize',
    'varying format',
    'helper',
    null,
    'log of PyPy 7.3.11: CalcSizeFormatIterator.interpret boxes nothing and stays `call_n` of effect class 5, which forces nothing',
  ),
  derived('library', 're.search', '', 'opaque', null, SHARED_CODE('re.match: the pattern cache is a dict with tuple keys')),
  derived('library', 're.sub', '', 'opaque', null, SHARED_CODE('re.match: the pattern cache is a dict with tuple keys')),
  derived('library', 're.split', '', 'opaque', null, SHARED_CODE('re.match: the pattern cache is a dict with tuple keys')),
  derived('library', 're.findall', '', 'opaque', null, SHARED_CODE('re.Pattern.findall')),
  derived('library', 're.fullmatch', '', 'opaque', null, SHARED_CODE('re.match: the pattern cache is a dict with tuple keys')),
  derived('library', 're.finditer', '', 'opaque', null, SHARED_CODE('re.match: the pattern cache is a dict with tuple keys')),
  derived('library', 'zlib.adler32', '', 'opaque', null, SHARED_CODE('zlib.crc32')),
  derived('library', 'zlib.decompress', '', 'opaque', null, SHARED_CODE('zlib.compress')),
  derived('library', 'binascii.crc32', '', 'opaque', null, SHARED_CODE('zlib.crc32')),
  derived('library', 'binascii.unhexlify', '', 'opaque', null, SHARED_CODE('binascii.hexlify')),
  derived('library', 'hashlib.sha1', '', 'opaque', null, SHARED_CODE('hashlib.md5')),
  derived('library', 'hashlib.sha256', '', 'opaque', null, SHARED_CODE('hashlib.md5')),
  derived('method', 'file.read', '', 'opaque', null, SHARED_CODE('file.readline')),
  derived('method', 'file.write', '', 'opaque', null, SHARED_CODE('file.readline')),
];
