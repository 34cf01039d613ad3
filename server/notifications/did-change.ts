import { InvalidParams, documentUri, fields, integer, list, optional, range, text } from '../decode';
import type { NotificationDefinition } from '../dispatch';
import { OpenFile } from '../session/open-document';
import type { ContentChange } from '../session/open-document';

export const didChange: NotificationDefinition = {
  method: 'textDocument/didChange',
  handle(session, params) {
    const uri = documentUri(params);
    const version = integer(fields(params.get('textDocument'), 'textDocument').get('version'), 'textDocument.version');
    // All changes are read before the first is applied: a malformed one must not leave half of them done.
    const changes = list(params.get('contentChanges'), 'contentChanges').map(readChange);
    const document = session.documents.get(uri);
    if (!(document instanceof OpenFile)) throw new InvalidParams(`${uri} is not open`);
    document.change(changes, version);
    session.publisher.textChanged(document);
  },
};

export function readChange(value: unknown, index: number): ContentChange {
  const path = `contentChanges[${index}]`;
  const change = fields(value, path);
  return { range: optional(change.get('range'), `${path}.range`, range), text: text(change.get('text'), `${path}.text`) };
}
