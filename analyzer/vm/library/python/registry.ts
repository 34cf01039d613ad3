/**
 * Library modules written in Python: the tracer sees through them as PyPy's does. The build compiles them into the library's archive
 * (scripts/python/library.mjs); one that is not there as it stands here is compiled when a program first imports it.
 */
const sources = new Map<string, string>();
const packages = new Set<string>();

/** Registers a module. `text` is Python source with Python's own indentation. */
export function definePythonModule(name: string, text: string, isPackage = false): void {
  sources.set(name, text);
  if (isPackage) packages.add(name);
}
export const pythonSource = (name: string): string | null => sources.get(name) ?? null;
export const isPythonPackage = (name: string): boolean => packages.has(name);
export const pythonModuleNames = (): string[] => [...sources.keys()].sort();
/** What the code of a text of the VM's own is called in the archive. */
export function archiveKey(filename: string, text: string): string {
  let hash = 0x811c9dc5;
  // FNV-1a over UTF-16 units.
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${filename} ${(hash >>> 0).toString(16)} ${text.length}`;
}
/** The file name that tracebacks and profiles show. */
export const pythonFileName = (name: string): string => `<frozen ${name}>`;
