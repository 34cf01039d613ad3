/** `notebookDocument/didOpen`, `didChange` and `didClose`: the Python cells of notebooks. */
import { InvalidParams, count, fields, integer, list, optional, text } from '../decode';
import type { Fields } from '../decode';
import type { NotificationDefinition } from '../dispatch';
import type { NotebookCell } from '../session/notebook';
import { readChange } from './did-change';

export const notebookOpened: NotificationDefinition = {
  method: 'notebookDocument/didOpen',
  handle(session, params) {
    const notebook = fields(params.get('notebookDocument'), 'notebookDocument');
    const cells = documents(params.get('cellTextDocuments'), 'cellTextDocuments');
    session.openNotebook(
      text(notebook.get('uri'), 'notebookDocument.uri'),
      ordered(notebook.get('cells'), 'notebookDocument.cells', cells),
    );
  },
};

export const notebookChanged: NotificationDefinition = {
  method: 'notebookDocument/didChange',
  handle(session, params) {
    const uri = notebookUri(params);
    const notebook = session.notebooks.get(uri);
    if (notebook === undefined) throw new InvalidParams(`${uri} is not open`);
    const change = optional(fields(params.get('change'), 'change').get('cells'), 'change.cells', fields);
    const structure = optional(change?.get('structure'), 'change.cells.structure', fields);
    if (structure !== undefined) {
      const array = fields(structure.get('array'), 'change.cells.structure.array');
      const opened = documents(structure.get('didOpen') ?? [], 'change.cells.structure.didOpen');
      const start = count(array.get('start'), 'change.cells.structure.array.start');
      const gone = count(array.get('deleteCount'), 'change.cells.structure.array.deleteCount');
      notebook.replace(start, gone, ordered(array.get('cells') ?? [], 'change.cells.structure.array.cells', opened));
    }
    for (const edited of optional(change?.get('textContent'), 'change.cells.textContent', list) ?? []) {
      const { cell, version, changes } = edit(fields(edited, 'change.cells.textContent'));
      if (!notebook.edit(cell, version, changes)) throw new InvalidParams(`${cell} is no cell of ${uri}`);
    }
    session.notebookChanged(uri);
  },
};

export const notebookClosed: NotificationDefinition = {
  method: 'notebookDocument/didClose',
  handle(session, params) {
    session.closeNotebook(notebookUri(params));
  },
};

function notebookUri(params: Fields): string {
  return text(fields(params.get('notebookDocument'), 'notebookDocument').get('uri'), 'notebookDocument.uri');
}

/** Text documents by URI. */
function documents(value: unknown, path: string): ReadonlyMap<string, NotebookCell> {
  return new Map(
    list(value, path).map((item, index) => {
      const at = fields(item, `${path}[${index}]`);
      const uri = text(at.get('uri'), `${path}[${index}].uri`);
      return [
        uri,
        { uri, version: integer(at.get('version'), `${path}[${index}].version`), text: text(at.get('text'), `${path}[${index}].text`) },
      ];
    }),
  );
}

/** The cells of a list whose text has been sent: those are the Python ones. */
function ordered(value: unknown, path: string, known: ReadonlyMap<string, NotebookCell>): NotebookCell[] {
  return list(value, path).flatMap(
    (item, index) => known.get(text(fields(item, `${path}[${index}]`).get('document'), `${path}[${index}].document`)) ?? [],
  );
}

function edit(edited: Fields) {
  const document = fields(edited.get('document'), 'change.cells.textContent.document');
  return {
    cell: text(document.get('uri'), 'change.cells.textContent.document.uri'),
    version: integer(document.get('version'), 'change.cells.textContent.document.version'),
    changes: list(edited.get('changes'), 'change.cells.textContent.changes').map(readChange),
  };
}
