/** Each rule's page: its text from the rule itself, its address among the files that ship with the server. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { observationPage } from '../../analyzer/report/observation-page';
import { rulePage } from '../../analyzer/report/rule-page';
import { ruleNamed } from '../../analyzer/rules/registry';
import { TARGETS } from '../../analyzer/targets';
import type { Pages } from './services';

export const livePages: Pages = {
  treatments(code) {
    const rule = ruleNamed(code);
    return rule === null ? [] : TARGETS.map(({ name, constructs }) => ({ target: name, ...constructs[rule.construct] }));
  },

  markdown(code) {
    const rule = ruleNamed(code);
    return rule === null ? observationPage(code) : rulePage(rule);
  },

  uri(code) {
    const known = addresses.get(code);
    if (known !== undefined) return known;
    const file = /^JIT\d+$/.test(code) ? join(folder, `${code}.md`) : null;
    const uri = file === null || !existsSync(file) ? null : pathToFileURL(file).href;
    addresses.set(code, uri);
    return uri;
  },
};

/** Seen from the bundle in `dist/`, in the extension as in the checkout. */
const folder = fileURLToPath(new URL('../docs/rules', import.meta.url));
const addresses = new Map<string, string | null>();
