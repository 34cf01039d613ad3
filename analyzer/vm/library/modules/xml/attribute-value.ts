/** The value of an attribute: references replaced, white space as its type has it. Source: XML 1.0 (fifth edition), 3.3.3. */
import type { Dtd, Entity } from './dtd';
import { XmlError } from './errors';
import { PREDEFINED } from './names';
import { lines, scanReference } from './scan';

/** Charges characters that an entity is replaced by; throws when a document makes too many. */
type Budget = (characters: number, at: number) => void;

const VALUE_END = /[&<]/g;

/** `type`: as declared; `at`: where the value stands, for errors. */
export function attributeValue(dtd: Dtd, budget: Budget, raw: string, type: string, at: number): string {
  let out = '';
  const work: { text: string; i: number; entity: Entity | null }[] = [{ text: lines(raw), i: 0, entity: null }];
  while (work.length > 0) {
    const top = work[work.length - 1];
    if (top.i >= top.text.length) {
      if (top.entity !== null) top.entity.open = false;
      work.pop();
      continue;
    }
    VALUE_END.lastIndex = top.i;
    const next = VALUE_END.exec(top.text)?.index ?? top.text.length;
    out += top.text.slice(top.i, next).replaceAll(/[\t\n\r]/g, ' ');
    top.i = next;
    if (next >= top.text.length) continue;
    if (top.text[next] === '<') throw new XmlError('INVALID_TOKEN', at);
    const { name, character, end } = scanReference(`${top.text} `, next, at - next);
    top.i = end;
    const known = character ?? PREDEFINED.get(name);
    const entity = known === undefined ? dtd.entities.get(name) : undefined;
    if (known !== undefined) out += known;
    else if (entity === undefined) {
      if (!dtd.unread || dtd.standalone) throw new XmlError('UNDEFINED_ENTITY', at);
    } else if (entity.open) throw new XmlError('RECURSIVE_ENTITY_REF', at);
    else if (entity.notation !== null) throw new XmlError('BINARY_ENTITY_REF', at);
    else if (entity.text === null) throw new XmlError('ATTRIBUTE_EXTERNAL_ENTITY_REF', at);
    else {
      budget(entity.text.length, at);
      entity.open = true;
      work.push({ text: entity.text, i: 0, entity });
    }
  }
  return type === 'CDATA' ? out : out.replaceAll(/ +/g, ' ').replace(/^ | $/g, '');
}
