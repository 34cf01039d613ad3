/** What `--config F` names: JSON, or TOML with a table `[tool.jitlens]`. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Project } from '../workspace';
import { readConfiguration, readToml, withLine } from '../workspace';

/** The configuration with its folder, or a sentence that says what is wrong with it. */
export async function readConfigurationFile(given: string, cwd: string): Promise<Project | string> {
  const file = path.resolve(cwd, given);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return `cannot read the configuration ${given}`;
  }
  const read = file.endsWith('.toml') ? readToml(text) : readJson(text);
  if (typeof read === 'string') return `${given} ${read}`;
  if (read === null) return `${given} has no table [tool.jitlens]`;
  if (read.complaints.length > 0) return `${given}: ${read.complaints.join('; ')}`;
  return { file, root: path.dirname(file), ...read };
}

function readJson(text: string): ReturnType<typeof readConfiguration> | string {
  try {
    const read = readConfiguration(JSON.parse(text));
    return { ...read, complaints: read.complaints.map((complaint) => withLine(complaint, text)) };
  } catch (error) {
    return `is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}
