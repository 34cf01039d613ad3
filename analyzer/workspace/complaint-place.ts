/** Where in a configuration a complaint about it belongs. */

/** The sentence behind the line that holds the key or value it quotes first, where one does: `line 3: unknown key "selekt"`. */
export function withLine(sentence: string, text: string): string {
  const [, key] = /"([^"]+)"/.exec(sentence) ?? [];
  const line = key === undefined ? 0 : lineOfKey(key, text);
  return line === 0 ? sentence : `line ${line}: ${sentence}`;
}

/** 1-based; of a TOML file only what follows its first table of ours is looked at. 0 where no line has it. */
function lineOfKey(key: string, text: string): number {
  const lines = text.split(/\r?\n/);
  const ours = lines.findIndex((line) => /^\s*\[\s*tool\s*\.\s*jitlens\b/.test(line));
  const escaped = key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const written = new RegExp(
    `^[\\s{,]*(["']?)${escaped}\\1\\s*[=:]|\\[\\s*tool\\s*\\.\\s*jitlens\\s*\\.\\s*(["']?)${escaped}\\2\\s*[\\].]|(["'])${escaped}\\3`,
  );
  const found = lines.findIndex((line, index) => index >= ours && written.test(line));
  return found + 1;
}
