/** The language server's process: `node server.js --stdio` (or `--node-ipc`, `--socket=PORT`, `--pipe=NAME`). */
import { version } from '../package.json';
import { listen } from './listen';
import { liveServices } from './services/live';

// Nothing may reach standard output but LSP: a stray print of a library would break the stream.
console.log = console.info = console.debug = console.error;

listen(liveServices, version);
