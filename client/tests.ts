/**
 * Test functions in the Test Explorer, each of which can be profiled. The server finds them in the Python files that are open; the run
 * profile is no default, so that "Run All Tests" stays the affair of the user's own test runner.
 */
import { Range, TestMessage, TestRunProfileKind, tests, window, workspace } from 'vscode';
import type { CancellationToken, Disposable, TestController, TestItem, TestRunRequest, TextDocument, Uri } from 'vscode';
import { COMMANDS } from '../server/protocol';
import type { TestItem as ServerTest } from '../server/protocol';
import type { Configurations } from './configurations';
import { nameOf } from './commands/profiling';
import type { ServerLink } from './server-link';
import type { StatusBar } from './status-bar';

export class Tests implements Disposable {
  private readonly controller: TestController = tests.createTestController('jitlens', 'JIT Lens');
  private readonly server: ServerLink;
  private readonly statusBar: StatusBar;
  private readonly configurations: Configurations;
  private readonly listeners: Disposable[];
  private timer: NodeJS.Timeout | undefined;

  constructor(server: ServerLink, statusBar: StatusBar, configurations: Configurations) {
    this.server = server;
    this.statusBar = statusBar;
    this.configurations = configurations;
    this.controller.createRunProfile('Profile with JIT Lens', TestRunProfileKind.Run, (request, token) => this.run(request, token), false);
    this.listeners = [
      window.onDidChangeVisibleTextEditors(() => this.later()),
      workspace.onDidChangeTextDocument(() => this.later()),
      workspace.onDidCloseTextDocument(({ uri }) => this.controller.items.delete(uri.toString())),
      server.onDidChangeState(() => this.later()),
    ];
    this.later();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const disposable of [this.controller, ...this.listeners]) disposable.dispose();
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      for (const { document } of window.visibleTextEditors) if (document.languageId === 'python') void this.find(document);
    }, 400);
  }

  private async find(document: TextDocument): Promise<void> {
    if (!this.server.running) return;
    const { uri, version } = document;
    const found = (await this.server.run(COMMANDS.tests, [this.server.uriOf(uri)]).catch(() => [])) as readonly ServerTest[];
    if (document.version !== version) return;
    if (found.length === 0) {
      this.controller.items.delete(uri.toString());
      return;
    }
    const file = this.controller.createTestItem(uri.toString(), nameOf(uri), uri);
    const groups = new Map<string, TestItem>();
    for (const { id, label, group, range } of found) {
      const item = this.controller.createTestItem(id, label, uri);
      item.range = new Range(range.start.line, range.start.character, range.end.line, range.end.character);
      (group === null ? file : this.groupOf(groups, file, group, uri)).children.add(item);
    }
    this.controller.items.add(file);
  }

  private groupOf(groups: Map<string, TestItem>, file: TestItem, name: string, uri: Uri): TestItem {
    const known = groups.get(name) ?? this.controller.createTestItem(name, name, uri);
    groups.set(name, known);
    file.children.add(known);
    return known;
  }

  private async run(request: TestRunRequest, token: CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    const left = new Set((request.exclude ?? []).flatMap(leaves));
    const wanted = (request.include ?? [...this.controller.items].map(([, item]) => item))
      .flatMap(leaves)
      .filter((item) => !left.has(item));
    for (const item of wanted) run.enqueued(item);
    for (const item of wanted) {
      if (token.isCancellationRequested || item.uri === undefined) break;
      run.started(item);
      let outcome = '';
      try {
        const args = [this.server.uriOf(item.uri), item.id, this.configurations.remembered(item.uri)];
        const result = await this.server.run(COMMANDS.profileTest, args, token, (message, last) => {
          if (last) outcome = message;
        });
        this.statusBar.setOutcome(item.uri.toString(), { told: outcome, brief: textOf(result, 'brief') });
        run.appendOutput(`${item.label}: ${outcome}\r\n${textOf(result, 'stderr').replaceAll('\n', '\r\n')}`, undefined, item);
        if (textOf(result, 'outcome') === 'failed') run.failed(item, new TestMessage(outcome));
        else run.passed(item);
      } catch (error) {
        run.errored(item, new TestMessage(error instanceof Error ? error.message : String(error)));
      }
    }
    run.end();
  }
}

function leaves(item: TestItem): TestItem[] {
  return item.children.size === 0 ? [item] : [...item.children].flatMap(([, child]) => leaves(child));
}

function textOf(value: unknown, key: string): string {
  const found: unknown =
    typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  return typeof found === 'string' ? found : '';
}
