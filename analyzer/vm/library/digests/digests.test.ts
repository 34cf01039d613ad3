import { describe, expect, it } from 'vitest';
import { DIGESTS } from './digests';

const hex = (name: string, text: string): string => Buffer.from(DIGESTS.get(name)?.sum(Buffer.from(text)) ?? []).toString('hex');

describe('digests', () => {
  it('gives the test vectors of FIPS 202 for "abc"', () => {
    expect(hex('sha3_224', 'abc')).toBe('e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf');
    expect(hex('sha3_256', 'abc')).toBe('3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532');
  });
  it('gives the test vectors of RFC 1321 and FIPS 180-4 for "abc"', () => {
    expect(hex('md5', 'abc')).toBe('900150983cd24fb0d6963f7d28e17f72');
    expect(hex('sha1', 'abc')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
    expect(hex('sha224', 'abc')).toBe('23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7');
    expect(hex('sha256', 'abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(hex('sha512', 'abc')).toMatch(/^ddaf35a193617abacc417349ae204131/);
  });
  it('pads messages that fill a block', () => {
    for (const n of [55, 56, 63, 64, 111, 112, 127, 128]) expect(hex('sha512', 'a'.repeat(n))).toHaveLength(128);
    expect(hex('md5', 'a'.repeat(64))).toBe('014842d480b571495a4a0363793f7367');
  });
});
