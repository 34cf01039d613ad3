/** What scripts/python-library.mjs needs of the VM to compile its own modules when JIT Lens is built. */
import './all';
import { archivedName, pythonFileName, pythonModuleNames, pythonSource } from './registry';

export { compileLibrary, loadSyntax } from '../../compile/library';

/** The VM's own modules in Python: what each is called in the archive, the name of its file, and its text. */
export function ownModules(): { readonly key: string; readonly filename: string; readonly text: string }[] {
  return pythonModuleNames().map((name) => ({ key: archivedName(name), filename: pythonFileName(name), text: pythonSource(name) ?? '' }));
}
