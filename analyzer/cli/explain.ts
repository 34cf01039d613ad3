/** `jitlens explain CODE` (of a rule) or NAME (of a rule or a fix), and for documentation `--list` (all rules) and `--configuration` (the schema of the configuration). */
import { FIX_PAGES } from '../fixes/pages';
import { REWRITERS } from '../fixes/registry';
import { fixPage } from '../fixes/fix-page';
import { observationPage } from '../report/observation-page';
import { rulePage } from '../report/rule-page';
import { RULES, ruleNamed } from '../rules/registry';
import { configurationSchema } from '../workspace/configuration-schema';
import type { CommandIo } from './io';
import { EXIT } from './io';

export function explainCommand(args: readonly string[], io: CommandIo): number {
  const [code, ...more] = args;
  const list = RULES.map((rule) => `  ${rule.code}  ${rule.summary}\n`).join('');
  if (code === '--list') {
    io.stdout(list);
    return EXIT.clean;
  }
  if (code === '--configuration') {
    io.stdout(`${JSON.stringify(configurationSchema(), null, 2)}\n`);
    return EXIT.clean;
  }
  if (code === undefined || more.length > 0) {
    io.stderr(`jitlens explain: give one rule code:\n${list}`);
    return EXIT.failed;
  }
  const fix = REWRITERS.find(({ name }) => name === code);
  if (fix !== undefined) {
    io.stdout(fixPage(fix.name, fix.codes, FIX_PAGES.get(fix.name)!));
    return EXIT.clean;
  }
  const rule = ruleNamed(code);
  const observed = rule === null ? observationPage(code) : null;
  if (observed !== null) {
    io.stdout(observed);
    return EXIT.clean;
  }
  if (rule === null) {
    io.stderr(`jitlens explain: no rule "${code}"; there are:\n${list}`);
    return EXIT.failed;
  }
  io.stdout(rulePage(rule));
  return EXIT.clean;
}
