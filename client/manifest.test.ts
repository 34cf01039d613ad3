/** The extension's manifest says what the code does: settings, commands, what happens without trust. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json';
import { AUTO, COMMANDS, DEFAULT_SETTINGS, TARGETS } from '../server/protocol';
import { readSettings } from '../server/session/settings';
import { LIMIT_NAMES, LIMITS, TIME_LIMIT, type LimitEntry } from '../analyzer/vm/sandbox/limits';
import { TARGETS as KNOWN_TARGETS } from '../analyzer/targets';

const properties = manifest.contributes.configuration.properties;
/** Settings that the client alone reads. */
const CLIENT_ONLY = ['jitlens.trace.server', 'jitlens.heat.enable', 'jitlens.profile.onSave', 'jitlens.pypy.path'];
const sources = ['.', 'commands'].flatMap((folder) =>
  readdirSync(path.join(import.meta.dirname, folder))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(path.join(import.meta.dirname, folder, name), 'utf8')),
);

describe('settings', () => {
  it('let a program run as long as the command line does', () => {
    expect(DEFAULT_SETTINGS.profile.timeLimit).toBe(TIME_LIMIT.profile);
  });

  it('name the limits of the table, with its values and sentences', () => {
    const described = Object.entries(properties['jitlens.profile.limits'].properties).map(([name, entry]) => [
      name,
      entry.default,
      entry.description,
    ]);
    const sentence = ({ what, unit }: LimitEntry): string =>
      `${what[0]!.toUpperCase()}${what.slice(1)}${unit === 'bytes' || unit === 'bits' || unit === 'characters' ? `, in ${unit}` : ''}.`;
    expect(described).toEqual(LIMIT_NAMES.map((name) => [name, LIMITS[name].profile, sentence(LIMITS[name])]));
  });

  it('have the defaults the server has', () => {
    const nested = {
      targets: properties['jitlens.targets'].default,
      codeLens: { enable: properties['jitlens.codeLens.enable'].default },
      inlayHints: { enable: properties['jitlens.inlayHints.enable'].default },
      profile: {
        timeLimit: properties['jitlens.profile.timeLimit'].default,
        limits: properties['jitlens.profile.limits'].default,
        arguments: properties['jitlens.profile.arguments'].default,
      },
      runConfigurations: properties['jitlens.runConfigurations'].default,
      rules: { disable: properties['jitlens.rules.disable'].default },
    };
    expect(nested).toEqual(DEFAULT_SETTINGS);
    expect(readSettings(nested)).toEqual({ settings: DEFAULT_SETTINGS, complaints: [] });
    const known = Object.keys(properties).filter((name) => !CLIENT_ONLY.includes(name));
    const leaves = Object.entries(DEFAULT_SETTINGS).flatMap(([key, value]) =>
      typeof value === 'object' && !Array.isArray(value)
        ? Object.keys(value as object).map((inner) => `jitlens.${key}.${inner}`)
        : [`jitlens.${key}`],
    );
    expect(known.sort()).toEqual(leaves.sort());
  });

  it('all have a description', () => {
    for (const property of Object.values(properties)) expect(property.markdownDescription).toMatch(/^[A-Z].*\.$/s);
  });

  it('offer the targets the analyzer knows', () => {
    const { items } = properties['jitlens.targets'];
    expect(items.enum).toEqual([AUTO, ...TARGETS]);
    expect(TARGETS).toEqual(KNOWN_TARGETS.map(({ name }) => name));
    expect(items.enumDescriptions).toHaveLength(items.enum.length);
  });

  it('let no workspace name a program that is run outside the sandbox', () => {
    expect(properties['jitlens.pypy.path'].scope).toBe('machine');
  });

  it('describe run configurations as the server reads them', () => {
    const { properties: parts } = properties['jitlens.runConfigurations'].items;
    const whole = { name: 'all', file: 'a.py', arguments: ['x'], stdin: 'y', environment: { Z: '1' }, timeLimit: 3 };
    expect(Object.keys(parts).sort()).toEqual(Object.keys(whole).sort());
    expect(readSettings({ runConfigurations: [whole] })).toMatchObject({ settings: { runConfigurations: [whole] }, complaints: [] });
  });

  it('take one target from clients that know but one', () => {
    expect(readSettings({ target: 'cpython3.14' }).settings.targets).toEqual(['cpython3.14']);
    expect(readSettings({ targets: ['pypy', 'auto', 'pypy'] }).settings.targets).toEqual(['pypy', 'auto']);
    expect(readSettings({ targets: ['jython'] })).toMatchObject({
      settings: { targets: ['auto'] },
      complaints: [expect.stringContaining('jitlens.targets must be')],
    });
  });
});

describe('commands', () => {
  const contributed = manifest.contributes.commands.map(({ command }) => command);

  it('are those the extension registers', () => {
    const registered = sources.flatMap((text) => [...text.matchAll(/registerCommand\('([^']+)'/g)].map((match) => match[1]!));
    expect(registered.sort()).toEqual([...contributed].sort());
  });

  it("do not take the names of the server's, which the client library registers itself", () => {
    for (const command of contributed) expect(Object.values(COMMANDS)).not.toContain(command);
  });
});

describe('the walkthrough', () => {
  it('has pages that ship, and commands that exist', () => {
    const commands = manifest.contributes.commands.map(({ command }) => command);
    for (const { steps } of manifest.contributes.walkthroughs)
      for (const { description, media } of steps) {
        expect(readFileSync(path.join(import.meta.dirname, '..', media.markdown), 'utf8')).not.toBe('');
        for (const [, command] of description.matchAll(/command:(jitlens\.\w+)/g)) expect(commands).toContain(command);
      }
  });
});

describe('the manifest', () => {
  it('starts the extension for Python alone, where the files are, and says what needs trust', () => {
    expect(manifest.activationEvents).toEqual(['onLanguage:python']);
    expect(manifest.extensionKind).toEqual(['workspace']);
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
    expect(manifest.capabilities.virtualWorkspaces.supported).toBe('limited');
  });
});
