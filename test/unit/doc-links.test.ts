import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Folders of packages, of what is built, and of data. */
const skipped = /^(?:node_modules|dist|coverage|\..*)$/;

function pagesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.test(entry.name) ? [] : pagesIn(path);
    return path.endsWith('.md') ? [path] : [];
  });
}
const pages = pagesIn('.');

/** Code may hold what looks like a link; of code in a line, only the signs that make one go. */
const withoutCode = (text: string): string =>
  text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''));

/** The names by which GitHub lets a page's headings be linked to. */
function anchorsOf(text: string): Set<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutCode(text).matchAll(/^#{1,6} (.*)$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain.replace(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    anchors.add(before === 0 ? slug : `${slug}-${before}`);
  }
  return anchors;
}

/** What a page links to within the repository. */
const linksOf = (page: string): string[] =>
  [...withoutCode(readFileSync(page, 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link));

/** What is wrong with a link, if anything is. */
function fault(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (relative('.', target).startsWith('..') || !existsSync(target)) return `${link} leads nowhere`;
  if (anchor === undefined || statSync(target).isDirectory() || !target.endsWith('.md')) return undefined;
  return anchorsOf(readFileSync(target, 'utf8')).has(anchor) ? undefined : `${link} names no heading`;
}

describe('links between the pages', () => {
  it('are found', () => {
    expect(pages).toContain('README.md');
    expect(linksOf('README.md').length).toBeGreaterThan(20);
    expect(fault('README.md', 'docs/nothing.md')).toBe('docs/nothing.md leads nowhere');
    expect(fault('README.md', 'docs/schema.md#nothing')).toBe('docs/schema.md#nothing names no heading');
  });

  it.each(pages)('of %s lead somewhere', (page) => {
    expect(
      linksOf(page)
        .map((link) => fault(page, link))
        .filter((found) => found !== undefined),
    ).toEqual([]);
  });
});
