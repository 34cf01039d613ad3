/** The user's word that a program may run in a real PyPy, with all of the user's rights. Asked once a session for each program and PyPy. */
import { window } from 'vscode';

export class Consent {
  private readonly known = new Set<string>();

  async given(pypy: string, program: string, name: string): Promise<boolean> {
    const key = `${pypy}\n${program}`;
    if (this.known.has(key)) return true;
    const detail = `${name} will run in ${pypy} as any program of yours does: it can read and change your files and use the network. The VM that JIT Lens brings with it keeps programs in a sandbox.`;
    const choice = await window.showWarningMessage('Run this program outside the sandbox?', { modal: true, detail }, 'Run on PyPy');
    if (choice !== undefined) this.known.add(key);
    return choice !== undefined;
  }
}
