/** What scripts/python/library.mjs needs of the VM to compile the standard library when JIT Lens is built. */
import { parseModule } from '../../syntax';
import { writeCode } from './code-file';
import { compileModule } from './compile';

export { loadSyntax } from '../../syntax';

/** A module's code as bytes (code-file.ts); null when the source is no program, which an import will then say. */
export function compileLibrary(source: string, filename: string): Uint8Array | null {
  const result = compileModule(parseModule(source), { filename });
  return result.ok ? writeCode(result.code) : null;
}
