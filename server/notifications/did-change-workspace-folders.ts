/** `workspace/didChangeWorkspaceFolders`: which folders there are decides what a run may read and whose settings a file has. */
import { fields, list, text } from '../decode';
import type { NotificationDefinition } from '../dispatch';
import { isFile, pathOf } from '../session/paths';

export const didChangeWorkspaceFolders: NotificationDefinition = {
  method: 'workspace/didChangeWorkspaceFolders',
  async handle(session, params) {
    const event = fields(params.get('event'), 'event');
    const removed = new Set(paths(event.get('removed'), 'event.removed'));
    const added = paths(event.get('added'), 'event.added').filter((folder) => !session.folders.includes(folder));
    session.folders = [...session.folders.filter((folder) => !removed.has(folder)), ...added];
    await session.fetchSettings();
  },
};

function paths(value: unknown, path: string): readonly string[] {
  const uris = list(value, path).map((folder, index) => text(fields(folder, `${path}[${index}]`).get('uri'), `${path}[${index}].uri`));
  return uris.filter(isFile).map(pathOf);
}
