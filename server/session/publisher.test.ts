import { describe, expect, it, vi } from 'vitest';
import { Publisher, pauseAfter } from './publisher';

describe('the pause before diagnostics', () => {
  it.each([
    ['none at first', undefined, 0],
    ['none after a quick answer', { cost: 99, at: 1000 }, 0],
    ['as long as a slow answer took', { cost: 160, at: 1000 }, 160],
    ['at most 400 ms', { cost: 5000, at: 1000 }, 400],
    ['none when the slow answer was given long ago', { cost: 160, at: 800 }, 0],
  ])('is %s', (_, last, pause) => {
    expect(pauseAfter(last, 1000)).toBe(pause);
  });
});

describe('publishing', () => {
  const document = { uri: 'file:///a.py', version: 3 };
  const port = (pulls: boolean) => ({ pulls: () => pulls, refresh: vi.fn(), send: vi.fn(), diagnosticsOf: vi.fn(() => []) });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('answers several edits that came together once', async () => {
    const client = port(false);
    const publisher = new Publisher(client);
    for (let edit = 0; edit < 5; edit++) publisher.textChanged(document);
    await turn();
    expect(client.send.mock.calls).toEqual([['file:///a.py', 3, []]]);
  });

  it('says nothing of a document that was closed in the meantime, but clears what it showed', async () => {
    const client = port(false);
    const publisher = new Publisher(client);
    publisher.textChanged(document);
    publisher.closed(document.uri);
    await turn();
    expect(client.send.mock.calls).toEqual([['file:///a.py', undefined, []]]);
  });

  it('pushes nothing to a client that pulls, and asks it once to pull again', async () => {
    const client = port(true);
    const publisher = new Publisher(client);
    publisher.textChanged(document);
    publisher.meaningChanged([document]);
    publisher.meaningChanged([document]);
    publisher.closed(document.uri);
    await turn();
    expect(client.send).not.toHaveBeenCalled();
    expect(client.refresh).toHaveBeenCalledTimes(1);
  });
});
