/** What the commands work with. */
import type { ExplorerPanel } from '../explorer/panel';
import type { TraceTree } from '../explorer/tree';
import type { Configurations } from '../configurations';
import type { Consent } from '../consent';
import type { Pages } from '../pages';
import type { ServerLink } from '../server-link';
import type { StatusBar } from '../status-bar';

export interface Parts {
  readonly server: ServerLink;
  readonly statusBar: StatusBar;
  readonly pages: Pages;
  readonly explorer: ExplorerPanel;
  readonly tree: TraceTree;
  readonly configurations: Configurations;
  readonly consent: Consent;
}
