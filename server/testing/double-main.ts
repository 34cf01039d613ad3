/** The server's process with stand-ins for the analyzer's parts: what the tests of the protocol drive. */
import { listen } from '../listen';
import { doubleServices } from './doubles';

listen(doubleServices, '0.0.0');
