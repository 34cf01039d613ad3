/** Names of the special methods behind operators, by operator index. */
export const LEFT_SLOTS = ['__add__', '__sub__', '__mul__', '__truediv__', '__floordiv__', '__mod__', '__pow__', '__lshift__', '__rshift__', '__and__', '__or__', '__xor__', '__matmul__'] as const;
export const RIGHT_SLOTS = LEFT_SLOTS.map((name) => name.replace('__', '__r'));
