const js = require('@eslint/js');
const { defineConfig, globalIgnores } = require('eslint/config');
const typescript = require('typescript-eslint');

const nodeGlobals = [
  'require',
  'module',
  'exports',
  '__dirname',
  '__filename',
  'process',
  'console',
  'Buffer',
];
const timers = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate'];
const webGlobals = ['URL', 'TextEncoder', 'TextDecoder', 'performance', 'structuredClone'];

const plain = {
  files: ['**/*.js', 'bin/memo-server', 'bin/memo'],
  extends: [js.configs.recommended],
  languageOptions: {
    sourceType: 'commonjs',
    globals: Object.fromEntries([...nodeGlobals, ...timers, ...webGlobals].map((name) => [name, 'readonly'])),
  },
};

const typed = {
  files: ['**/*.ts'],
  extends: [
    js.configs.recommended,
    typescript.configs.strictTypeChecked,
    typescript.configs.stylisticTypeChecked,
  ],
  languageOptions: { parserOptions: { projectService: true } },
  rules: {
    '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    '@typescript-eslint/no-confusing-void-expression': [
      'error',
      { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
    ],
    '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    // A structure may hold static commands only.
    '@typescript-eslint/no-extraneous-class': 'off',
    // Beside noUncheckedIndexedAccess, `!` is how a loop says that its index is in bounds.
    '@typescript-eslint/no-non-null-assertion': 'off',
    // A caller may name the type of a reply: `server.play<Promise<Played>>('SEARCH')`.
    '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    '@typescript-eslint/no-empty-function': 'off',
    // The compiler of scripts is loaded when the first one comes, and what writes for people where there is a terminal.
    '@typescript-eslint/no-require-imports': [
      'error',
      { allow: ['^pino-pretty$', '^ts-node$', '^typescript$'] },
    ],
  },
};

// The server has none of what jest gives to specs, beside which it is type-checked.
const globalsOfSpecs = ['jest', 'describe', 'it', 'test', 'expect'];
const hooksOfSpecs = ['beforeAll', 'beforeEach', 'afterEach', 'afterAll'];

const sources = {
  files: ['lib/**/*.ts', 'structures/**/*.ts'],
  rules: { 'no-restricted-globals': ['error', ...globalsOfSpecs, ...hooksOfSpecs] },
};

const specs = {
  files: ['spec/**/*.ts'],
  rules: {
    // script`…` plays what it says.
    '@typescript-eslint/no-unused-expressions': ['error', { allowTaggedTemplates: true }],
    // The rule does not end on a reply, whose type contains itself (typescript-eslint 8.73).
    '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    // Structures of specs take `stop` and `call` out of their objects, and have async methods that await nothing.
    '@typescript-eslint/unbound-method': 'off',
    '@typescript-eslint/require-await': 'off',
    // What a client answers has no type of its own, and odd values are what some specs are about.
    '@typescript-eslint/no-unsafe-assignment': 'off',
    '@typescript-eslint/no-unsafe-return': 'off',
    '@typescript-eslint/no-base-to-string': 'off',
    '@typescript-eslint/no-confusing-void-expression': 'off',
    '@typescript-eslint/no-unnecessary-condition': 'off',
    '@typescript-eslint/no-unnecessary-type-assertion': 'off',
    'no-sparse-arrays': 'off',
    // Handlers of specs show their parameters, used or not.
    '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
  },
};

const misuse = {
  files: ['spec/types/**/*.ts'],
  rules: {
    // What must not compile has no type, and may be written in odd ways.
    '@typescript-eslint/class-literal-property-style': 'off',
    'no-unused-private-class-members': 'off',
    '@typescript-eslint/no-unsafe-argument': 'off',
    '@typescript-eslint/no-unsafe-assignment': 'off',
    '@typescript-eslint/no-unsafe-call': 'off',
    '@typescript-eslint/no-unsafe-member-access': 'off',
    '@typescript-eslint/no-unsafe-return': 'off',
  },
};

module.exports = defineConfig(globalIgnores(['dist/']), plain, typed, sources, specs, misuse);
