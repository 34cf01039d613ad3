/** The tests' side of the socket. */
import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Answer, Call } from './calls';

/** Says one thing to the stagehand of the page that was opened last. Rejects where there is none (yet). */
export async function tell(socketPath: string, call: Call): Promise<unknown> {
  const socket = createConnection({ path: socketPath, allowHalfOpen: true });
  socket.end(JSON.stringify(call));
  const answer = JSON.parse(await text(socket)) as Answer;
  if ('error' in answer) throw new Error(answer.error);
  return answer.result;
}
