/** The requests the server answers, besides `initialize` and `shutdown`. */
import type { RequestDefinition } from '../dispatch';
import { codeActionRequest } from './code-action';
import { codeLensRequest } from './code-lens';
import { diagnosticRequest } from './diagnostic';
import { executeCommandRequest } from './execute-command';
import { hoverRequest } from './hover';
import { inlayHintRequest } from './inlay-hint';

export const REQUESTS: readonly RequestDefinition[] = [
  codeActionRequest,
  codeLensRequest,
  diagnosticRequest,
  executeCommandRequest,
  hoverRequest,
  inlayHintRequest,
];
