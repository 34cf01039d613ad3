/** Runs once before all tests: the two copies of the VM's semantics must be those of the present sources. */
import { doubleBuild } from './double-build.mjs';

export default function setup() {
  doubleBuild();
}
