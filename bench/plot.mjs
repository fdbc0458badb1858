import { median } from './statistics.mjs';

/**
 * @typedef {object} Chart Groups of bars.
 * @property {string} title
 * @property {string} unit
 * @property {readonly string[]} groups
 * @property {readonly { name: string, values: readonly (number | undefined)[] }[]} series A value for each group.
 */

const colors = ['#3b5bdb', '#868e96', '#2b8a3e', '#e8590c', '#9c36b5', '#0b7285'];
const [width, height, left, bottom, top] = [880, 300, 60, 44, 64];

/**
 * What a run has measured: CPU per create, and creates per second.
 *
 * @param {readonly { concurrency: number, variant: string, sides: Record<string, import('./measure.mjs').Figures[]> }[]} runs
 */
export function plot(runs) {
  const of = (
    /** @type {string} */ title,
    /** @type {string} */ unit,
    /** @type {'cpuMs' | 'databaseCpuMs' | 'perSecond'} */ figure,
  ) => ({
    title,
    unit,
    groups: runs.map(
      ({ concurrency, variant }) => `${concurrency} at once${variant === 'plain' ? '' : ', key and reference'}`,
    ),
    series: Object.keys(runs[0]?.sides ?? {}).map((name) => ({
      name,
      values: runs.map(({ sides }) => {
        const value = median((sides[name] ?? []).map((figures) => figures[figure]));
        return Number.isNaN(value) ? undefined : value;
      }),
    })),
  });
  return svgOf([
    of('CPU of the process per create, less is better', 'ms', 'cpuMs'),
    of('CPU of PostgreSQL per create, less is better', 'ms', 'databaseCpuMs'),
    of('Creates per second, more is better', '1/s', 'perSecond'),
  ]);
}

/**
 * Draws charts below each other, as SVG.
 *
 * @param {readonly Chart[]} charts
 */
const svgOf = (charts) =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height * charts.length}" role="img" font-family="sans-serif" font-size="12">`,
    `<title>${charts.map(({ title }) => text(title)).join('; ')}</title>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...charts.map((chart, at) => `<g transform="translate(0 ${at * height})">${chartSvg(chart)}</g>`),
    '</svg>\n',
  ].join('\n');

/** @param {Chart} chart */
function chartSvg({ title, unit, groups, series }) {
  const most = Math.max(...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const plotHeight = height - top - bottom;
  const y = (/** @type {number} */ value) => top + plotHeight * (1 - value / most);
  const groupWidth = (width - left - 10) / groups.length;
  const barWidth = (groupWidth * 0.86) / series.length;
  const bars = groups.flatMap((group, at) => [
    `<text x="${left + (at + 0.5) * groupWidth}" y="${height - bottom + 18}" text-anchor="middle">${text(group)}</text>`,
    ...series.flatMap(({ name, values }, index) => {
      const value = values[at];
      if (value === undefined) return [];
      const x = left + at * groupWidth + groupWidth * 0.07 + index * barWidth;
      const label = value >= 100 ? value.toFixed(0) : value.toFixed(2);
      return [
        `<rect x="${x.toFixed(1)}" y="${y(value).toFixed(1)}" width="${(barWidth * 0.92).toFixed(1)}" height="${(height - bottom - y(value)).toFixed(1)}" fill="${colors[index % colors.length]}"><title>${text(`${name}: ${label} ${unit}`)}</title></rect>`,
        `<text x="${(x + barWidth * 0.46).toFixed(1)}" y="${(y(value) - 4).toFixed(1)}" text-anchor="middle" font-size="10">${label}</text>`,
      ];
    }),
  ]);
  const legend = series.map(
    ({ name }, index) =>
      `<rect x="${left + index * 150}" y="34" width="10" height="10" fill="${colors[index % colors.length]}"/><text x="${left + index * 150 + 15}" y="43">${text(name)}</text>`,
  );
  return [
    `<text x="${left}" y="20" font-size="15" font-weight="bold">${text(`${title} (${unit})`)}</text>`,
    ...legend,
    `<line x1="${left}" y1="${height - bottom}" x2="${width - 10}" y2="${height - bottom}" stroke="#495057"/>`,
    ...bars,
  ].join('\n');
}

const text = (/** @type {string} */ value) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
