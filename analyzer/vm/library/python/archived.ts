/** What scripts/python/library.mjs needs of the VM to compile its own modules when JIT Lens is built. */
import './all';
import { appFunctionalSources } from '../appfunctional';
import { driverSources } from '../jitdrivers';
import { importSources } from '../../runtime/importing/import-ticks';
import { archiveKey, pythonFileName, pythonModuleNames, pythonSource } from './registry';

export { compileLibrary, loadSyntax } from '../../compile/library';

/** The VM's own modules and functions in Python: what each is called in the archive, the name of its file, and its text. */
export function ownModules(): { readonly key: string; readonly filename: string; readonly text: string }[] {
  const modules = pythonModuleNames().map((name) => ({ filename: pythonFileName(name), text: pythonSource(name) ?? '' }));
  return [...modules, ...appFunctionalSources(), ...driverSources(), ...importSources()].map(({ filename, text }) => ({
    key: archiveKey(filename, text),
    filename,
    text,
  }));
}
