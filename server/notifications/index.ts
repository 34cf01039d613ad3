/** The notifications the server listens to, besides `initialized` and `exit`. */
import type { NotificationDefinition } from '../dispatch';
import { didChange } from './did-change';
import { didChangeConfiguration } from './did-change-configuration';
import { didChangeWorkspaceFolders } from './did-change-workspace-folders';
import { didClose } from './did-close';
import { didOpen } from './did-open';
import { notebookChanged, notebookClosed, notebookOpened } from './notebooks';
import { trustGranted } from './trust-granted';

export const NOTIFICATIONS: readonly NotificationDefinition[] = [
  didChange,
  didChangeConfiguration,
  didChangeWorkspaceFolders,
  didClose,
  didOpen,
  notebookOpened,
  notebookChanged,
  notebookClosed,
  trustGranted,
];
