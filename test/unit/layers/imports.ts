import { type Expression, type Node, parseSync, Visitor } from 'oxc-parser';

export interface Import {
  readonly specifier: string;
  /** `import type` and the like: gone from the compiled file. `import { type A }` is not, it still loads the module. */
  readonly typeOnly: boolean;
}

export interface ModuleUses {
  readonly imports: readonly Import[];
  readonly readsEnvironment: boolean;
  /** Whatever reaches other modules in a way that cannot be checked, or that modules have no need of. */
  readonly refused: readonly string[];
}

/** Everything by which a TypeScript module reaches for others, or for the environment. */
export function usesOf(file: string, text: string): ModuleUses {
  const { program, comments, errors } = parseSync(file, text);
  const imports: Import[] = [];
  const refused = errors.map(({ message }) => `does not parse: ${message}`);
  let readsEnvironment = false;

  const add = (source: Node | null, typeOnly: boolean): void => {
    if (source === null) return;
    const specifier = textOf(source);
    if (specifier === undefined) refused.push('imports a module whose name is computed');
    else imports.push({ specifier, typeOnly });
  };

  new Visitor({
    ImportDeclaration: ({ source, importKind }) => add(source, importKind === 'type'),
    ExportNamedDeclaration: ({ source, exportKind }) => add(source, exportKind === 'type'),
    ExportAllDeclaration: ({ source, exportKind }) => add(source, exportKind === 'type'),
    ImportExpression: ({ source }) => add(source, false),
    TSImportType: ({ source }) => add(source, true),
    TSImportEqualsDeclaration: () => {
      refused.push('has an "import … = …"');
    },
    TSModuleDeclaration: ({ kind }) => {
      if (kind !== 'namespace') refused.push(`has a "declare ${kind}"`);
    },
    CallExpression: ({ callee }) => {
      if (callee.type === 'Identifier' && callee.name === 'require') refused.push('calls require()');
    },
    MemberExpression: ({ object, property }) => {
      if (isProcess(object) && isNamed(property, 'env')) readsEnvironment = true;
    },
    VariableDeclarator: ({ id, init }) => {
      if (id.type !== 'ObjectPattern' || !init || !isProcess(init)) return;
      if (id.properties.some((property) => property.type === 'Property' && isNamed(property.key, 'env'))) {
        readsEnvironment = true;
      }
    },
  }).visit(program);

  if (comments.some(({ type, value }) => type === 'Line' && /^\/\s*<reference\b/.test(value))) {
    refused.push('has a "/// <reference … />"');
  }
  return { imports, readsEnvironment, refused };
}

/** `process` or `globalThis.process`. */
function isProcess(node: Expression): boolean {
  return isNamed(node.type === 'MemberExpression' ? node.property : node, 'process');
}

function isNamed(node: Node, name: string): boolean {
  return node.type === 'Identifier' ? node.name === name : textOf(node) === name;
}

function textOf(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0]?.value.raw;
  return undefined;
}
