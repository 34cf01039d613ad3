/** Profiles in a row, over the language server: what each takes, and what the server keeps of them. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LoadClient } from './client';
import { latencies, shown, slope } from './figures';

export async function profilesLoad(command: readonly string[], root: string, profiles: number): Promise<string[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jitlens-load-'));
  const client = new LoadClient(command, 'python');
  try {
    const name = path.join(folder, 'program.py');
    writeFileSync(name, readFileSync(path.join(root, 'bench/programs/tri_props.py'), 'utf8'));
    const uri = pathToFileURL(name).href;
    await client.initialize([pathToFileURL(folder).href]);
    const times: number[] = [];
    const memory: number[] = [];
    const outcomes = new Set<string>();
    const results = new Set<string>();
    for (let run = 0; run < profiles; run++) {
      const started = performance.now();
      const { times: _times, ...profile } = await client.request<{ outcome: string; times: unknown }>('workspace/executeCommand', {
        command: 'jitlens.profileFile',
        arguments: [uri, { fresh: true, limits: { operations: 3_000_000 } }],
      });
      times.push(performance.now() - started);
      memory.push(client.memory);
      outcomes.add(profile.outcome);
      results.add(JSON.stringify(profile));
    }
    const warm = memory.slice(Math.floor(memory.length / 3));
    return [
      `${profiles} profiles in a row: median / 95 % / greatest: ${latencies(times)} ms; outcomes: ${[...outcomes].join(', ')}; different results: ${results.size}`,
      `memory of the server after warm-up: ${shown(warm[0] ?? NaN)} MB, slope ${(slope(warm) * profiles).toFixed(1)} MB in ${profiles} profiles; child processes now: ${childrenOf(client.pid)}`,
    ];
  } finally {
    client.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Processes that a process has started and that still run (Linux); one of them is the spare that waits for the next run. */
function childrenOf(pid: number): number {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return new RegExp(`^.*\\) [^Z] ${pid} `, 's').test(readFileSync(`/proc/${name}/stat`, 'utf8'));
    } catch {
      return false;
    }
  }).length;
}
