/** `textDocument/hover`: one card for each finding under the pointer, the narrowest first. */
import { MarkupKind } from 'vscode-languageserver/node';
import type { Hover } from 'vscode-languageserver/node';
import type { Finding, Span } from '../../analyzer/rules/finding';
import { documentUri, position } from '../decode';
import type { RequestDefinition } from '../dispatch';
import { isShown } from '../present/diagnostics';
import { markdownCard, plainCard } from '../present/hover-card';
import type { Card, MeasuredFix } from '../present/hover-card';
import type { OpenDocument } from '../session/open-document';
import type { Session } from '../session/session';
import { fixOf, measuredKey } from './commands/measure-fix';

export const hoverRequest: RequestDefinition = {
  method: 'textDocument/hover',
  handle(session, params): Hover | null {
    const document = session.documents.get(documentUri(params));
    const at = position(params.get('position'), 'position');
    if (document === undefined) return null;
    const offset = document.offsetAt(at);
    const found = cardsOf(session, document).filter(({ span }) => span.start <= offset && offset <= span.end);
    if (found.length === 0) return null;
    found.sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start));
    const value = found.map(({ card }) => (session.abilities.markdownHover ? markdownCard(card) : plainCard(card))).join('\n\n---\n\n');
    const kind = session.abilities.markdownHover ? MarkupKind.Markdown : MarkupKind.PlainText;
    return { contents: { kind, value }, range: document.rangeOf(found[0]!.span) };
  },
};

/** A card for every finding of the document, refuted ones included: the squiggle is gone, the knowledge is not. */
function cardsOf(session: Session, document: OpenDocument): { readonly span: Span; readonly card: Card }[] {
  const { standing, alone } = session.runs.match(document);
  const wanted = session.targetsFor(document.path);
  const target = session.runs.get(document.programUri)?.profile.target ?? wanted[0] ?? '';
  const about = (code: string): Pick<Card, 'code' | 'target' | 'wanted' | 'treatments' | 'page'> => ({
    code,
    target,
    wanted,
    treatments: session.services.pages.treatments(code),
    page: session.services.pages.uri(code),
  });
  // Of what a run refuted there is no diagnostic whose message could stand above the card.
  const isBrief = (finding: Finding): boolean => session.briefHovers && isShown(finding, standing.get(finding), wanted);
  return [
    ...document.findings.map((finding) => ({
      span: finding.span,
      card: {
        ...about(finding.code),
        message: finding.message,
        standing: standing.get(finding),
        finding,
        measured: measuredFixesOf(session, document, finding),
        brief: isBrief(finding),
      },
    })),
    ...alone.map(({ code, span, payload }) => ({
      span,
      card: {
        ...about(code),
        message: payload.message,
        standing: { payload, holds: true },
        finding: null,
        brief: session.briefHovers,
      },
    })),
  ];
}

/** What was measured of the fixes that answer the finding, as the text stands now. */
function measuredFixesOf(session: Session, document: OpenDocument, { code, span }: Finding): MeasuredFix[] {
  if (session.measuredFixes.size === 0) return [];
  return document.rewrites
    .filter((rewrite) => rewrite.code === code && rewrite.span.start === span.start)
    .flatMap((rewrite) => {
      const { title, diff } = fixOf(document, rewrite);
      const known = session.measuredFixes.get(measuredKey(document.uri, diff));
      return known === undefined ? [] : [{ title, result: known.result, helps: known.helps === true }];
    });
}
