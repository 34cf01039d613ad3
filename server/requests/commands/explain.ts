/** `jitlens.explain [code]`: the page of a rule, as text and, where the client can open it, on the screen. */
import { InvalidParams, text } from '../../decode';
import type { CommandHandler } from '../execute-command';

export const explain: CommandHandler = async (session, args) => {
  const code = text(args[0], 'arguments[0]');
  const markdown = session.services.pages.markdown(code);
  if (markdown === null) throw new InvalidParams(`no rule ${JSON.stringify(code)}`);
  const uri = session.services.pages.uri(code);
  if (uri !== null && !session.showsPages && session.abilities.showDocument) await session.client.showDocument(uri);
  return { code, markdown, uri };
};
