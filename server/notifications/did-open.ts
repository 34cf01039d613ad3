import { documentUri, fields, integer, optional, text } from '../decode';
import type { NotificationDefinition } from '../dispatch';

export const didOpen: NotificationDefinition = {
  method: 'textDocument/didOpen',
  handle(session, params) {
    const uri = documentUri(params);
    const item = fields(params.get('textDocument'), 'textDocument');
    const language = optional(item.get('languageId'), 'textDocument.languageId', text) ?? 'python';
    session.open(uri, language, integer(item.get('version'), 'textDocument.version'), text(item.get('text'), 'textDocument.text'));
  },
};
