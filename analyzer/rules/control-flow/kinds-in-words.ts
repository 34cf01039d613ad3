/** "an int, a float and None": kinds of values as sentences name them. */
import type { ItemKind } from '../../semantics/item-kinds';

const MOST_NAMED = 4;

export function kindsInWords(kinds: readonly ItemKind[], joint: 'and' | 'or' = 'and'): string {
  const names = kinds.slice(0, MOST_NAMED).map(({ name, of }) => {
    if (name === 'None') return name;
    const shown = of === null ? name : `\`${name}\``;
    return `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${shown}`;
  });
  return `${names.slice(0, -1).join(', ')} ${joint} ${names[names.length - 1]}`;
}
