/**
 * How many operations PyPy records for a bytecode: what counts against trace_limit. The recorder here works in bigger steps, so it takes what
 * it recorded or, if that is less, this table's figure.
 *
 * In the frame a trace starts in, locals and stack are variables of the trace. An inlined frame is an ordinary object to the recorder: each
 * push and pop is two stores, and last_instr one. Means of 20,000 bytecodes in the jit-log-noopt sections of PyPy 7.3.11.
 */
import type { ops} from '../../compile/opcodes';
import { opcodeInfo } from '../../compile/opcodes';

/** Name: operations in the outermost frame, in an inlined one. */
const MEASURED: Readonly<Partial<Record<keyof typeof ops, readonly [number, number]>>> = {
  LOAD_FAST: [0, 3], LOAD_CONST: [0, 3], STORE_FAST: [0, 4], POP_TOP: [0, 4], DUP_TOP: [0, 3], ROT_TWO: [0, 9], ROT_THREE: [0, 13], JUMP_FORWARD: [0, 1],
  LOAD_GLOBAL: [4, 4], LOAD_DEREF: [3, 4], STORE_DEREF: [4, 8], LOAD_NAME: [5, 8], STORE_NAME: [6, 9],
  POP_JUMP_IF_FALSE: [2, 4], POP_JUMP_IF_TRUE: [3, 4], JUMP_IF_FALSE_OR_POP: [0, 3], JUMP_IF_TRUE_OR_POP: [0, 3], JUMP_ABSOLUTE: [5, 6],
  BINARY_ADD: [5, 12], INPLACE_ADD: [5, 12], BINARY_SUBTRACT: [5, 11], INPLACE_SUBTRACT: [5, 12], BINARY_MULTIPLY: [7, 13], INPLACE_MULTIPLY: [7, 13],
  BINARY_AND: [5, 12], BINARY_OR: [5, 12], BINARY_XOR: [5, 12], INPLACE_AND: [5, 12], INPLACE_OR: [5, 12], INPLACE_XOR: [5, 12],
  BINARY_RSHIFT: [5, 12], BINARY_LSHIFT: [6, 13], BINARY_MODULO: [14, 17], BINARY_FLOOR_DIVIDE: [11, 16], BINARY_TRUE_DIVIDE: [9, 17],
  COMPARE_OP: [4, 10], IS_OP: [2, 9], CONTAINS_OP: [6, 14], BINARY_SUBSCR: [7, 13], STORE_SUBSCR: [10, 12], DELETE_SUBSCR: [15, 17],
  LOAD_ATTR: [8, 10], STORE_ATTR: [6, 12], LOAD_METHOD: [4, 9], GET_ITER: [4, 9], FOR_ITER: [15, 18], UNPACK_SEQUENCE: [7, 16],
  CALL_FUNCTION: [36, 30], CALL_METHOD: [35, 37], CALL_FUNCTION_KW: [84, 89], CALL_FUNCTION_EX: [70, 80], RETURN_VALUE: [7, 17], YIELD_VALUE: [14, 36],
  YIELD_FROM: [45, 48], GET_AWAITABLE: [4, 22], BUILD_TUPLE: [6, 15], BUILD_LIST: [8, 14], BUILD_SLICE: [4, 11], LIST_APPEND: [15, 20], LIST_EXTEND: [13, 24],
  FORMAT_VALUE: [50, 55], BUILD_STRING: [54, 58], MAKE_FUNCTION: [33, 50], SETUP_FINALLY: [4, 7], SETUP_WITH: [20, 28], RAISE_VARARGS: [40, 97], POP_BLOCK: [0, 3],
};
/** Stores for an opcode that was not measured: an operand or two popped, a result pushed. */
const UNMEASURED = [0, 5] as const;

const byOpcode = opcodeInfo.map((info) => (info === undefined ? undefined : MEASURED[info.name as keyof typeof ops]) ?? UNMEASURED);

export const bytecodeLength = (opcode: number, inlined: boolean): number => (byOpcode[opcode] ?? UNMEASURED)[inlined ? 1 : 0];
