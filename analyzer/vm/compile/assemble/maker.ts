/** Collects the instructions of one code object and assembles it. After `PythonCodeMaker` in PyPy 3.9's assemble.py. */
import { Code, CODE_FLAGS, type CodeConstant } from '../code';
import { ops } from '../opcodes';
import { Block, blocksInOrder, NOWHERE, type Instr, type Place } from './block';
import { ConstantTable } from './constants';
import { encode, resolveTargets, stackSize } from './layout';

/** Names in order of first mention. */
export class NameTable {
  private readonly indexes = new Map<string, number>();

  constructor(
    names: Iterable<string> = [],
    private readonly offset = 0,
  ) {
    for (const name of names) this.indexOf(name);
  }

  indexOf(name: string): number {
    let index = this.indexes.get(name);
    if (index === undefined) {
      index = this.indexes.size + this.offset;
      this.indexes.set(name, index);
    }
    return index;
  }

  has(name: string): boolean {
    return this.indexes.has(name);
  }

  list(): string[] {
    return [...this.indexes.keys()];
  }
}

/** What `assemble` needs beyond the instructions. */
export interface CodeHeader {
  readonly name: string;
  readonly qualname: string;
  readonly filename: string;
  readonly argcount: number;
  readonly posonlyargcount: number;
  readonly kwonlyargcount: number;
  readonly flags: number;
  readonly firstlineno: number;
  /** Set CO_NOFREE when there are neither cells nor free variables (classes never do). */
  readonly marksNoFree: boolean;
  /** Load None before a return that has to be added at the end. */
  readonly returnsNone: boolean;
}

export class CodeMaker {
  readonly consts = new ConstantTable();
  readonly names = new NameTable();
  readonly varnames: NameTable;
  readonly cellvars: NameTable;
  readonly freevars: NameTable;
  /** Where the next instruction comes from. */
  place: Place = NOWHERE;
  /** The first constant is a docstring and nothing else (CO_KILL_DOCSTRING). */
  docRemovable = false;
  private readonly first = new Block();
  private current = this.first;
  /** Emitting is off: code after a constant condition is still checked, and still adds names. */
  private dead = 0;

  constructor(varnames: Iterable<string>, cellvars: readonly string[], freevars: readonly string[]) {
    this.varnames = new NameTable(varnames);
    this.cellvars = new NameTable(cellvars);
    this.freevars = new NameTable(freevars, cellvars.length);
  }

  get isDead(): boolean {
    return this.dead > 0 || this.current.hasReturn;
  }

  startDeadCode(): void {
    this.dead++;
  }

  endDeadCode(): void {
    this.dead--;
  }

  /** Go on in a block that follows the current one. */
  use(block: Block = new Block()): Block {
    this.current.next = block;
    this.current = block;
    return block;
  }

  /** Go on emitting in a block that has its place already; gives the block left behind. */
  switchTo(block: Block): Block {
    const left = this.current;
    this.current = block;
    return left;
  }

  emit(opcode: number, operand = 0): void {
    this.push({ opcode, operand, place: this.place, target: null, absolute: false });
  }

  jump(opcode: number, target: Block, absolute = false): void {
    this.push({ opcode, operand: 0, place: this.place, target, absolute });
  }

  private push(instr: Instr): void {
    if (this.isDead) return;
    this.current.instructions.push(instr);
    if (instr.opcode === ops.RETURN_VALUE) this.current.hasReturn = true;
  }

  loadConst(constant: CodeConstant): void {
    if (this.isDead) return;
    this.emit(ops.LOAD_CONST, this.addConst(constant));
  }

  addConst(constant: CodeConstant): number {
    const index = this.consts.indexOf(constant);
    if (index === 0) this.docRemovable = false;
    return index;
  }

  /** Line of the first instruction, 1 when there is none. */
  get firstLine(): number {
    return this.first.instructions[0]?.place.line ?? 1;
  }

  assemble(header: CodeHeader, none: CodeConstant): Code {
    if (!this.current.hasReturn) {
      this.use();
      if (header.returnsNone) this.loadConst(none);
      this.emit(ops.RETURN_VALUE);
    }
    const blocks = blocksInOrder(this.first);
    resolveTargets(blocks);
    const cellvars = this.cellvars.list();
    const freevars = this.freevars.list();
    return Code.of({
      name: header.name,
      qualname: header.qualname,
      filename: header.filename,
      argcount: header.argcount,
      posonlyargcount: header.posonlyargcount,
      kwonlyargcount: header.kwonlyargcount,
      stacksize: stackSize(blocks),
      flags:
        header.flags |
        (this.docRemovable ? CODE_FLAGS.KILL_DOCSTRING : 0) |
        (header.marksNoFree && cellvars.length + freevars.length === 0 ? CODE_FLAGS.NOFREE : 0),
      consts: this.consts.items,
      names: this.names.list(),
      varnames: this.varnames.list().map(visibleName),
      cellvars,
      freevars,
      firstlineno: header.firstlineno,
      ...encode(blocks),
    });
  }
}

/** The hidden parameter of `__annotate__` is called `format` where users see it. */
function visibleName(name: string): string {
  return name === '.format' ? 'format' : name;
}
