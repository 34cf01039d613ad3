/** The language server's process: `node server.js --stdio` (or `--node-ipc`, `--socket=PORT`, `--pipe=NAME`). */
import { createConnection } from 'vscode-languageserver/node';
import { version } from '../package.json';
import { serve } from './server';
import { liveServices } from './services/live';

// Nothing may reach standard output but LSP: a stray print of a library would break the stream.
console.log = console.info = console.debug = console.error;

const connection = createConnection();
serve(connection, liveServices, version);
connection.listen();
