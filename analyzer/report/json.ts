/** `check --format json`, version 1: the contract that other programs read. */
import type { CheckedFile, Region } from './checked';

export interface CheckJson {
  readonly version: 1;
  readonly files: readonly FileJson[];
}
export interface FileJson {
  readonly path: string;
  readonly findings: readonly FindingJson[];
  readonly errors: readonly ErrorJson[];
}
export interface FindingJson extends Region {
  readonly code: string;
  readonly family: string;
  readonly message: string;
  readonly severity: string;
  readonly targets: readonly string[];
  readonly related: readonly (Region & { readonly message: string })[];
}
/** Without a place when there is none: a missing file. */
export interface ErrorJson extends Partial<Region> {
  readonly message: string;
}

export function toJson(files: readonly CheckedFile[]): CheckJson {
  return {
    version: 1,
    files: files.map((file) => ({
      path: file.path,
      findings: file.findings.map(({ finding, region, related }) => ({
        code: finding.code,
        family: finding.family,
        message: finding.message,
        severity: finding.severity,
        ...region,
        targets: finding.targets,
        related,
      })),
      errors: file.errors.map(({ message, region }) => ({ message, ...region })),
    })),
  };
}

export function renderJson(files: readonly CheckedFile[]): string {
  return `${JSON.stringify(toJson(files), null, 2)}\n`;
}
