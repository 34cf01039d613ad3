/** Runs once before all tests: the two copies of the VM's semantics and the compiled library must be those of the present sources. */
import { doubleBuild } from './double-build.mjs';
import { buildPythonData } from './python/data.mjs';
import { buildPythonLibrary } from './python/library.mjs';

export default async function setup() {
  doubleBuild();
  await buildPythonLibrary();
  await buildPythonData();
}
