/** Each rule's page: its text from the rule itself, its address among the files that ship with the server. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ruleNamed } from '../../analyzer/rules/registry';
import type { Pages } from './services';

export const livePages: Pages = {
  markdown(code) {
    const rule = ruleNamed(code);
    if (rule === null) return null;
    const { page } = rule;
    return [
      `# ${rule.code}: ${rule.summary}`,
      `## What it means\n\n${page.meaning}`,
      `## Why a tracing JIT cares\n\n${page.why}`,
      `## Example\n\n\`\`\`python\n${page.example.trimEnd()}\n\`\`\``,
      `## Instead\n\n\`\`\`python\n${page.instead.trimEnd()}\n\`\`\``,
      `## How a run confirms it\n\n${page.confirmed}`,
      `## When not to care\n\n${page.whenNot}\n`,
    ].join('\n\n');
  },

  uri(code) {
    const known = addresses.get(code);
    if (known !== undefined) return known;
    const file = folders.map((folder) => join(folder, `${code}.md`)).find((candidate) => existsSync(candidate));
    const uri = file === undefined || !/^JIT\d+$/.test(code) ? null : pathToFileURL(file).href;
    addresses.set(code, uri);
    return uri;
  },
};

/** Beside the bundle's folder, in the extension as in the checkout. */
const folders = [join(__dirname, '..', 'docs', 'rules')];
const addresses = new Map<string, string | null>();
