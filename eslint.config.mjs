import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['dist/', 'node_modules/', 'analyzer/vm/generated/', 'test-output/', 'fixtures/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.mjs'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.mjs'] }, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['warn', { max: 500, skipBlankLines: true, skipComments: true }],
      'no-restricted-properties': ['error', { property: '__proto__', message: 'Guest names live in Maps.' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Numbers and booleans read well in messages; an object does not, and stays an error.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // An array index is typed as present (noUncheckedIndexedAccess is off), so these would call needed checks needless and forbid
      // the `!` by which code says that an index is in range.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `void x` says that a value is dropped on purpose.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // Spreading a string is how to get at its code points.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // Interfaces of the VM name what a subclass may do; an empty body is then the statement that it does nothing.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
    },
  },
  {
    // In the shared semantics a value may be one that is being traced. Testing it with a plain `if` would decide the trace without a
    // guard: it must go through the machine's branch(), which alone yields a boolean.
    files: ['analyzer/vm/semantics/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      '@typescript-eslint/strict-boolean-expressions': [
        'error',
        {
          allowString: false,
          allowNumber: false,
          allowNullableObject: false,
          allowNullableBoolean: false,
          allowNullableString: false,
          allowNullableNumber: false,
          allowNullableEnum: false,
          allowAny: false,
        },
      ],
    },
  },
  {
    // A cast in a JSDoc comment is invisible to this rule; the compiler does check it.
    files: ['**/*.mjs'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    files: ['analyzer/vm/**/*.ts'],
    rules: {
      // A guest exception unwinds as a plain object: an Error would record a host stack for every one of them.
      '@typescript-eslint/only-throw-error': 'off',
      // A guest int is a number or a bigint, and only == compares the one with the other.
      eqeqeq: 'off',
      // The kind of a guest value says of which class it is: `w.kind === K.SET` is what makes `w as W_Set` right. Lower layers know
      // classes of upper ones as interfaces, and a cast is the way back.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // What the JIT carries along without looking at it is `unknown`; `| null` beside it tells the reader what else may be there.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      // A signal that unwinds the interpreter and carries nothing is an empty class.
      '@typescript-eslint/no-extraneous-class': ['error', { allowEmpty: true }],
    },
  },
  {
    // One vocabulary each, or one class or switch that V8 should see whole: split, they would be harder to read and slower to run.
    // The standard library's modules in Python are one text a module.
    files: [
      'analyzer/syntax/ast.ts',
      'analyzer/vm/semantics/{dispatch,quick}.ts',
      'analyzer/vm/library/python/*.ts',
    ],
    rules: { 'max-lines': 'off' },
  },
  {
    // What an operation of the machine gives is known to its caller: the type parameter of its result says so.
    files: ['analyzer/vm/machine/**/*.ts'],
    rules: { '@typescript-eslint/no-unnecessary-type-parameters': 'off' },
  },
  {
    // The one place that turns generated text into code.
    files: ['**/*.ts', '**/*.mjs'],
    ignores: ['analyzer/vm/jit/backend/**'],
    rules: { 'no-eval': 'error', 'no-new-func': 'error', '@typescript-eslint/no-implied-eval': 'error' },
  },
  { files: ['analyzer/vm/jit/backend/**/*.ts'], rules: { '@typescript-eslint/no-implied-eval': 'off' } },
);
