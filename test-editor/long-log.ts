/** A PYPYLOG file as long as one likes: loops over a function of branches, and a tree of bridges grown from their guards. */

/** The program that the log is about; its branches stand in the lines from `FIRST_BRANCH` on. */
export const BRANCHES = 40;
const FIRST_BRANCH = 3;
const GUARDS = 12;

export function branchyProgram(): string {
  const branches = Array.from({ length: BRANCHES }, (_, index) => `        if row[${index}] is None: total += ${index}`);
  return ['def add(rows, total=0):', '    for row in rows:', ...branches, '    return total', ''].join('\n');
}

/** `traces` in all, a hundredth of them loops. Each bridge grows from a guard that has none yet, of the oldest trace that has such a guard. */
export function longLog(program: string, traces: number): string {
  const loops = Math.max(1, Math.floor(traces / 100));
  const out: string[] = [];
  const free: number[] = [];
  const counts: string[] = [];
  let guard = 0x7f0000000000;
  let token = 139_000_000_000_000;
  for (let index = 0; index < traces; index++) {
    const kind = index < loops ? 'loop' : 'bridge';
    const from = kind === 'bridge' ? free.shift()! : 0;
    const line = FIRST_BRANCH + ((index * 7) % BRANCHES);
    const stamp = (index * 4096 + 65_536).toString(16);
    out.push(`[${stamp}] {jit-log-opt-${kind}`);
    out.push(
      kind === 'loop'
        ? `# Loop ${index + 1} (add;${program}:1-${line}~#${32 + 2 * index} FOR_ITER) : loop with ${GUARDS * 2 + 2} ops`
        : `# bridge out of Guard 0x${from.toString(16)} with ${GUARDS * 2 + 2} ops`,
      '[p0, p1]',
    );
    if (kind === 'loop') {
      token += 16;
      out.push(`+10: label(p0, p1, descr=TargetToken(${token}))`);
      counts.push(`entry ${index + 1}:1`, `TargetToken(${token}):${1_000_000 - index}`);
    } else counts.push(`bridge ${from}:${200 + ((index * 7919) % 5000)}`);
    for (let one = 0; one < GUARDS; one++) {
      guard += 64;
      free.push(guard);
      const at = FIRST_BRANCH + ((index * 7 + one) % BRANCHES);
      out.push(
        `debug_merge_point(0, 0, 'add;${program}:1-${at}~#${40 + 4 * one} POP_JUMP_IF_FALSE')`,
        `+${20 + one}: i${2 + one} = int_lt(i1, ${one})`,
        `+${21 + one}: guard_true(i${2 + one}, descr=<Guard0x${guard.toString(16)}>) [p0, p1]`,
      );
    }
    out.push(`+90: jump(p0, p1, descr=TargetToken(${token}))`, '+99: --end of the loop--', `[${stamp}] jit-log-opt-${kind}}`);
  }
  out.push('[fffffffff] {jit-backend-counts', ...counts, '[fffffffff] jit-backend-counts}', '');
  return out.join('\n');
}
