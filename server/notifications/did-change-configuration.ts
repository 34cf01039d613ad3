import { fields, optional } from '../decode';
import type { NotificationDefinition } from '../dispatch';

/** Clients that can be asked send no settings along; the others send all of them. */
export const didChangeConfiguration: NotificationDefinition = {
  method: 'workspace/didChangeConfiguration',
  async handle(session, params) {
    if (session.abilities.configuration) return session.fetchSettings();
    const settings = optional(params.get('settings'), 'settings', fields);
    if (settings?.has('jitlens') === true) session.applySettings(settings.get('jitlens'));
  },
};
