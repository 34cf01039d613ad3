/** Runs the fuzzer that run.mjs names, and tells it what happens. */
import { parseArgs } from 'node:util';
import type { JitSetting } from '../analyzer/vm';
import { campaign } from './campaign';
import { keep, keptFinds } from './finds';
import { FUZZERS } from './fuzzers';
import { findsFolder } from './root';

/** From this process to run.mjs. */
export type Report =
  | { readonly type: 'input'; readonly seed: number }
  | { readonly type: 'end'; readonly inputs: number; readonly finds: number; readonly skipped: string | null };

const MOST_FINDS = 3;
const SHRINKING = { tries: 300, milliseconds: 60_000 };

const tell = (report: Report): void => void process.send?.(report);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      milliseconds: { type: 'string', default: '60000' },
      inputs: { type: 'string' },
      seed: { type: 'string', default: '1' },
      python: { type: 'string' },
      jit: { type: 'string' },
      replay: { type: 'boolean', default: false },
    },
  });
  const fuzzer = FUZZERS.get(positionals[0] ?? '')!({ python: values.python ?? null, jit: jitSetting(values.jit) });
  const skipped = fuzzer.missing?.() ?? null;
  if (skipped !== null) {
    tell({ type: 'end', inputs: 0, finds: 0, skipped });
    return;
  }
  try {
    if (values.replay) {
      const kept = keptFinds(findsFolder).filter((find) => find.fuzzer === fuzzer.name);
      let finds = 0;
      for (const { file, input } of kept) {
        const complaint = await fuzzer.complaint(input.join('\n'));
        if (complaint !== null) finds++;
        console.log(`  ${file}: ${complaint ?? 'mended'}`);
      }
      tell({ type: 'end', inputs: kept.length, finds, skipped: null });
      return;
    }
    const { inputs, finds } = await campaign(fuzzer, {
      seed: Number(values.seed),
      milliseconds: Number(values.milliseconds),
      ...(values.inputs !== undefined && { mostInputs: Number(values.inputs) }),
      mostFinds: MOST_FINDS,
      shrinking: SHRINKING,
      onInput: (seed) => tell({ type: 'input', seed }),
      onFind: (find) => {
        const file = keep(findsFolder, find);
        console.log(`${fuzzer.name}, seed ${find.seed}: ${find.complaint}\n  kept as fixtures/fuzz/${file} (${find.input.length} lines)`);
      },
    });
    tell({ type: 'end', inputs, finds, skipped: null });
  } finally {
    await fuzzer.dispose?.();
  }
}

/** `off` or `K=V,...`, as `--jit` of the command line takes it. */
function jitSetting(text: string | undefined): JitSetting {
  if (text === undefined || text === 'off') return text ?? {};
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [name = '', value = ''] = part.split('=');
      return [name, /^\d+$/.test(value) ? Number(value) : value];
    }),
  );
}

void main().then(
  () => process.disconnect?.(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
