import { posix } from 'node:path';
import { type ModuleUses, usesOf } from './imports.js';

/**
 * What the files of a folder may import besides that folder itself: folders (`src/domain/`), files (`src/config/config.ts`) and
 * packages (`pg`, `node:fs`).
 */
export interface Layer {
  readonly imports?: readonly string[];
  /** Of these, nothing but types. */
  readonly types?: readonly string[];
  /** Whether `process.env` may be read. */
  readonly readsEnvironment?: boolean;
}

/**
 * By folder, with a slash at the end, or by file. The deepest folder that a file is in counts, so that sub-folders need
 * no entry unless their rules differ; `*` stands for any one folder. An entry of a file adds to that of its folder.
 */
export type Layers = Readonly<Record<string, Layer>>;

/** Texts by path, from the project's root. */
export type Files = ReadonlyMap<string, string>;

/** What the files do that the table does not allow, and the circles among their imports. */
export function violations(files: Files, layers: Layers): string[] {
  const modules = parse(files);
  return [
    ...[...modules].flatMap(([file, uses]) => violationsOf(file, uses, layers)),
    ...[...modules.keys()].flatMap((file) => circleThrough(file, modules)),
  ];
}

/** What the table allows and no file does. Without such entries, every new dependency shows as a change of the table. */
export function unusedEntries(files: Files, layers: Layers): string[] {
  const modules = parse(files);
  return Object.entries(layers).flatMap(([key, { imports = [], types = [], readsEnvironment = false }]) => {
    const governed = [...modules].filter(([file]) => rulesOf(file, layers)?.keys.includes(key));
    if (governed.length === 0) return [`${key}: no such file`];
    const targets = governed.flatMap(([file, uses]) => uses.imports.map(({ specifier }) => targetOf(file, specifier)));
    const unused = [...imports, ...types].filter((entry) => !targets.some((target) => covers(entry, target)));
    const environmentUnread = readsEnvironment && !governed.some(([, uses]) => uses.readsEnvironment);
    return [...unused, ...(environmentUnread ? ['process.env'] : [])].map((entry) => `${key}: ${entry}`);
  });
}

function parse(files: Files): ReadonlyMap<string, ModuleUses> {
  return new Map([...files].map(([file, text]) => [file, usesOf(file, text)]));
}

function violationsOf(file: string, uses: ModuleUses, layers: Layers): string[] {
  const rules = rulesOf(file, layers);
  if (rules === undefined) return [`${file} is in no layer`];
  const forbidden = uses.imports.flatMap(({ specifier, typeOnly }) => {
    const target = targetOf(file, specifier);
    const allows = (entries: readonly string[]): boolean => entries.some((entry) => covers(entry, target));
    if (allows(rules.imports) || (typeOnly && allows(rules.types))) return [];
    return [`${file} may import ${allows(rules.types) ? 'only types of' : 'nothing from'} ${target}`];
  });
  const environment = uses.readsEnvironment && !rules.readsEnvironment ? [`${file} may not read process.env`] : [];
  return [...forbidden, ...environment, ...uses.refused.map((what) => `${file} ${what}`)];
}

interface Rules extends Required<Layer> {
  readonly keys: readonly string[];
}

function rulesOf(file: string, layers: Layers): Rules | undefined {
  const [folder] = Object.keys(layers)
    .filter((key) => key.endsWith('/'))
    .flatMap((key) => {
      const own = matchFolder(key, file);
      return own === undefined ? [] : [{ key, own }];
    })
    .sort((a, b) => depth(b.key) - depth(a.key) || Number(a.key.includes('*')) - Number(b.key.includes('*')));
  const keys = [...(folder ? [folder.key] : []), ...(Object.hasOwn(layers, file) ? [file] : [])];
  if (keys.length === 0) return undefined;
  const applied = keys.map((key) => layers[key] ?? {});
  return {
    keys,
    imports: [...(folder ? [folder.own] : []), ...applied.flatMap(({ imports = [] }) => imports)],
    types: applied.flatMap(({ types = [] }) => types),
    readsEnvironment: applied.some(({ readsEnvironment = false }) => readsEnvironment),
  };
}

const depth = (folder: string): number => folder.split('/').length;

/** The folder itself, `*` filled in, when the file is in it. */
function matchFolder(key: string, file: string): string | undefined {
  const segments = key.split('/').slice(0, -1);
  const parents = file.split('/').slice(0, -1);
  const matches = segments.every((segment, index) => segment === parents[index] || (segment === '*' && parents[index]));
  return matches ? `${parents.slice(0, segments.length).join('/')}/` : undefined;
}

/** A path from the project's root, or the name of a package: `@scope/name/module.js` belongs to `@scope/name`. */
function targetOf(file: string, specifier: string): string {
  if (/^\.{1,2}\//.test(specifier)) return posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts');
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function covers(entry: string, target: string): boolean {
  return entry === target || (entry.endsWith('/') && target.startsWith(entry));
}

/** The shortest way by which a file imports itself; types count, because a reader has to follow them as well. */
function circleThrough(start: string, modules: ReadonlyMap<string, ModuleUses>): string[] {
  const importedBy = (file: string): string[] =>
    (modules.get(file)?.imports ?? []).map(({ specifier }) => targetOf(file, specifier));
  const seen = new Set<string>();
  let paths = [[start]];
  while (paths.length > 0) {
    const longer = paths.flatMap((path) => importedBy(path.at(-1) ?? start).map((target) => [...path, target]));
    const circle = longer.find((path) => path.at(-1) === start);
    if (circle) return [`${start} is in a circle: ${circle.join(' → ')}`];
    paths = longer.filter((path) => {
      const reached = path.at(-1) ?? start;
      const isNew = !seen.has(reached);
      seen.add(reached);
      return isNew;
    });
  }
  return [];
}
