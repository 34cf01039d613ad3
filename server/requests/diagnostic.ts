/** `textDocument/diagnostic`: the client pulls. The result id is a digest of the answer, so "unchanged" is never wrong. */
import { createHash } from 'node:crypto';
import { DocumentDiagnosticReportKind } from 'vscode-languageserver/node';
import type { DocumentDiagnosticReport } from 'vscode-languageserver/node';
import { documentUri, optional, text } from '../decode';
import type { RequestDefinition } from '../dispatch';

export const diagnosticRequest: RequestDefinition = {
  method: 'textDocument/diagnostic',
  handle(session, params): DocumentDiagnosticReport {
    const document = session.documents.get(documentUri(params));
    const previous = optional(params.get('previousResultId'), 'previousResultId', text);
    const items = document === undefined ? [] : session.diagnosticsOf(document);
    const resultId = createHash('sha1').update(JSON.stringify(items)).digest('base64url').slice(0, 16);
    if (resultId === previous) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  },
};
