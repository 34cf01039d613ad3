/** `initialize`: what the server can do. */
import { CodeActionKind, TextDocumentSyncKind } from 'vscode-languageserver/node';
import type { InitializeResult } from 'vscode-languageserver/node';
import { isFile, pathOf } from '../session/paths';
import { COMMANDS } from '../protocol';
import type { Session } from '../session/session';
import { readAbilities } from '../session/client-abilities';

export const SERVER_NAME = 'jitlens';

/** Parameters are read leniently: a client that says little can do little. */
export function initialize(session: Session, params: unknown, version: string): InitializeResult {
  const sent = new Map(typeof params === 'object' && params !== null ? Object.entries(params) : []);
  session.abilities = readAbilities(sent.get('capabilities'));
  session.folders = foldersOf(sent);
  const given: unknown = sent.get('initializationOptions');
  const options = new Map(typeof given === 'object' && given !== null ? Object.entries(given) : []);
  session.trusted = options.get('trusted') !== false;
  session.briefHovers = options.get('briefHovers') === true;
  session.showsPages = options.get('showsPages') === true;
  if (options.has('settings')) session.applySettings(options.get('settings'));
  return {
    serverInfo: { name: SERVER_NAME, version },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      notebookDocumentSync: { notebookSelector: [{ cells: [{ language: 'python' }] }] },
      hoverProvider: true,
      codeLensProvider: { resolveProvider: false },
      inlayHintProvider: { resolveProvider: false },
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
      executeCommandProvider: { commands: Object.values(COMMANDS), workDoneProgress: true },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      // Every file is analysed by itself; the workspace as a whole on demand (`jitlens.checkWorkspace`).
      diagnosticProvider: { identifier: SERVER_NAME, interFileDependencies: false, workspaceDiagnostics: false },
    },
  };
}

/** `workspaceFolders`, or the older `rootUri`. */
function foldersOf(params: ReadonlyMap<string, unknown>): readonly string[] {
  const given = params.get('workspaceFolders');
  const uris: unknown[] = Array.isArray(given)
    ? given.map((folder: unknown) => (typeof folder === 'object' && folder !== null && 'uri' in folder ? folder.uri : null))
    : [params.get('rootUri')];
  return uris.filter((uri): uri is string => typeof uri === 'string' && isFile(uri)).map(pathOf);
}
