'use strict';

/** A reporter for `npm run coverage`: the files that the tests run the least of. */
module.exports = class LeastCovered {
  constructor({ files }) {
    this.files = files;
  }

  execute(context) {
    const rows = [];
    const onDetail = (node) => {
      const { lines, branches } = node.getCoverageSummary().toJSON();
      rows.push({ name: node.getQualifiedName(), lines, branches });
    };
    context.getTree('flat').visit({ onDetail }, context);
    rows.sort((a, b) => a.lines.pct - b.lines.pct || a.branches.pct - b.branches.pct);
    const write = ({ name, lines, branches }) =>
      `${percent(lines)} of ${String(lines.total).padStart(4)} lines, ${percent(branches)} of branches  ${name}`;
    process.stdout.write(`\nLeast covered:\n${rows.slice(0, this.files).map(write).join('\n')}\n`);
  }
};

function percent({ pct }) {
  return `${pct.toFixed(1).padStart(5)} %`;
}
