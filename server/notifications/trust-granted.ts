import type { NotificationDefinition } from '../dispatch';
import { TRUST_GRANTED } from '../protocol';

export const trustGranted: NotificationDefinition = {
  method: TRUST_GRANTED,
  handle(session) {
    session.trusted = true;
  },
};
