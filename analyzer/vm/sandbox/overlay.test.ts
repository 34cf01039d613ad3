import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GuestFiles } from '../api';
import { hostDisk } from './disk';
import { isWithin, normalizePath, toGuestPath, toHostPath } from './guest-path';
import { overlayFiles } from './overlay';

const text = (data: Uint8Array | null): string | null => (data === null ? null : new TextDecoder().decode(data));
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);

let root = '';
let allowed = '';

beforeAll(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'overlay-')));
  allowed = path.join(root, 'allowed');
  mkdirSync(path.join(allowed, 'sub'), { recursive: true });
  mkdirSync(path.join(root, 'allowed-not'));
  writeFileSync(path.join(allowed, 'a.txt'), 'a on disk');
  writeFileSync(path.join(allowed, 'sub', 'b.txt'), 'b on disk');
  writeFileSync(path.join(root, 'secret.txt'), 'secret');
  writeFileSync(path.join(root, 'allowed-not', 'c.txt'), 'neighbour');
  symlinkSync(path.join(root, 'secret.txt'), path.join(allowed, 'link.txt'));
  symlinkSync(root, path.join(allowed, 'up'));
  symlinkSync(path.join(allowed, 'a.txt'), path.join(allowed, 'inside.txt'));
});

function files(capacity = 1000, exhausted = () => {}): GuestFiles {
  return overlayFiles({ disk: hostDisk, readable: [allowed], cwd: allowed, capacity, exhausted });
}

describe('reading', () => {
  it('gives files of the allowed folder, by absolute and relative path', () => {
    expect(text(files().read(`${allowed}/a.txt`))).toBe('a on disk');
    expect(text(files().read('sub/../sub/./b.txt'))).toBe('b on disk');
    expect(files().exists('sub')).toBe('directory');
  });

  it.each(['../secret.txt', '/etc/passwd', 'link.txt', 'up/secret.txt', 'sub/../../secret.txt', '../allowed-not/c.txt', '/'])(
    'hides %s',
    (hidden) => {
      expect(files().read(hidden)).toBeNull();
      expect(files().exists(hidden)).toBeNull();
      expect(files().list(hidden)).toBeNull();
    },
  );

  it('follows a link that stays inside', () => {
    expect(text(files().read('inside.txt'))).toBe('a on disk');
  });

  it('does not read a folder or a device', () => {
    expect(files().read('sub')).toBeNull();
    expect(hostDisk.read('/dev/zero')).toBeNull();
  });
});

describe('writing', () => {
  it('stays in memory', () => {
    const guest = files();
    guest.write('a.txt', bytes('changed'));
    guest.write('new/deep.txt', bytes('new'));
    expect(text(guest.read('a.txt'))).toBe('changed');
    expect(guest.exists('new')).toBe('directory');
    expect(guest.list('.')).toContain('new');
    expect(text(files().read('a.txt'))).toBe('a on disk');
    expect(files().exists('new/deep.txt')).toBeNull();
  });

  it('is possible where reading is not, without uncovering what lies there', () => {
    const guest = files();
    guest.write('/tmp/x.txt', bytes('mine'));
    expect(text(guest.read('/tmp/x.txt'))).toBe('mine');
    expect(guest.list('/tmp')).toEqual(['x.txt']);
  });

  it('removes a file of the disk for the guest alone', () => {
    const guest = files();
    expect(guest.remove('a.txt')).toBe(true);
    expect(guest.read('a.txt')).toBeNull();
    expect(guest.list('.')).not.toContain('a.txt');
    expect(guest.remove('a.txt')).toBe(false);
    expect(text(files().read('a.txt'))).toBe('a on disk');
  });

  it('keeps its own copy of the bytes', () => {
    const guest = files();
    const data = bytes('one');
    guest.write('x', data);
    data[0] = 0;
    guest.read('x')![1] = 0;
    expect(text(guest.read('x'))).toBe('one');
  });

  it('stops at its capacity and counts what is replaced once', () => {
    let refusals = 0;
    const guest = files(10, () => refusals++);
    guest.write('x', bytes('123456'));
    guest.write('x', bytes('1234567'));
    expect(refusals).toBe(0);
    guest.write('y', bytes('1234'));
    expect(refusals).toBe(1);
    expect(guest.exists('y')).toBeNull();
    guest.remove('x');
    guest.write('y', bytes('1234'));
    expect(text(guest.read('y'))).toBe('1234');
  });

  it('treats names of JavaScript as names', () => {
    const guest = files();
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(guest.exists(name)).toBeNull();
      guest.write(name, bytes(name));
      expect(text(guest.read(name))).toBe(name);
    }
  });
});

describe('paths', () => {
  it.each([
    ['/a/../../b', '/b'],
    ['a//b/', '/w/a/b'],
    ['.', '/w'],
    ['..', '/'],
  ])('normalizes %s to %s', (given, expected) => {
    expect(normalizePath(given, '/w')).toBe(expected);
  });

  it('translates a drive and back', () => {
    expect(toGuestPath('C:\\a\\b.py')).toBe('/C:/a/b.py');
    expect(toHostPath('/C:/a/b.py')).toBe('C:\\a\\b.py');
    expect(toHostPath('/a/b.py')).toBe('/a/b.py');
  });

  it('compares whole names', () => {
    expect(isWithin('/ab', '/a')).toBe(false);
    expect(isWithin('/a/b', '/a')).toBe(true);
  });
});
