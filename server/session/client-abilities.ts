/** What the client announced in `initialize`, reduced to the questions the server asks. Anything malformed counts as "no". */

export interface ClientAbilities {
  readonly pullDiagnostics: boolean;
  readonly refreshDiagnostics: boolean;
  readonly refreshCodeLenses: boolean;
  readonly refreshInlayHints: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly markdownHover: boolean;
  readonly codeActionLiterals: boolean;
  readonly disabledActions: boolean;
  readonly workDoneProgress: boolean;
  readonly configuration: boolean;
  readonly configurationRegistration: boolean;
  readonly showDocument: boolean;
}

export const NO_ABILITIES: ClientAbilities = readAbilities(undefined);

export function readAbilities(capabilities: unknown): ClientAbilities {
  const has = (...path: string[]): boolean => at(capabilities, path) === true;
  const present = (...path: string[]): boolean => isObject(at(capabilities, path));
  const formats = at(capabilities, ['textDocument', 'hover', 'contentFormat']);
  return {
    pullDiagnostics: present('textDocument', 'diagnostic'),
    refreshDiagnostics: has('workspace', 'diagnostics', 'refreshSupport'),
    refreshInlayHints: has('workspace', 'inlayHint', 'refreshSupport'),
    refreshCodeLenses: has('workspace', 'codeLens', 'refreshSupport'),
    relatedInformation:
      has('textDocument', 'publishDiagnostics', 'relatedInformation') || has('textDocument', 'diagnostic', 'relatedInformation'),
    codeDescription:
      has('textDocument', 'publishDiagnostics', 'codeDescriptionSupport') || has('textDocument', 'diagnostic', 'codeDescriptionSupport'),
    markdownHover: Array.isArray(formats) && formats.includes('markdown'),
    codeActionLiterals: present('textDocument', 'codeAction', 'codeActionLiteralSupport'),
    disabledActions: has('textDocument', 'codeAction', 'disabledSupport'),
    workDoneProgress: has('window', 'workDoneProgress'),
    configuration: has('workspace', 'configuration'),
    configurationRegistration: has('workspace', 'didChangeConfiguration', 'dynamicRegistration'),
    showDocument: has('window', 'showDocument', 'support'),
  };
}

function at(value: unknown, path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    if (!isObject(here) || !Object.hasOwn(here, key)) return undefined;
    here = here[key];
  }
  return here;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
