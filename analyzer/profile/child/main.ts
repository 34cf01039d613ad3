/**
 * Entry point of the profiler's child process (dist/profiler-child.js); the guest's bundle lies beside it.
 */
import path from 'node:path';
import { startWatchdog } from './watchdog';

startWatchdog(process.argv[2] ?? path.join(__dirname, 'profiler-guest.js'));
