import { documentUri } from '../decode';
import type { NotificationDefinition } from '../dispatch';

export const didClose: NotificationDefinition = {
  method: 'textDocument/didClose',
  handle(session, params) {
    session.close(documentUri(params));
  },
};
