import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { ExampleTab } from './example-operations.js';
import { uniquePlaceholder } from './example-operations.js';

export type Encoding = 'br' | 'gzip' | 'identity';

/** A file for the browser. */
export interface Asset {
  readonly contentType: string;
  readonly content: Buffer;
  /** Of the content; the same in every process. */
  readonly hash: string;
  /** Compressed once for each encoding, when first asked for, outside the event loop. */
  encoded(encoding: Encoding): Promise<Buffer>;
}

export interface GraphiqlAssets {
  readonly page: Asset;
  /** By file name, relative to `graphiql/`. */
  readonly files: ReadonlyMap<string, Asset>;
}

const title = 'Unified customers';

/** Three people side by side; in the page itself, so that no request is made for it. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='7' " +
  "fill='%234b3fd8'/%3E%3Cg fill='white'%3E%3Ccircle cx='16' cy='11' r='5'/%3E%3Cpath d='M6 27a10 9 0 0 1 20 0z'/%3E%3C/g%3E%3C/svg%3E";

/**
 * GraphiQL 5 as files for the browser: a small page, and its scripts and styles, which are cached by their content.
 * Notices are texts above it, without anything that HTML would read as markup.
 * The package that bundles it has 9 MB and is only loaded here, so a server nobody browses does not hold it.
 */
export async function loadGraphiqlAssets(
  endpoint: string,
  tabs: readonly ExampleTab[],
  notices: readonly string[],
): Promise<GraphiqlAssets> {
  const bundle = await import('@graphql-yoga/render-graphiql/graphiql');
  const workers = {
    editorWorkerService: script(bundle.editorWorkerService),
    json: script(bundle.jsonWorker),
    graphql: script(bundle.graphqlWorker),
  };
  const workerUrls = Object.fromEntries(
    Object.entries(workers).map(([name, { hash }]) => [name, `graphiql/${name}.worker.js?v=${hash}`]),
  );
  const graphiql = script(bundle.js);
  const style = asset('text/css; charset=utf-8', `${bundle.css}\n${pageStyle}`);
  const start = script(startScript(endpoint, tabs, workerUrls));
  return {
    page: asset('text/html; charset=utf-8', pageHtml(style, graphiql, start, notices)),
    files: new Map([
      ['style.css', style],
      ['graphiql.js', graphiql],
      ['start.js', start],
      ...Object.entries(workers).map(([name, worker]) => [`${name}.worker.js`, worker] as const),
    ]),
  };
}

/**
 * What the editor keeps out of sight reaches below the page, which must not scroll for it. And GraphiQL 5 leaves tabs that
 * came with the page displaced, and hides it only until one has the focus: a tab then jumps away from under the pointer,
 * and the click is lost.
 */
const pageStyle = `html, body, #root { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; overflow: hidden; }
#root { min-height: 0; flex: 1; }
.graphiql-container { height: 100% !important; }
.notice { margin: 0; padding: 8px 16px; background: #fff3cd; color: #332701; font: 14px/1.4 system-ui, sans-serif; }
.graphiql-tab { transform: none !important; }
.graphiql-container .graphiql-tabs { overflow-x: auto; }
@media (max-width: 1500px) {
  .graphiql-container .graphiql-logo { display: none; }
}
@media (max-width: 800px) {
  .graphiql-container .graphiql-sessions > :has(> .graphiql-editors) { flex-direction: column; }
  .graphiql-container .graphiql-horizontal-drag-bar { display: none; }
  .graphiql-container .graphiql-editors, .graphiql-container .graphiql-response { min-height: 0; }
  .graphiql-container .graphiql-query-editor { flex-direction: column-reverse; }
  .graphiql-container .graphiql-toolbar { width: auto; flex-direction: row; }
}
@media (max-width: 480px) {
  .graphiql-container .graphiql-sidebar { display: none; }
}`;

const pageHtml = (style: Asset, graphiql: Asset, start: Asset, notices: readonly string[]): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="icon" href="${icon}" />
    <link rel="stylesheet" href="graphiql/style.css?v=${style.hash}" />
  </head>
  <body>
    <noscript>GraphiQL needs JavaScript.</noscript>
    ${notices.map((text) => `<p class="notice">${text}</p>`).join('')}
    <div id="root"></div>
    <script src="graphiql/graphiql.js?v=${graphiql.hash}"></script>
    <script src="graphiql/start.js?v=${start.hash}"></script>
  </body>
</html>
`;

/**
 * Runs in the browser. The example customers differ each time, so that no two visitors create the same one. What is
 * edited lasts as long as the browser's tab: the next visit begins with the examples of the schema as it is then.
 * GraphiQL 5 shows the variables of its first default tab only when its storage holds them.
 */
const startScript = (
  endpoint: string,
  tabs: readonly ExampleTab[],
  workerUrls: Readonly<Record<string, string>>,
): string => `'use strict';
const workerUrls = ${JSON.stringify(workerUrls)};
self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_, label) => workerUrls[label] };
const unique = Math.random().toString(36).slice(2, 10);
const tabs = ${JSON.stringify(tabs)}.map(({ query, variables }) => ({
  query,
  variables: variables.replaceAll(${JSON.stringify(uniquePlaceholder)}, unique),
}));
if (sessionStorage.getItem('graphiql:tabState') === null) {
  sessionStorage.setItem('graphiql:query', tabs[0].query);
  sessionStorage.setItem('graphiql:variables', tabs[0].variables);
}
YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), {
  endpoint: ${JSON.stringify(endpoint)},
  title: ${JSON.stringify(title)},
  logo: '<img alt="" width="28" height="28" src="' + document.querySelector('link[rel=icon]').getAttribute('href') + '">',
  defaultTabs: tabs,
  storage: sessionStorage,
});
`;

const script = (text: string): Asset => asset('text/javascript; charset=utf-8', text);

const compress: Readonly<Record<Exclude<Encoding, 'identity'>, (content: Buffer) => Promise<Buffer>>> = {
  // Half the time of the default quality, a tenth more bytes.
  br: (content) => promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: promisify(gzip),
};

function asset(contentType: string, text: string): Asset {
  const content = Buffer.from(text);
  const compressed = new Map<Encoding, Promise<Buffer>>([['identity', Promise.resolve(content)]]);
  return {
    contentType,
    content,
    hash: hash('sha256', content, 'base64url').slice(0, 16),
    encoded(encoding) {
      const made = compressed.get(encoding) ?? compress[encoding as Exclude<Encoding, 'identity'>](content);
      compressed.set(encoding, made);
      return made;
    },
  };
}
