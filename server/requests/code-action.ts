/** `textDocument/codeAction`: ignore a finding on its line, in its file or in its project, read about its rule, run the file to find out. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CodeActionKind } from 'vscode-languageserver/node';
import type { CodeAction, Command, Diagnostic } from 'vscode-languageserver/node';
import type { Finding } from '../../analyzer/rules/finding';
import { documentUri, fields, list, optional, range, texts } from '../decode';
import type { RequestDefinition } from '../dispatch';
import { ignoringFile, ignoringLine } from '../present/ignore-comment';
import { ignoringInProject } from '../present/ignore-project';
import { COMMANDS } from '../protocol';
import { isFile } from '../session/paths';
import type { OpenDocument } from '../session/open-document';
import type { Session } from '../session/session';
import { fixOf, measuredKey } from './commands/measure-fix';

export const codeActionRequest: RequestDefinition = {
  method: 'textDocument/codeAction',
  handle(session, params): (CodeAction | Command)[] {
    const document = session.documents.get(documentUri(params));
    const at = range(params.get('range'), 'range');
    const context = fields(params.get('context') ?? {}, 'context');
    const only = optional(context.get('only'), 'context.only', texts);
    optional(context.get('diagnostics'), 'context.diagnostics', list);
    if (document === undefined || !wanted(only)) return [];
    const start = document.offsetAt(at.start);
    const end = document.offsetAt(at.end);
    const touched = document.findings.filter(({ span }) => span.start <= end && start <= span.end);
    if (touched.length === 0) return [];
    const actions = touched.flatMap((finding, index) => {
      // One of each rule: two findings of a rule on the range would offer the same twice.
      if (touched.findIndex(({ code }) => code === finding.code) !== index) return [];
      const actions = [
        ...fixes(session, document, finding),
        ignore(document, finding),
        ignoreInFile(document, finding),
        ...ignoreInProject(document, finding),
        explain(finding),
      ];
      // VS Code lists what answers a diagnostic before what does not: with the diagnostic on all of them, the order above stays.
      const shown = diagnosticOf(session, document, finding);
      return shown === undefined ? actions : actions.map((action) => ({ ...action, diagnostics: [shown] }));
    });
    actions.push({
      title: 'Profile this file with JIT Lens',
      kind: CodeActionKind.QuickFix,
      command: { title: 'Profile this file', command: COMMANDS.profileFile, arguments: [document.uri] },
    });
    if (session.abilities.codeActionLiterals) return actions;
    // A client without code action literals takes commands alone.
    return actions.flatMap((action) => (action.command === undefined ? [] : [{ ...action.command, title: action.title }]));
  },
};

function wanted(only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((kind) => kind === CodeActionKind.Empty || kind === CodeActionKind.QuickFix);
}

/**
 * What can be rewritten in answer to the finding. A fix that has been measured says in its title what it did; one that did not help is
 * shown as withdrawn, with the reason. One that has not can be measured first.
 */
function fixes(session: Session, document: OpenDocument, { code, span }: Finding): CodeAction[] {
  return document.rewrites
    .filter((rewrite) => rewrite.code === code && rewrite.span.start === span.start)
    .flatMap((rewrite) => {
      const { title, diff } = fixOf(document, rewrite);
      const known = session.measuredFixes.get(measuredKey(document.uri, diff));
      const edits = rewrite.edits.map((edit) => ({ range: document.rangeOf(edit), newText: edit.text }));
      const action: CodeAction = { title: capitalized(title), kind: CodeActionKind.QuickFix, edit: { changes: { [document.uri]: edits } } };
      if (known !== undefined) action.title += `: ${known.result}`;
      if (known?.helps === false) {
        const withdrawn = { ...action, disabled: { reason: `A run does not speak for it: ${known.result}.` } };
        return session.abilities.disabledActions ? [withdrawn] : [];
      }
      if (known !== undefined) return [{ ...action, isPreferred: true }];
      const command = { title: `Measure the fix: ${title}`, command: COMMANDS.measureFix, arguments: [document.uri, title] };
      return [action, { title: command.title, kind: CodeActionKind.QuickFix, command }];
    });
}

function capitalized(title: string): string {
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** None where the finding is not shown, as a hint may be. */
function diagnosticOf(session: Session, document: OpenDocument, { code, span }: Finding): Diagnostic | undefined {
  const { line } = document.rangeOf(span).start;
  return session.diagnosticsOf(document).find((diagnostic) => diagnostic.code === code && diagnostic.range.start.line === line);
}

function ignore(document: OpenDocument, finding: Finding): CodeAction {
  const { line } = document.rangeOf(finding.span).start;
  const { character, newText, replaces } = ignoringLine(document.lineText(line), finding.code);
  return {
    title: `Ignore ${finding.code} on this line`,
    kind: CodeActionKind.QuickFix,
    edit: {
      changes: { [document.uri]: [{ range: { start: { line, character }, end: { line, character: character + replaces } }, newText }] },
    },
  };
}

function ignoreInFile(document: OpenDocument, finding: Finding): CodeAction {
  const { line, newText } = ignoringFile(document.ownText, finding.code);
  const at = { line, character: 0 };
  return {
    title: `Ignore ${finding.code} in this file`,
    kind: CodeActionKind.QuickFix,
    edit: { changes: { [document.uri]: [{ range: { start: at, end: at }, newText }] } },
  };
}

/** None where there is no pyproject.toml above the file: nobody asked for one. */
function ignoreInProject(document: OpenDocument, finding: Finding): CodeAction[] {
  const file = isFile(document.programUri) ? nearestPyproject(document.path) : null;
  if (file === null) return [];
  const { line, character, newText } = ignoringInProject(file.text, finding.code);
  const at = { line, character };
  return [
    {
      title: `Ignore ${finding.code} in this project`,
      kind: CodeActionKind.QuickFix,
      edit: { changes: { [pathToFileURL(file.path).href]: [{ range: { start: at, end: at }, newText }] } },
    },
  ];
}

function nearestPyproject(path: string): { readonly path: string; readonly text: string } | null {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = join(folder, 'pyproject.toml');
    try {
      return { path: file, text: readFileSync(file, 'utf8') };
    } catch {
      if (folder === dirname(folder)) return null;
    }
  }
}

function explain(finding: Finding): CodeAction {
  return {
    title: `Explain ${finding.code}`,
    kind: CodeActionKind.QuickFix,
    command: { title: `Explain ${finding.code}`, command: COMMANDS.explain, arguments: [finding.code] },
  };
}
