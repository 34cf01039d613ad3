/** How much a display or call may put on the value stack at once. Figures of PyPy 3.9's codegen.py. */

/** Displays longer than this are built piece by piece. */
export const MAX_STACKED_ITEMS = 100;

/** More arguments than this are passed as a tuple or a dict. */
export const MAX_STACKED_ARGUMENTS = MAX_STACKED_ITEMS / 2;
