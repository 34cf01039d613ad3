/**
 * Stops with a plain sentence on a Node.js that cannot run this project. Import it first: the modules after it may then use what
 * the version in `package.json` (`engines.node`) offers. Uses built-ins only, for it runs before anything is installed.
 */
const oldestMajor = 20;
const major = Number(process.versions.node.split('.')[0]);

if (!(major >= oldestMajor)) {
  console.error(`JIT Lens needs Node.js ${oldestMajor} or newer; this is ${process.version}. See https://nodejs.org for a newer one.`);
  process.exit(2);
}
