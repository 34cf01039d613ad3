/** The tests' side of the socket. */
import { readdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Answer, Call } from './calls';

/** The sockets of the stagehands below a folder, one for each page of the workbench that is or was open. */
export function stagehands(folder: string): string[] {
  return readdirSync(folder).map((name) => join(folder, name));
}

/** Says one thing to a stagehand. Rejects where it is not there. */
export async function tell(socketPath: string, call: Call): Promise<unknown> {
  const socket = createConnection({ path: socketPath, allowHalfOpen: true });
  socket.end(JSON.stringify(call));
  const answer = JSON.parse(await text(socket)) as Answer;
  if ('error' in answer) throw new Error(answer.error);
  return answer.result;
}
