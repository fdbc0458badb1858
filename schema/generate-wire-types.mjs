// Writes the providers' wire types, `src/generated/wire/<provider>.ts`, from their OpenAPI documents.
// Does nothing when they are newer than every document and this script.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const documents = new URL('./providers/', import.meta.url);
const target = new URL('../src/generated/wire/', import.meta.url);
const suffix = '.openapi.yaml';

const providers = readdirSync(documents)
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length));
const changed = (url) => statSync(url, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = [...providers.map((name) => new URL(`${name}${suffix}`, documents)), import.meta.url].map((url) =>
  changed(new URL(url)),
);
const oldest = Math.min(...providers.map((name) => changed(new URL(`${name}.ts`, target))));

if (oldest < Math.max(...sources)) {
  // Loaded only when there is something to do: it takes longer than the rest of a start.
  const [{ compile }, { parse }] = await Promise.all([import('json-schema-to-typescript'), import('yaml')]);
  mkdirSync(target, { recursive: true });
  for (const name of providers) {
    const document = readFileSync(new URL(`${name}${suffix}`, documents), 'utf8');
    const { components } = parse(document, withoutNoise);
    const schema = {
      title: 'Wire',
      type: 'object',
      required: Object.keys(components.schemas),
      additionalProperties: false,
      properties: Object.fromEntries(
        Object.keys(components.schemas).map((key) => [key, { $ref: `#/components/schemas/${key}` }]),
      ),
      components,
    };
    const types = await compile(schema, 'Wire', {
      bannerComment: `/** Wire types of schema/providers/${name}${suffix}; made by \`npm run build\`, not by hand. */`,
      additionalProperties: false,
      cwd: fileURLToPath(documents),
      format: false,
    });
    writeFileSync(new URL(`${name}.ts`, target), types);
  }
}

/**
 * Titles are labels for forms; left in, each would become a type of its own. "One of these is required" has no type, and
 * would loosen the one beside it.
 */
function withoutNoise(key, value) {
  const label = key === 'title' && typeof value === 'string';
  const presence = key === 'anyOf' && value.every((option) => Object.keys(option).join() === 'required');
  return label || presence ? undefined : value;
}
