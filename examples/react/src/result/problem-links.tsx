import type { MouseEvent } from 'react';
import type { FieldProblem } from '../form/place-problems';

/** What is wrong, each with a way to its field. */
export function ProblemLinks({ problems }: { readonly problems: readonly FieldProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <ul>
      {problems.map(({ field, message }) => (
        <li key={field.name + message}>
          <a href={`#${field.name}`} onClick={goToField}>
            {field.label}: {message}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Without an entry in the browser's history for each, which going back would have to pass. */
function goToField(event: MouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  document.getElementById(event.currentTarget.hash.slice(1))?.focus();
}
