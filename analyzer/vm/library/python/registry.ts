/**
 * Library modules written in Python: the tracer sees through them as PyPy's does. Compiled when a program first imports one.
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
/** The file name that tracebacks and profiles show. */
export const pythonFileName = (name: string): string => `<frozen ${name}>`;
