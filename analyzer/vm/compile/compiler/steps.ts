/**
 * Compilation steps that never recurse on the host stack.
 *
 * A compile function for something nested is a generator that yields the steps of its parts; `run` keeps the generators in
 * progress on an array. Leaves are compiled at once and give undefined instead of steps.
 */
export type Steps = Generator<Steps | undefined, void, void>;

export function run(first: Steps | undefined): void {
  if (first === undefined) return;
  const stack: Steps[] = [first];
  while (stack.length > 0) {
    const { done, value } = stack[stack.length - 1]!.next();
    if (done) stack.pop();
    else if (value !== undefined) stack.push(value);
  }
}
